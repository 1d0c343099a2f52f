//! `end-webinar`.

use super::fields;
use super::group::{GROUP, NO_LICENCE, WRONG_ID};
use crate::action::Action;
use crate::contract::FailureKind::{NotFound, Refused};
use crate::json;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action =
    Action::put(&GROUP, "end-webinar", "/webinars/{webinarId}/status")
        .operation("webinarStatus")
        .summary("Ends a webinar that goes on, for everybody in it.")
        .description("What Zoom answers of a webinar that does not go on is not documented: it may say that there is none.")
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
    refusal(
        404,
        3001,
        NotFound,
        "There is no such webinar, or it does not go on, so that there is nothing to end.",
        "Check the webinar id, and whether it has begun.",
    ),
    refusal(
        400,
        3063,
        Refused,
        "The webinar goes on at a connector on the account's own premises, and can't be ended from here.",
        "Let the host end it.",
    ),
];
