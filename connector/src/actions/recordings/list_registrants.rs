//! `list-recording-registrants`.

use super::fields;
use super::group::GROUP;
use crate::action::Action;
use crate::actions::registrants::registrant::{STATUS, listed};
use crate::contract::FailureKind::NotFound;
use crate::pages;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;

pub(crate) static ACTION: Action = listed(
    Action::get(
        &GROUP,
        "list-recording-registrants",
        "/meetings/{meetingId}/recordings/registrants",
    )
    .operation("meetingRecordingRegistrants")
    .summary(
        "Lists the people who have registered to see the recording of a meeting: one page, or all.",
    )
    .description("Those who were approved, unless `status` says otherwise.")
    .scopes(
        &[scope("recording:read")],
        &[scope("cloud_recording:read:list_recording_registrants").and_of_masters()],
    )
    .input(&[
        &[
            fields::OF_A_MEETING,
            STATUS,
            pages::PAGE_NUMBER,
            pages::page_size(300),
        ],
        pages::INPUT,
    ])
    .refusals(REFUSALS)
    .sample(
        r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "all_pages": true }"#,
        r#"{
        "registrants": [{
            "id": "9tboDiHUQAeOnbmudzWa5g",
            "email": "anna@example.com",
            "first_name": "Anna",
            "status": "approved"
        }],
        "next_page_token": "",
        "page_size": 300,
        "total_records": 1,
        "has_more": false
    }"#,
    ),
);

static REFUSALS: &[Refusal] = &[refusal(
    404,
    3301,
    NotFound,
    "There is no cloud recording of this meeting.",
    "Check the meeting id.",
)];
