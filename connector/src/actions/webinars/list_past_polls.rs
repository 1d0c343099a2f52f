//! `list-past-webinar-polls`.

use super::group::{GROUP, OF_A_PAST_WEBINAR, OF_THE_PAST};
use crate::action::Action;
use crate::actions::past_meetings::questions::{ASKED, COLUMNS, RESULTS};
use crate::pages::{self, Pages};
use crate::scopes::scope;

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "list-past-webinar-polls", "/past_webinars/{webinarId}/polls")
        .operation("listPastWebinarPollResults")
        .summary("Lists what people answered in the polls of a webinar that is over.")
        .scopes(&[scope("webinar:read")], &[scope("webinar:read:list_past_polls")])
        .rate_label("MEDIUM")
        .input(&[OF_A_PAST_WEBINAR])
        .output(&[ASKED, RESULTS, &[pages::HAS_MORE]])
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
                    "question_details": [{ "question": "How was it?", "answer": "Good", "polling_id": "QalIoKWLTJehBJ8e1xRrbQ==", "date_time": "2026-09-15T01:10:00Z" }]
                }],
                "has_more": false
            }"#,
        );
