//! `end-meeting`.

use super::fields;
use super::group::GROUP;
use crate::action::Action;
use crate::contract::FailureKind::{NotFound, Refused};
use crate::json;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action =
    Action::put(&GROUP, "end-meeting", "/meetings/{meetingId}/status")
        .operation("meetingStatus")
        .summary("Ends a meeting that goes on, for everybody in it.")
        .description("What Zoom answers of a meeting that does not go on is not documented: it may say that there is none.")
        .scopes(&[scope("meeting:write")], &[scope("meeting:update:status")])
        .input(&[fields::OF_A_MEETING])
        .beside(|_| json::gathered([("action".to_owned(), "end".into())]))
        .output(&[&[
            fields::DONE_TO,
            member("ended", Kind::Boolean, "That the meeting was ended.").required(),
        ]])
        .done("ended")
        .refusals(REFUSALS)
        .sample(
            r#"{ "meeting_id": "85746065432" }"#,
            r#"{ "meeting_id": "85746065432", "ended": true }"#,
        );

static REFUSALS: &[Refusal] = &[
    fields::ONLY_MEETINGS,
    refusal(
        404,
        3001,
        NotFound,
        "There is no such meeting, or it does not go on, so that there is nothing to end.",
        "Get the meeting: its `status` is `started` while it goes on.",
    ),
    refusal(
        400,
        3063,
        Refused,
        "The meeting goes on at a connector on the account's own premises, and can't be ended from here.",
        "Let the host end it.",
    ),
];
