//! `list-registrants`.

use super::group::{GROUP, NO_REGISTRATION};
use super::registrant::{STATUS, listed};
use crate::action::Action;
use crate::actions::meetings;
use crate::contract::FailureKind::InvalidInput;
use crate::pages;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;

pub(crate) static ACTION: Action = listed(
    Action::get(
        &GROUP,
        "list-registrants",
        "/meetings/{meetingId}/registrants",
    )
    .operation("meetingRegistrants")
    .summary("Lists the people who have registered for a meeting: one page of them, or all.")
    .description(
        "Those who were approved, unless `status` says otherwise: people who wait for a decision \
             and people who were denied are lists of their own.",
    )
    .scopes(
        &[scope("meeting:read")],
        &[scope("meeting:read:list_registrants")],
    )
    .input(&[
        meetings::OF_A_MEETING,
        &[
            meetings::occurrence(
                "The id of one meeting of a series: only those who have registered for that one.",
            ),
            STATUS,
            pages::PAGE_NUMBER,
            pages::page_size(300),
        ],
        pages::INPUT,
    ])
    .refusals(REFUSALS)
    .sample(
        r#"{ "meeting_id": "85746065432", "status": "pending", "all_pages": true }"#,
        r#"{
                "registrants": [{
                    "id": "9tboDiHUQAeOnbmudzWa5g",
                    "email": "anna@example.com",
                    "first_name": "Anna",
                    "last_name": "Huber",
                    "status": "pending",
                    "create_time": "2026-09-12T06:30:00Z"
                }],
                "next_page_token": "",
                "page_size": 300,
                "total_records": 1,
                "has_more": false
            }"#,
    ),
);

static REFUSALS: &[Refusal] = &[
    refusal(
        400,
        300,
        InvalidInput,
        "Zoom found a value that it does not take, or the meeting id is that of a webinar.",
        "Correct the input. Registrants of webinars are listed by the actions on webinars.",
    ),
    NO_REGISTRATION,
];
