//! `batch-add-registrants`.

use super::group::{FULL, GROUP, OVER};
use crate::action::{Action, column};
use crate::actions::meetings;
use crate::contract::FailureKind::Refused;
use crate::contract::FieldProblem;
use crate::ids;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Path, Shape, TEXT, body, list, member};

/// How many Zoom registers at once.
const MOST: usize = 30;

pub(crate) static ACTION: Action = Action::post(
    &GROUP,
    "batch-add-registrants",
    "/meetings/{meetingId}/batch_registrants",
)
.operation("addBatchRegistrants")
.summary("Registers up to 30 people for a scheduled meeting in one request.")
.description(
    "Only for meetings of `type` 2. It counts against the heavy limit, so it is for many people; for \
     one there is Add registrant.",
)
.scopes(&[scope("meeting:write")], &[scope("meeting:write:batch_registrants")])
.rate_label("HEAVY")
.input(&[
    meetings::OF_A_MEETING,
    &[
        body("registrants", Kind::List(&Kind::Object(&PERSON), MOST), "The people: at least one, at most 30.").required(),
        body("auto_approve", Kind::Boolean, "Approve the registrations at once, whatever the meeting's `approval_type` is."),
        body("registrants_confirmation_email", Kind::Boolean, "Whether Zoom sends each of them the mail that confirms it."),
    ],
])
.output(&[&[member("registrants", list(&Kind::Object(&REGISTERED)), "The people who were registered.").essential()]])
.rules(rules)
.refusals(REFUSALS)
.columns(&[column("Registrants", "/registrants")])
.sample(
    r#"{
        "meeting_id": "85746065432",
        "auto_approve": true,
        "registrants": [{ "email": "anna@example.com", "first_name": "Anna", "last_name": "Huber" }]
    }"#,
    r#"{
        "registrants": [{
            "email": "anna@example.com",
            "registrant_id": "9tboDiHUQAeOnbmudzWa5g",
            "join_url": "https://us02web.zoom.us/w/85746065432?tk=example"
        }]
    }"#,
);

static PERSON: Shape = Shape::of(&[&[
    member("email", ids::EMAIL, "The e-mail address.").required(),
    member("first_name", Kind::Text(1, usize::MAX), "The first name.").required(),
    member("last_name", TEXT, "The last name."),
]]);

static REGISTERED: Shape = Shape::of(&[&[
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

static REFUSALS: &[Refusal] = &[
    FULL,
    OVER,
    refusal(
        400,
        303,
        Refused,
        "Zoom registers several people at once for meetings of `type` 2 alone.",
        "Register them one by one with Add registrant.",
    ),
    refusal(
        400,
        404,
        Refused,
        "People do not register for this meeting.",
        "Set `settings.approval_type` of the meeting to 0 or 1 first.",
    ),
];

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let people = input.get("registrants").and_then(|list| list.as_array());
    if people.is_some_and(Vec::is_empty) {
        let at = Path::Member(&Path::Whole, "registrants");
        problems.push(at.problem("must name at least one person"));
    }
}
