//! `get-registration-questions`.

use super::group::GROUP;
use super::questions::MEMBERS;
use crate::action::{Action, column};
use crate::actions::meetings;
use crate::scopes::scope;

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "get-registration-questions",
    "/meetings/{meetingId}/registrants/questions",
)
.operation("meetingRegistrantsQuestionsGet")
.summary("Gets what people are asked who register for a meeting.")
.scopes(&[scope("meeting:read")], &[scope("meeting:read:list_registration_questions")])
.input(&[meetings::OF_A_MEETING])
.output(&[MEMBERS])
.columns(&[column("Questions", "/questions"), column("Own questions", "/custom_questions")])
.sample(
    r#"{ "meeting_id": "85746065432" }"#,
    r#"{
        "questions": [{ "field_name": "last_name", "required": true }],
        "custom_questions": [{ "title": "What do you expect?", "type": "short", "required": false, "answers": [] }]
    }"#,
);
