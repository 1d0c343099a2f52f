//! `get-meeting-invitation`.

use super::fields;
use super::group::GROUP;
use crate::action::{Action, column};
use crate::scopes::scope;
use crate::shape::{TEXT, TEXTS, member};

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "get-meeting-invitation",
    "/meetings/{meetingId}/invitation",
)
.operation("meetingInvitation")
.summary("Gets the text with which people are invited to a meeting, as Zoom would write it.")
.description(
    "It has the topic, the time, the link with the passcode, and the numbers to dial in. It is in \
     the language of the host, and made anew each time.",
)
.scopes(
    &[scope("meeting:read")],
    &[scope("meeting:read:invitation")],
)
.input(&[fields::OF_A_MEETING])
.output(&[&[
    member(
        "invitation",
        TEXT,
        "The text; its link lets people in without the passcode.",
    )
    .sensitive()
    .essential(),
    member("sip_links", TEXTS, "The addresses for joining by SIP."),
]])
.refusals(fields::NOT_A_MEETING)
.columns(&[column("Invitation", "/invitation")])
.sample(
    r#"{ "meeting_id": "85746065432" }"#,
    r#"{
        "invitation": "Anna Huber is inviting you to a scheduled Zoom meeting.\r\n\r\nTopic: Weekly review\r\n",
        "sip_links": ["sip:85746065432@zoomcrc.com"]
    }"#,
);
