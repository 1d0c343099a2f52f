//! `delete-registrant`.

use super::group::{GROUP, NO_REGISTRATION};
use crate::action::Action;
use crate::actions::{lookups, meetings};
use crate::contract::FailureKind::InvalidInput;
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, TEXT, member, path};

pub(crate) static ACTION: Action = Action::delete(
    &GROUP,
    "delete-registrant",
    "/meetings/{meetingId}/registrants/{registrantId}",
)
.operation("meetingregistrantdelete")
.summary("Deletes somebody's registration for a meeting.")
.scopes(&[scope("meeting:write")], &[scope("meeting:delete:registrant")])
.input(&[
    meetings::OF_A_MEETING,
    &[
        path("registrant_id", "{registrantId}", ids::ID, "The id of the registrant.").choices(&lookups::REGISTRANTS),
        meetings::occurrence("The id of one meeting of a series: only the registration for that one."),
    ],
])
.output(&[&[
    member("meeting_id", ids::MEETING, "The meeting's number.").required(),
    member("registrant_id", TEXT, "The id of the registrant.").required(),
    member("occurrence_id", TEXT, "The id of the one meeting of a series."),
    member("deleted", Kind::Boolean, "That the registration was deleted.").required(),
]])
.done("deleted")
.refusals(REFUSALS)
.sample(
    r#"{ "meeting_id": "85746065432", "registrant_id": "9tboDiHUQAeOnbmudzWa5g" }"#,
    r#"{ "meeting_id": "85746065432", "registrant_id": "9tboDiHUQAeOnbmudzWa5g", "deleted": true }"#,
);

static REFUSALS: &[Refusal] = &[
    refusal(
        400,
        300,
        InvalidInput,
        "The meeting has no such registrant, or people do not register for it.",
        "List the registrants of the meeting to see their ids.",
    ),
    NO_REGISTRATION,
];
