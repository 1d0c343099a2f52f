//! `list-past-polls`.

use super::group::{GROUP, NOT_OVER, OF_A_PAST_MEETING, TOO_LONG_AGO};
use super::questions::{ASKED, COLUMNS, RESULTS};
use crate::action::Action;
use crate::pages::{self, Pages};
use crate::refusals::Refusal;
use crate::scopes::scope;

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "list-past-polls", "/past_meetings/{meetingId}/polls")
        .operation("listPastMeetingPolls")
        .summary("Lists what people answered in the polls of a meeting that is over.")
        .scopes(&[scope("meeting:read")], &[scope("meeting:read:list_poll_results")])
        .rate_label("MEDIUM")
        .input(&[OF_A_PAST_MEETING])
        .output(&[ASKED, RESULTS, &[pages::HAS_MORE]])
        .pages(Pages::of("questions"))
        .refusals(REFUSALS)
        .columns(COLUMNS)
        .sample(
            r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" }"#,
            r#"{
                "id": "85746065432",
                "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "start_time": "2026-09-15T01:00:00Z",
                "questions": [{
                    "name": "Anna Huber",
                    "email": "anna@example.com",
                    "question_details": [{ "question": "How was it?", "answer": "Good", "polling_id": "QalIoKWLTJehBJ8e1xRrbQ==", "date_time": "2026-09-15T01:10:00Z" }]
                }],
                "has_more": false
            }"#,
        );

static REFUSALS: &[Refusal] = &[TOO_LONG_AGO, NOT_OVER];
