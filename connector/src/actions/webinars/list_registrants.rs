//! `list-webinar-registrants`.

use super::fields::{OF_A_WEBINAR, occurrence};
use super::group::{GROUP, NO_LICENCE, NO_WEBINAR};
use crate::action::Action;
use crate::actions::registrants::registrant::{STATUS, listed};
use crate::pages;
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{TEXT, query};

pub(crate) static ACTION: Action = listed(Action::get(
    &GROUP,
    "list-webinar-registrants",
    "/webinars/{webinarId}/registrants",
)
.operation("webinarRegistrants")
.summary("Lists the people who have registered for a webinar: one page of them, or all.")
.description(
    "Those who were approved, unless `status` says otherwise: people who wait for a decision and \
             people who were denied are lists of their own.",
)
.scopes(
    &[scope("webinar:read")],
    &[scope("webinar:read:list_registrants")],
)
.input(&[
    OF_A_WEBINAR,
    &[
        occurrence(
            "The id of one webinar of a series: only those who have registered for that one.",
        ),
        STATUS,
        query(
            "tracking_source_id",
            TEXT,
            "Only those who came through this tracking source.",
        ),
        pages::PAGE_NUMBER,
        pages::page_size(300),
    ],
    pages::INPUT,
])
.refusals(REFUSALS)
.sample(
    r#"{ "webinar_id": "95204914252", "all_pages": true }"#,
    r#"{
                "registrants": [{
                    "id": "9tboDiHUQAeOnbmudzWa5g",
                    "email": "anna@example.com",
                    "first_name": "Anna",
                    "status": "approved",
                    "create_time": "2026-09-12T06:30:00Z"
                }],
                "next_page_token": "",
                "page_size": 300,
                "total_records": 1,
                "has_more": false
            }"#,
));

static REFUSALS: &[Refusal] = &[NO_LICENCE, NO_WEBINAR];
