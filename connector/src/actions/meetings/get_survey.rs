//! `get-meeting-survey`.

use super::fields;
use super::group::GROUP;
use super::survey::{OUTPUT, REFUSALS};
use crate::action::{Action, column};
use crate::scopes::scope;

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "get-meeting-survey", "/meetings/{meetingId}/survey")
        .operation("meetingSurveyGet")
        .summary("Gets what participants are asked when a meeting is over.")
        .scopes(&[scope("meeting:read")], &[scope("meeting:read:survey")])
        .input(&[fields::OF_A_MEETING])
        .output(&[OUTPUT])
        .refusals(REFUSALS)
        .columns(&[
            column("Title", "/custom_survey/title"),
            column("Elsewhere", "/third_party_survey"),
        ])
        .sample(
            r#"{ "meeting_id": "85746065432" }"#,
            r#"{
                "show_in_the_browser": true,
                "custom_survey": {
                    "title": "How was it?",
                    "anonymous": false,
                    "questions": [{ "name": "Again?", "type": "single", "answers": ["Yes", "No"] }]
                }
            }"#,
        );
