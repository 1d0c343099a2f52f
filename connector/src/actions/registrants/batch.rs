//! Registering many people: Zoom takes 30 at once.

use serde_json::Value;

use super::group::{FULL, GROUP, OVER};
use crate::action::Action;
use crate::actions::meetings;
use crate::contract::FailureKind::Refused;
use crate::endpoint::Ask;
use crate::ids;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, body, list, member};

/// How many Zoom registers at once.
pub(super) const MOST: usize = 30;

/// The endpoint.
pub(super) static BATCH: Action = Action::post(
    &GROUP,
    "batch-add-registrants",
    "/meetings/{meetingId}/batch_registrants",
)
.scopes(
    &[scope("meeting:write")],
    &[scope("meeting:write:batch_registrants")],
)
.rate_label("HEAVY")
.input(&[
    meetings::OF_A_MEETING,
    &[
        body(
            "registrants",
            Kind::List(&Kind::Object(&PERSON), MOST),
            "The people.",
        ),
        body(
            "auto_approve",
            Kind::Boolean,
            "Whether they are approved at once.",
        ),
        body(
            "registrants_confirmation_email",
            Kind::Boolean,
            "Whether they get a mail.",
        ),
    ],
])
.output(&[&[member(
    "registrants",
    list(&Kind::Object(&REGISTERED)),
    "The people who were registered.",
)
.essential()]])
.refusals(REFUSALS);

/// Somebody to register.
pub(super) static PERSON: Shape = Shape::of(&[&[
    member("email", ids::EMAIL, "The e-mail address.").required(),
    member("first_name", Kind::Text(1, usize::MAX), "The first name.").required(),
    member("last_name", TEXT, "The last name."),
]]);

/// Somebody who was registered.
pub(super) static REGISTERED: Shape = Shape::of(&[&[
    member("email", ids::EMAIL, "The e-mail address."),
    member("registrant_id", TEXT, "The id of the registrant."),
    member(
        "join_url",
        TEXT,
        "The link of this person alone: whoever has it joins under that name.",
    )
    .sensitive(),
    member(
        "participant_pin_code",
        INTEGER,
        "The number with which the person proves who it is when joining by phone.",
    )
    .sensitive(),
]]);

/// What Zoom refuses, and why.
pub(super) static REFUSALS: &[Refusal] = &[
    FULL,
    OVER,
    refusal(
        400,
        303,
        Refused,
        "Zoom registers several people at once for meetings of `type` 2 alone.",
        "Register them one by one with Add meeting registrant.",
    ),
    refusal(
        400,
        404,
        Refused,
        "People do not register for this meeting.",
        "Set `settings.approval_type` of the meeting to 0 or 1 first.",
    ),
];

/// The people that an input names.
pub(super) fn people(input: &Input) -> &[Value] {
    let people = input.get("registrants").and_then(Value::as_array);
    people.map_or(&[], Vec::as_slice)
}

/// The e-mail address of a person, in small letters.
pub(super) fn email(person: &Value) -> String {
    let email = person.get("email").and_then(Value::as_str);
    email.unwrap_or_default().trim().to_lowercase()
}

/// The request for some people, with what the input says of all of them.
pub(super) fn ask(input: &Input, people: &[Value]) -> Option<Ask> {
    let mut asked = Input::default()
        .with("meeting_id", input.get("meeting_id")?.clone())
        .with("registrants", people.to_vec());
    for field in ["auto_approve", "registrants_confirmation_email"] {
        if let Some(value) = input.get(field) {
            asked = asked.with(field, value.clone());
        }
    }
    Some(Ask {
        action: "",
        endpoint: &BATCH.endpoint,
        input: asked,
    })
}
