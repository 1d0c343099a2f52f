//! `get-registrant`.

use super::group::{GROUP, NO_REGISTRATION};
use super::registrant::{COLUMNS, MEMBERS};
use crate::action::Action;
use crate::actions::{lookups, meetings};
use crate::ids;
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::path;

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "get-registrant",
    "/meetings/{meetingId}/registrants/{registrantId}",
)
.operation("meetingRegistrantGet")
.summary("Gets somebody who has registered for a meeting, with the answers to its questions.")
.scopes(
    &[scope("meeting:read")],
    &[scope("meeting:read:registrant")],
)
.input(&[
    meetings::OF_A_MEETING,
    &[path(
        "registrant_id",
        "{registrantId}",
        ids::ID,
        "The id of the registrant.",
    )
    .choices(&lookups::REGISTRANTS)],
])
.output(&[MEMBERS])
.refusals(REFUSALS)
.columns(COLUMNS)
.sample(
    r#"{ "meeting_id": "85746065432", "registrant_id": "9tboDiHUQAeOnbmudzWa5g" }"#,
    r#"{
        "id": "9tboDiHUQAeOnbmudzWa5g",
        "email": "anna@example.com",
        "first_name": "Anna",
        "last_name": "Huber",
        "status": "approved",
        "create_time": "2026-09-12T06:30:00Z"
    }"#,
);

static REFUSALS: &[Refusal] = &[NO_REGISTRATION];
