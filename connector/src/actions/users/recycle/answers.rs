//! What Zoom's answers mean for whoever gives a licence and for whoever loses one.

use serde_json::Value;

use super::candidates::begins_by;
use crate::contract::{Failure, FailureKind};
use crate::course::Trip;

/// Zoom's codes for an account that has no licence left: of that sort, of the subscription, and none that
/// is paid for. 2033 is for users without one, and is no reason to take one from anybody.
const NONE_FREE: [&str; 3] = ["2034", "2038", "3412"];

pub(super) fn is_none_free(failure: &Failure) -> bool {
    failure
        .code
        .as_deref()
        .is_some_and(|code| NONE_FREE.contains(&code))
}

/// Zoom's codes for an account that has as many users without a licence as it may have: then nobody can
/// become one.
const TOO_MANY_BASIC: [&str; 2] = ["2033", "3412"];

/// Whether Zoom has refused to take the licence of this user away, and may take that of another.
pub(super) fn is_of_one_user(failure: &Failure) -> bool {
    let kinds = [
        FailureKind::InvalidInput,
        FailureKind::Forbidden,
        FailureKind::PlanRequired,
        FailureKind::NotFound,
        FailureKind::Conflict,
        FailureKind::Refused,
    ];
    let code = failure.code.as_deref();
    kinds.iter().any(|kind| failure.kind == kind.name())
        && !code.is_some_and(|code| TOO_MANY_BASIC.contains(&code))
}

/// Whether a failure leaves it open if the licence was taken away.
pub(super) fn is_in_doubt(failure: &Failure) -> bool {
    let kinds = [
        FailureKind::UnknownOutcome,
        FailureKind::Unavailable,
        FailureKind::UnexpectedResponse,
    ];
    kinds.iter().any(|kind| failure.kind == kind.name())
}

/// Whether one of these begins before the licence would be missed, or has begun.
pub(super) fn begins_soon(listed: &[Value], trip: &Trip<'_>) -> bool {
    let minutes = trip.input.integer("free_for_minutes").unwrap_or(120);
    let until = trip
        .began_at
        .saturating_add(minutes.unsigned_abs().saturating_mul(60));
    listed.iter().any(|one| begins_by(one, until))
}

/// The meetings or webinars that a list has; none where it can't be said which the user has.
pub(super) fn listed(
    member: &str,
    answer: Result<Value, Failure>,
) -> Result<Option<Vec<Value>>, Failure> {
    match answer {
        Ok(page) => {
            // What is on further pages might be the one that matters.
            let more = page.get("next_page_token").and_then(Value::as_str);
            let whole = more.is_none_or(str::is_empty);
            let listed = page.get(member).and_then(Value::as_array).cloned();
            Ok(listed.filter(|_| whole))
        }
        Err(failure)
            if [FailureKind::NotFound, FailureKind::Forbidden]
                .iter()
                .any(|kind| failure.kind == kind.name()) =>
        {
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}
