//! `recover-meeting`.

use serde_json::json;

use super::fields;
use super::group::GROUP;
use crate::action::Action;
use crate::contract::FailureKind::NotFound;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, Object, member};

pub(crate) static ACTION: Action =
    Action::put(&GROUP, "recover-meeting", "/meetings/{meetingId}/status")
        .operation("meetingStatus")
        .summary("Recovers a meeting that was deleted.")
        .description("Zoom keeps deleted meetings for 30 days.")
        .scopes(&[scope("meeting:write")], &[scope("meeting:update:status")])
        .input(&[fields::OF_A_MEETING])
        .beside(|_| Object::from_iter([("action".to_owned(), json!("recover"))]))
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
