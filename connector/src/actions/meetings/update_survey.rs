//! `update-meeting-survey`.

use super::fields;
use super::group::GROUP;
use super::survey::{INPUT, REFUSALS};
use crate::action::Action;
use crate::scopes::scope;
use crate::shape::{Kind, TEXTS, member};

pub(crate) static ACTION: Action =
    Action::patch(&GROUP, "update-meeting-survey", "/meetings/{meetingId}/survey")
        .operation("meetingSurveyUpdate")
        .summary("Sets what participants are asked when a meeting is over.")
        .description(
            "What Get meeting survey gives is taken back. Questions take the place of those there are. Delete \
             meeting survey takes all of it away.",
        )
        .scopes(&[scope("meeting:write")], &[scope("meeting:update:survey")])
        .input(&[fields::OF_A_MEETING, INPUT])
        .output(&[&[
            fields::DONE_TO,
            member("updated", Kind::Boolean, "That the survey was changed.").required(),
            member("updated_fields", TEXTS, "The fields that were sent.").required(),
        ]])
        .changes_parts()
        .refusals(REFUSALS)
        .sample(
            r#"{
                "meeting_id": "85746065432",
                "custom_survey": {
                    "title": "How was it?",
                    "questions": [{ "name": "Again?", "type": "single", "answers": ["Yes", "No"] }]
                }
            }"#,
            r#"{ "meeting_id": "85746065432", "updated": true, "updated_fields": ["custom_survey"] }"#,
        );
