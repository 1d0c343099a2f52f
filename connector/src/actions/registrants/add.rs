//! `add-registrant`.

use super::group::{FULL, GROUP, NO_MEETING, NO_REGISTRATION, OVER};
use super::new::{PERSON, REGISTERED};
use super::registrant::REGISTRANT;
use crate::action::{Action, column};
use crate::actions::{lookups, meetings};
use crate::contract::FailureKind::Refused;
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, body, member, query};

pub(crate) static ACTION: Action =
    Action::post(&GROUP, "add-registrant", "/meetings/{meetingId}/registrants")
        .operation("meetingRegistrantCreate")
        .summary("Registers somebody for a meeting.")
        .description(
            "Zoom sends the mail that confirms it, unless the meeting says otherwise. Whether the \
             registration is approved at once or waits for a decision is a setting of the meeting. \
             What List meeting registrants gives is taken back.",
        )
        .scopes(&[scope("meeting:write")], &[scope("meeting:write:registrant")])
        .input(&[
            meetings::OF_A_MEETING,
            &[
                query(
                    "occurrence_ids",
                    ids::OCCURRENCES,
                    "The ids of the meetings of a series to register for. Without them, all of them.",
                )
                .choices(&lookups::OCCURRENCES),
                body(
                    "auto_approve",
                    Kind::Boolean,
                    "Approve the registration at once. Zoom heeds this where the meeting's `approval_type` is 1.",
                ),
            ],
            PERSON,
        ])
        .takes_back(&REGISTRANT)
        .output(&[
            REGISTERED,
            &[member(
                "participant_pin_code",
                INTEGER,
                "The number with which the person proves who it is when joining by phone.",
            )
            .sensitive()],
        ])
        .refusals(REFUSALS)
        .columns(&[
            column("Topic", "/topic"),
            column("Start", "/start_time"),
            column("Registrant ID", "/registrant_id"),
        ])
        .sample(
            r#"{ "meeting_id": "85746065432", "email": "anna@example.com", "first_name": "Anna", "last_name": "Huber" }"#,
            r#"{
                "id": "85746065432",
                "registrant_id": "9tboDiHUQAeOnbmudzWa5g",
                "topic": "Weekly review",
                "start_time": "2036-09-16T01:00:00Z",
                "join_url": "https://us02web.zoom.us/w/85746065432?tk=example"
            }"#,
        );

static REFUSALS: &[Refusal] = &[
    NO_REGISTRATION,
    FULL,
    OVER,
    NO_MEETING,
    refusal(
        400,
        3027,
        Refused,
        "Zoom does not register the host of the meeting.",
        "The host starts the meeting with `start_url` of Get meeting.",
    ),
];
