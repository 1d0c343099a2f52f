//! `recover-meeting`.

use super::fields;
use super::group::GROUP;
use crate::action::Action;
use crate::contract::FailureKind::NotFound;
use crate::json;
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
