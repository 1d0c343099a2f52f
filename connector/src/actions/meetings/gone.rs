//! Finding out whether a meeting was deleted, when no answer tells.
//!
//! A second deletion is answered as if there had been nothing to delete. So one whose answer was lost
//! is not made again: what there is is looked at. The same holds where Zoom failed at the first and
//! then does not know the one meeting of a series that is to be deleted.

use serde_json::Value;

use super::get;
use crate::contract::{Failure, FailureKind};
use crate::endpoint::{Ask, Endpoint};
use crate::input::Input;
use crate::json;
use crate::recovery::{DELETED_BEFORE, Finding, Lost, Recovery, is_gone};

/// Looks at the meeting.
pub(super) struct Deleted;

const ANSWER_LOST: &str = "Zoom's answer was lost, and what was to be deleted is gone: it was \
    deleted by the request without an answer, or not there before.";

/// Zoom's code for a value that it does not take, such as the id of an occurrence that is gone.
const NOT_TAKEN: &str = "300";

/// What of a refusal is remembered, in the memory of the search.
const REFUSAL: &str = "refusal";

impl Recovery for Deleted {
    fn asks(&self) -> Vec<&'static Endpoint> {
        vec![&get::ACTION.endpoint]
    }

    fn ask(&self, input: &Input, _: &Value) -> Option<Ask> {
        let mut asked = Input::default().with("meeting_id", input.get("meeting_id")?.clone());
        if input.get("occurrence_id").is_some() {
            asked = asked.with("show_previous_occurrences", true);
        }
        Some(get::ACTION.ask(asked))
    }

    fn take(&self, lost: &Lost<'_>, memory: &Value, answer: Result<Value, Failure>) -> Finding {
        let refusal = memory.get(REFUSAL).and_then(Value::as_str);
        let seen = match answer {
            Ok(meeting) => Some(meeting),
            Err(failure) if is_gone(&failure) => None,
            Err(failure) => {
                return not_told(
                    refusal,
                    &format!("The meeting could not be looked at: {}", failure.message),
                );
            }
        };
        let is_there = seen.map_or(Some(false), |meeting| is_there(lost.input, &meeting));
        match (is_there, refusal) {
            (None, refusal) => not_told(refusal, "Zoom does not tell the meetings of the series."),
            (Some(false), refusal) => {
                let why = refusal.map_or(ANSWER_LOST, |_| DELETED_BEFORE);
                let mut output = vec![("deleted", true.into()), ("warnings", vec![why].into())];
                for name in ["meeting_id", "occurrence_id"] {
                    if let Some(value) = lost.input.get(name) {
                        output.push((name, value.clone()));
                    }
                }
                Finding::Done(json::object(output))
            }
            (Some(true), Some(refusal)) => Finding::NotDone(refused(refusal)),
            (Some(true), None) => Finding::NotDone(Failure::new(
                FailureKind::Unavailable,
                "`delete-meeting` failed: no answer of Zoom's came, and what was to be deleted is still \
                 there. Starting it again does no harm.",
            )),
        }
    }

    /// Zoom does not know one of a series that is gone, as it does not know one that never was.
    fn doubt(&self, input: &Input, refusal: &Failure) -> Option<Value> {
        let of_one = input.get("occurrence_id").is_some();
        (of_one && refusal.code.as_deref() == Some(NOT_TAKEN))
            .then(|| json::object(vec![(REFUSAL, refusal.message.as_str().into())]))
    }
}

/// It cannot be told: the refusal stands, where there is one.
fn not_told(refusal: Option<&str>, told: &str) -> Finding {
    match refusal {
        Some(refusal) => Finding::NotDone(refused(refusal)),
        None => Finding::Unknown(told.to_owned()),
    }
}

fn refused(message: &str) -> Failure {
    Failure {
        code: Some(NOT_TAKEN.to_owned()),
        ..Failure::new(FailureKind::InvalidInput, message)
    }
}

/// Whether a meeting, or the one of its series that the input names, is there; none when it does not
/// say.
fn is_there(input: &Input, meeting: &Value) -> Option<bool> {
    let Some(id) = input.text("occurrence_id") else {
        return Some(true);
    };
    let occurrences = meeting.get("occurrences")?.as_array()?;
    let text = |occurrence: &Value, name: &str| {
        occurrence
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    Some(occurrences.iter().any(|occurrence| {
        text(occurrence, "occurrence_id").as_deref() == Some(id)
            && text(occurrence, "status").as_deref() != Some("deleted")
    }))
}
