//! `end-webinar`.

use super::fields;
use super::group::{GROUP, NO_LICENCE, NO_WEBINAR, WRONG_ID};
use crate::action::Action;
use crate::contract::FailureKind::Refused;
use crate::json;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action =
    Action::put(&GROUP, "end-webinar", "/webinars/{webinarId}/status")
        .operation("webinarStatus")
        .summary("Ends a webinar that goes on, for everybody in it.")
        .scopes(&[scope("webinar:write")], &[scope("webinar:update:status")])
        .input(&[fields::OF_A_WEBINAR])
        .beside(|_| json::gathered([("action".to_owned(), "end".into())]))
        .output(&[&[
            fields::DONE_TO,
            member("ended", Kind::Boolean, "That the webinar was ended.").required(),
        ]])
        .done("ended")
        .refusals(REFUSALS)
        .sample(
            r#"{ "webinar_id": "95204914252" }"#,
            r#"{ "webinar_id": "95204914252", "ended": true }"#,
        );

static REFUSALS: &[Refusal] = &[
    NO_LICENCE,
    WRONG_ID,
    NO_WEBINAR,
    refusal(
        400,
        3063,
        Refused,
        "The webinar goes on at a connector on the account's own premises, and can't be ended from here.",
        "Let the host end it.",
    ),
];
