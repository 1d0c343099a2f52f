//! `update-registrant-status`.

use super::decided::OF_A_MEETING;
use super::group::{GROUP, NO_REGISTRATION};
use crate::action::Action;
use crate::actions::{lookups, meetings};
use crate::contract::FieldProblem;
use crate::ids;
use crate::input::Input;
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Field, Kind, Path, Shape, TEXT, body, member};

pub(crate) static ACTION: Action = Action::put(
    &GROUP,
    "update-registrant-status",
    "/meetings/{meetingId}/registrants/status",
)
.operation("meetingRegistrantStatus")
.summary("Approves, denies or cancels the registrations of people for a meeting.")
.description("Zoom sends each of them a mail about it, unless the meeting says otherwise.")
.scopes(&[scope("meeting:write")], &[scope("meeting:update:registrant_status")])
.rate_label("MEDIUM")
.input(&[
    meetings::OF_A_MEETING,
    &[meetings::occurrence("The id of one meeting of a series: only the registrations for that one.")],
    DECISION,
])
.output(&[
    &[
        member("meeting_id", ids::MEETING, "The meeting's number.").required(),
        member("occurrence_id", TEXT, "The id of the one meeting of a series."),
    ],
    DECIDED,
])
.done("updated")
.refused_twice(&OF_A_MEETING)
.rules(rules)
.refusals(REFUSALS)
.sample(
    r#"{ "meeting_id": "85746065432", "action": "approve", "registrants": [{ "id": "9tboDiHUQAeOnbmudzWa5g", "email": "anna@example.com" }] }"#,
    r#"{ "meeting_id": "85746065432", "action": "approve", "updated": true }"#,
);

static DECISION: &[Field] = &[DECIDE, whose(&Kind::Object(&REGISTRANT))];

/// What is to become of registrations.
pub(crate) const DECIDE: Field = body(
    "action",
    Kind::Choice(&["approve", "cancel", "deny"]),
    "What is to become of the registrations: `approve`, `deny`, or `cancel` what was approved.",
)
.required();

/// Which registrations they are.
pub(crate) const fn whose(registrant: &'static Kind) -> Field {
    body(
        "registrants",
        Kind::List(registrant, 30),
        "Whose: at least one, at most 30, each with the id and the e-mail address.",
    )
    .required()
}

/// What is told of that.
pub(crate) static DECIDED: &[Field] = &[
    member("action", TEXT, "What has become of the registrations.").required(),
    member(
        "updated",
        Kind::Boolean,
        "That the registrations were changed.",
    )
    .required(),
];

static REGISTRANT: Shape = Shape::of(&[&[ID.choices(&lookups::REGISTRANTS), EMAIL]])
    .answered(&super::registrant::REGISTRANT);

/// The members that name a registration.
pub(crate) const ID: Field = member("id", TEXT, "The id of the registrant.");
pub(crate) const EMAIL: Field = member("email", TEXT, "The e-mail address.");

static REFUSALS: &[Refusal] = &[NO_REGISTRATION];

/// At least one registration is named.
pub(crate) fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let people = input.get("registrants").and_then(|list| list.as_array());
    if people.is_some_and(Vec::is_empty) {
        let at = Path::Member(&Path::Whole, "registrants");
        problems.push(at.problem("must name at least one person"));
    }
}
