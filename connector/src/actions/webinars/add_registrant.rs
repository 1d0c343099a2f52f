//! `add-webinar-registrant`.

use super::fields::OF_A_WEBINAR;
use super::group::{GROUP, NO_LICENCE, NO_WEBINAR, WRONG_ID};
use crate::action::{Action, column};
use crate::actions::lookups;
use crate::actions::registrants::new::{PERSON, REGISTERED};
use crate::actions::registrants::registrant::REGISTRANT;
use crate::contract::FailureKind::{Conflict, InvalidInput, Refused};
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{TEXT, body, query};

pub(crate) static ACTION: Action = Action::post(
    &GROUP,
    "add-webinar-registrant",
    "/webinars/{webinarId}/registrants",
)
.operation("webinarRegistrantCreate")
.summary("Registers somebody for a webinar.")
.description("What List webinar registrants gives of somebody is taken back.")
.scopes(
    &[scope("webinar:write")],
    &[scope("webinar:write:registrant")],
)
.input(&[
    OF_A_WEBINAR,
    &[
        query(
            "occurrence_ids",
            ids::OCCURRENCES,
            "The ids of the webinars of a series to register for. Without them, all of them.",
        )
        .choices(&lookups::WEBINAR_OCCURRENCES),
        body(
            "source_id",
            TEXT,
            "The id of the tracking source through which the person came.",
        ),
    ],
    PERSON,
])
.takes_back(&REGISTRANT)
.output(&[REGISTERED])
.refusals(REFUSALS)
.columns(&[
    column("Topic", "/topic"),
    column("Start", "/start_time"),
    column("Registrant ID", "/registrant_id"),
])
.sample(
    r#"{ "webinar_id": "95204914252", "email": "anna@example.com", "first_name": "Anna" }"#,
    r#"{
                "id": "95204914252",
                "registrant_id": "9tboDiHUQAeOnbmudzWa5g",
                "topic": "Open lecture",
                "start_time": "2036-09-16T16:00:00Z",
                "join_url": "https://us02web.zoom.us/w/95204914252?tk=example"
            }"#,
);

static REFUSALS: &[Refusal] = &[
    NO_LICENCE,
    WRONG_ID,
    NO_WEBINAR,
    refusal(
        400,
        3000,
        Refused,
        "Zoom does not register this person: people do not register for the webinar or pay for it, it is \
         full, or the person is one of its panelists.",
        "Get the webinar: `settings.approval_type` is 2 where nobody registers.",
    ),
    refusal(
        400,
        3027,
        Refused,
        "Zoom does not register the host of the webinar.",
        "The host starts the webinar with `start_url` of Get webinar.",
    ),
    refusal(
        400,
        3034,
        InvalidInput,
        "Zoom wants the address at which the person was invited.",
        "Take the person's address at work.",
    ),
    refusal(
        400,
        3038,
        Conflict,
        "The webinar is over, so nobody can register any more.",
        "Name a webinar that is to come.",
    ),
];
