//! What Zoom's errors come to.

mod bodies;
mod meanings;
mod repetition;
mod scopes;

use serde_json::{Value, json};
use zoom_connector::contract::{Failure, Reply};

use crate::support::{self, begin, invoke, state};

/// An input that fits the action.
pub(crate) fn input(action: &str) -> Value {
    match action {
        "create-meeting" | "list-meetings" | "list-recordings" => json!({}),
        // What becomes a single meeting need not be looked at first.
        "update-meeting" => json!({ "meeting_id": "1", "type": 2, "topic": "x" }),
        _ => json!({ "meeting_id": "1" }),
    }
}

pub(crate) fn failure(action: &str, reply: Reply) -> Failure {
    let step = begin(action, input(action)).unwrap();
    support::resume(&state(&step).unwrap(), reply).unwrap_err()
}

/// The failure after the first request, without what was asked.
pub(crate) fn told(action: &str, replies: impl IntoIterator<Item = Reply>) -> String {
    let script = invoke(action, input(action), replies);
    script.rsplit_once("\n\n").unwrap().1.to_owned()
}
