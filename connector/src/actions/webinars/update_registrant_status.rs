//! `update-webinar-registrant-status`.

use super::fields::{DONE_TO, DONE_TO_ONE, OF_A_WEBINAR, occurrence};
use super::group::{GROUP, NO_LICENCE, NO_WEBINAR};
use super::list_registrants;
use crate::action::Action;
use crate::actions::lookups;
use crate::actions::registrants::decided::Decided;
use crate::actions::registrants::registrant;
use crate::actions::registrants::update_status::{DECIDE, DECIDED, EMAIL, ID, rules, whose};
use crate::contract::FailureKind::{Conflict, InvalidInput};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, Shape};

pub(crate) static ACTION: Action = Action::put(
    &GROUP,
    "update-webinar-registrant-status",
    "/webinars/{webinarId}/registrants/status",
)
.operation("webinarRegistrantStatus")
.summary("Approves, denies or cancels the registrations of people for a webinar.")
.description("Zoom sends each of them a mail about it, unless the webinar says otherwise.")
.scopes(&[scope("webinar:write")], &[scope("webinar:update:registrant_status")])
.rate_label("MEDIUM")
.input(&[
    OF_A_WEBINAR,
    &[occurrence("The id of one webinar of a series: only the registrations for that one.")],
    &[DECIDE, whose(&Kind::Object(&REGISTRANT))],
])
.output(&[&[DONE_TO, DONE_TO_ONE], DECIDED])
.done("updated")
.refused_twice(&WHAT_WAS_DECIDED)
.rules(rules)
.refusals(REFUSALS)
.sample(
    r#"{ "webinar_id": "95204914252", "action": "approve", "registrants": [{ "id": "9tboDiHUQAeOnbmudzWa5g", "email": "anna@example.com" }] }"#,
    r#"{ "webinar_id": "95204914252", "action": "approve", "updated": true }"#,
);

static REGISTRANT: Shape = Shape::of(&[&[ID.choices(&lookups::WEBINAR_REGISTRANTS), EMAIL]])
    .answered(&registrant::REGISTRANT);

static REFUSALS: &[Refusal] = &[
    NO_LICENCE,
    NO_WEBINAR,
    refusal(
        400,
        300,
        InvalidInput,
        "Zoom does not take the webinar id, or people do not register for the webinar.",
        "Get the webinar: `settings.approval_type` is 2 where nobody registers.",
    ),
    refusal(
        400,
        3035,
        Conflict,
        "The webinar has as many attendees as it may have.",
        "Cancel some, or take a larger licence.",
    ),
];

static WHAT_WAS_DECIDED: Decided = Decided {
    by: "update-webinar-registrant-status",
    list: &list_registrants::ACTION,
    id: "webinar_id",
};
