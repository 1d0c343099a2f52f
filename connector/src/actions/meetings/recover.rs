//! `recover-meeting`.
//!
//! What is there can't be recovered, so it is not sent again when its answer is lost: a look tells.

use serde_json::Value;

use super::group::GROUP;
use super::{fields, get};
use crate::action::Action;
use crate::contract::Failure;
use crate::contract::FailureKind::NotFound;
use crate::doubt::{Doubt, is_as_before, is_not_told, is_so};
use crate::json;
use crate::one_look::OneLook;
use crate::recovery::{Finding, Lost, is_gone};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action =
    Action::put(&GROUP, "recover-meeting", "/meetings/{meetingId}/status")
        .operation("meetingStatus")
        .summary("Recovers a meeting that was deleted.")
        .description("Zoom keeps deleted meetings for 30 days.")
        .scopes(&[scope("meeting:write")], &[scope("meeting:update:status")])
        .input(&[fields::OF_A_MEETING])
        .beside(|_| json::gathered([("action".to_owned(), "recover".into())]))
        .output(&[&[
            fields::DONE_TO,
            member(
                "recovered",
                Kind::Boolean,
                "That the meeting was recovered.",
            )
            .required(),
        ]])
        .done("recovered")
        .refused_twice(&RECOVERED)
        .refusals(REFUSALS)
        .sample(
            r#"{ "meeting_id": "85746065432" }"#,
            r#"{ "meeting_id": "85746065432", "recovered": true }"#,
        );

static REFUSALS: &[Refusal] = &[
    refusal(
        404,
        3001,
        NotFound,
        "There is no such meeting among the deleted ones of the last 30 days.",
        "Check the meeting id.",
    ),
    fields::ONLY_MEETINGS,
];

static RECOVERED: OneLook = OneLook {
    at: &get::ACTION,
    id: "meeting_id",
    take,
};

fn take(_: &Lost<'_>, doubt: Option<Doubt>, answer: Result<Value, Failure>) -> Finding {
    match answer {
        Ok(_) => is_so(
            doubt.as_ref(),
            "The meeting is there: it was recovered by that request, or not deleted before.",
        ),
        Err(failure) if is_gone(&failure) => {
            is_as_before(ACTION.id, doubt, "the meeting is not there")
        }
        Err(failure) => is_not_told(
            doubt,
            &format!("The meeting could not be looked at: {}", failure.message),
        ),
    }
}
