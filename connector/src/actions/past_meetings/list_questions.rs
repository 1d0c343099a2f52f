//! `list-past-qa`.

use super::group::{GROUP, NOT_OVER, OF_A_PAST_MEETING, TOO_LONG_AGO};
use super::questions::{ASKED, COLUMNS, QUESTIONS};
use crate::action::Action;
use crate::pages::{self, Pages};
use crate::refusals::Refusal;
use crate::scopes::scope;

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "list-past-qa", "/past_meetings/{meetingId}/qa")
        .operation("listPastMeetingQA")
        .summary("Lists what people asked in a meeting that is over, and what they were answered.")
        .scopes(&[scope("meeting:read")], &[scope("meeting:read:past_qa")])
        .rate_label("MEDIUM")
        .input(&[OF_A_PAST_MEETING])
        .output(&[ASKED, QUESTIONS, &[pages::HAS_MORE]])
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
                    "question_details": [{ "question": "When do we meet again?", "answer": "On Tuesday." }]
                }],
                "has_more": false
            }"#,
        );

static REFUSALS: &[Refusal] = &[TOO_LONG_AGO, NOT_OVER];
