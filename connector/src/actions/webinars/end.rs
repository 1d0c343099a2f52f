//! `end-webinar`.
//!
//! One that does not go on can't be ended, so it is not sent again when its answer is lost. Zoom tells of
//! no webinar whether it goes on; its report, once it is over, tells when it ended.

use serde_json::Value;

use super::fields;
use super::group::{GROUP, NO_LICENCE, OF_THE_PAST, WRONG_ID};
use crate::action::Action;
use crate::contract::Failure;
use crate::contract::FailureKind::{NotFound, Refused};
use crate::doubt::{Doubt, is_not_told};
use crate::json;
use crate::one_look::OneLook;
use crate::recovery::{Finding, Lost};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, member};
use crate::times::TIMESTAMP;

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
        .refused_twice(&ENDED)
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

static ENDED: OneLook = OneLook {
    at: &REPORT,
    id: "webinar_id",
    take,
};

/// When a webinar took place, for administrators.
static REPORT: Action = Action::get(&GROUP, "end-webinar", "/report/webinars/{webinarId}")
    .scopes(
        &[scope("report:read").of_administrators()],
        &[scope("report:read:webinar").of_administrators()],
    )
    .rate_label("HEAVY")
    .input(&[fields::OF_A_WEBINAR])
    .output(&[&[member(
        "end_time",
        TIMESTAMP,
        "When the latest instance ended, in UTC.",
    )
    .essential()]])
    .refusals(OF_THE_PAST);

fn take(lost: &Lost<'_>, doubt: Option<Doubt>, answer: Result<Value, Failure>) -> Finding {
    match answer {
        Ok(report) if lost.covers(report.get("end_time")) => Finding::AsAnswered(Vec::new()),
        Ok(_) => is_not_told(
            doubt,
            "Zoom does not tell, or not yet, that the webinar ended since: it may still go on, or not have \
             gone on before either.",
        ),
        Err(failure) => is_not_told(
            doubt,
            &format!(
                "When the webinar ended could not be looked at: {}",
                failure.message
            ),
        ),
    }
}
