//! `list-past-webinar-qa`.

use super::group::{GROUP, OF_A_PAST_WEBINAR, OF_THE_PAST};
use crate::action::Action;
use crate::actions::past_meetings::questions::{ASKED, COLUMNS, QUESTIONS};
use crate::pages::{self, Pages};
use crate::scopes::scope;

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "list-past-webinar-qa", "/past_webinars/{webinarId}/qa")
        .operation("listPastWebinarQA")
        .summary("Lists what people asked in a webinar that is over, and what they were answered.")
        .scopes(&[scope("webinar:read")], &[scope("webinar:read:past_qa")])
        .rate_label("MEDIUM")
        .input(&[OF_A_PAST_WEBINAR])
        .output(&[ASKED, QUESTIONS, &[pages::HAS_MORE]])
        .pages(Pages::of("questions"))
        .refusals(OF_THE_PAST)
        .columns(COLUMNS)
        .sample(
            r#"{ "webinar_id": "m3WqMkvuRXyYqH+eKWhk9w==" }"#,
            r#"{
                "id": "84746065433",
                "uuid": "m3WqMkvuRXyYqH+eKWhk9w==",
                "start_time": "2026-09-15T01:00:00Z",
                "questions": [{
                    "name": "Anna Huber",
                    "email": "anna@example.com",
                    "question_details": [{ "question": "When do we meet again?", "answer": "On Tuesday." }]
                }],
                "has_more": false
            }"#,
        );
