//! Finding out what an exchange has done whose answer will never come, or is that of a second
//! attempt and may be due to the first.
//!
//! It may have been carried out or not, and what was lost is never sent again. An action that can
//! tell has a [`Recovery`]: what to ask, and what to make of each answer. What it gathers over several
//! answers it keeps in a memory of its own, small, which is part of the state.

use serde_json::Value;

use crate::contract::{Failure, FailureKind};
use crate::endpoint::{Ask, Endpoint};
use crate::input::Input;
use crate::times::DateTime;

/// How an action looks for what it has done.
pub(crate) trait Recovery: Sync {
    /// The endpoints that it asks.
    fn asks(&self) -> Vec<&'static Endpoint>;

    /// What to ask next; none when no answer could tell. The memory is null at first.
    fn ask(&self, input: &Input, memory: &Value) -> Option<Ask>;

    /// What to make of the answer.
    fn take(&self, lost: &Lost<'_>, memory: &Value, answer: Result<Value, Failure>) -> Finding;

    /// The memory to begin with where the refusal of a second attempt may be due to the first one;
    /// none where it tells what it says.
    fn doubt(&self, input: &Input, refusal: &Failure) -> Option<Value>;
}

/// What is said of a deletion that was made twice because Zoom failed at the first.
pub(crate) const DELETED_BEFORE: &str = "Zoom failed at first, and when it was asked again what was \
    to be deleted was gone: it was deleted by the first request, or not there before.";

/// What is said where the last of several attempts was refused.
pub(crate) const MAY_BE_DONE: &str = "Zoom failed at an earlier attempt, which may have been carried \
    out all the same: look before starting it again.";

/// The exchange without an answer.
pub(crate) struct Lost<'a> {
    pub(crate) input: &'a Input,
    /// Between which moments of Zoom's clock it was carried out if it was: seconds since
    /// 1970-01-01T00:00:00Z, both included.
    pub(crate) between: (u64, u64),
}

/// What an answer has told.
pub(crate) enum Finding {
    /// Not enough: ask on, with this memory.
    AskOn(Value),
    /// It was carried out; this is the output.
    Done(Value),
    /// It was carried out, and the output is made as of an answer without content; these sentences are
    /// what the caller should know.
    AsAnswered(Vec<String>),
    /// It was not carried out.
    NotDone(Failure),
    /// It cannot be told, for the reason that these sentences give.
    Unknown(String),
}

/// How much the clocks of Zoom's servers, and the seconds in which they are told, may be apart.
const SECONDS_APART: u64 = 2;

impl<'a> Lost<'a> {
    /// What was sent at `sent_at` of the host's clock, seen from an answer that came at `now` of the
    /// same clock and at `zooms_now` of Zoom's, if it tells.
    pub(crate) fn seen_from(
        input: &'a Input,
        sent_at: u64,
        now: u64,
        zooms_now: Option<u64>,
    ) -> Self {
        let end = zooms_now.unwrap_or(now);
        let start = end.saturating_sub(now.saturating_sub(sent_at));
        Self {
            input,
            between: (
                start.saturating_sub(SECONDS_APART),
                end.saturating_add(SECONDS_APART),
            ),
        }
    }

    /// Whether a moment that Zoom tells lies between those two.
    pub(crate) fn covers(&self, moment: Option<&Value>) -> bool {
        let (start, end) = self.between;
        moment
            .and_then(Value::as_str)
            .and_then(DateTime::parse)
            .and_then(|time| time.timestamp())
            .is_some_and(|moment| (start..=end).contains(&moment))
    }
}

/// Whether a failure tells that what was to be deleted is not there. Only a code of Zoom's tells
/// that, and one of a user that is not there says nothing of what the user had.
pub(crate) fn is_gone(failure: &Failure) -> bool {
    const OF_USERS: [&str; 2] = ["1001", "1010"];
    let of_something = |code: &str| !OF_USERS.contains(&code);
    failure.kind == FailureKind::NotFound.name()
        && failure.code.as_deref().is_some_and(of_something)
}

/// The failure of an exchange of which nobody knows what it has done. It may be `repeatable` all the
/// same.
pub(crate) fn unknown_outcome(action: &str, repeatable: bool, told: &str) -> Failure {
    let next = if repeatable {
        "Starting it again does no harm."
    } else {
        "Look before starting it again."
    };
    Failure::new(
        FailureKind::UnknownOutcome,
        format!(
            "Whether `{action}` was carried out is not known: it was sent, and no answer came. \
             {told}{}{next}",
            if told.is_empty() { "" } else { " " }
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_lost_exchange_is_told_by_zooms_clock() {
        let input = Input::default();
        let lost = Lost::seen_from(&input, 1000, 1030, Some(5000));
        assert_eq!(lost.between, (4968, 5002));
        let lost = Lost::seen_from(&input, 1000, 1030, None);
        assert_eq!(lost.between, (998, 1032));
    }
}
