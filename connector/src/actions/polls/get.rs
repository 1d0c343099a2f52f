//! `get-meeting-poll`.

use super::group::{GROUP, POLL_ID, REFUSALS};
use super::poll::{COLUMNS, MEMBERS, SAMPLE};
use crate::action::Action;
use crate::actions::meetings;
use crate::scopes::scope;

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "get-meeting-poll",
    "/meetings/{meetingId}/polls/{pollId}",
)
.operation("meetingPollGet")
.summary("Gets a poll of a meeting.")
.scopes(&[scope("meeting:read")], &[scope("meeting:read:poll")])
.input(&[meetings::OF_A_MEETING, &[POLL_ID]])
.output(&[MEMBERS])
.refusals(REFUSALS)
.columns(COLUMNS)
.sample(
    r#"{ "meeting_id": "85746065432", "poll_id": "QalIoKWLTJehBJ8e1xRrbQ" }"#,
    SAMPLE,
);
