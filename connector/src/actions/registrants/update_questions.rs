//! `update-registration-questions`.

use super::group::GROUP;
use super::questions::{CUSTOM, QUESTIONS, STANDARD};
use crate::action::Action;
use crate::actions::meetings;
use crate::ids;
use crate::scopes::scope;
use crate::shape::{Kind, TEXTS, body, member};

pub(crate) static ACTION: Action = Action::patch(
    &GROUP,
    "update-registration-questions",
    "/meetings/{meetingId}/registrants/questions",
)
.operation("meetingRegistrantQuestionUpdate")
.summary("Changes what people are asked who register for a meeting.")
.description(
    "Each list takes the place of the one that there is. What Get registration questions gives is \
     taken back.",
)
.scopes(&[scope("meeting:write")], &[scope("meeting:update:registration_question")])
.input(&[
    meetings::OF_A_MEETING,
    &[
        body("questions", STANDARD, "What Zoom asks beside first name and e-mail address: all of it."),
        body("custom_questions", CUSTOM, "The host's own questions: all of them."),
    ],
])
.takes_back(&QUESTIONS)
.output(&[&[
    member("meeting_id", ids::MEETING, "The meeting's number.").required(),
    member("updated", Kind::Boolean, "That the questions were changed.").required(),
    member("updated_fields", TEXTS, "The fields that were sent.").required(),
]])
.changes_parts()
.sample(
    r#"{ "meeting_id": "85746065432", "questions": [{ "field_name": "last_name", "required": true }] }"#,
    r#"{ "meeting_id": "85746065432", "updated": true, "updated_fields": ["questions"] }"#,
);
