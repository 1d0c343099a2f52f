//! What the connector takes, and what it believes: inputs as people and programs write them, and
//! answers as Zoom, and what stands in front of Zoom, give them.

mod accepted;
mod defaults;
mod downloads;
mod error_bodies;
mod false_success;
mod ignored;
mod limits;
mod observed;
mod odd;
mod outputs;
mod paging;
mod repeated;
mod round_trip;
mod ruinous;

use serde_json::{Value, json};
use zoom_connector::contract::{Exchange, Failure, Reply, Step};

use crate::support::{self, answer, begin, resume, state};

/// All actions.
const ACTIONS: [&str; 8] = [
    "create-meeting",
    "get-meeting",
    "update-meeting",
    "delete-meeting",
    "list-meetings",
    "list-recordings",
    "get-meeting-recordings",
    "download-recording",
];

/// An input that each action takes.
fn input(action: &str) -> Value {
    match action {
        "create-meeting" => json!({ "topic": "x", "start_time": "2026-09-15T10:00:00Z" }),
        "list-meetings" | "list-recordings" => json!({}),
        "update-meeting" => json!({ "meeting_id": "1", "topic": "x" }),
        _ => json!({ "meeting_id": "1" }),
    }
}

/// A meeting as it is seen before it is changed.
fn seen() -> Value {
    json!({ "id": 1, "type": 2, "start_time": "2026-09-15T01:00:00Z", "timezone": "UTC", "settings": {} })
}

/// The step that makes the exchange the action is about: for a change, the one after the look at
/// what there is.
fn step(action: &str, input: Value, seen: Value) -> Result<Step, Failure> {
    match begin(action, input)? {
        step @ Step::Send(_) if action == "update-meeting" => {
            let look = exchange(&step);
            if look.request.method == "GET" {
                resume(&look.state, answer(200, seen))
            } else {
                Ok(step)
            }
        }
        step => Ok(step),
    }
}

/// What an action comes to with this reply to the exchange that it is about.
fn outcome(action: &str, reply: Reply) -> Result<Step, Failure> {
    let step = step(action, input(action), seen())?;
    resume(&state(&step).unwrap(), reply)
}

/// The exchange of a step.
fn exchange(step: &Step) -> &Exchange {
    match step {
        Step::Send(exchange) => exchange,
        Step::Page(page) => &page.then,
        other => panic!("no exchange: {other:?}"),
    }
}

/// What is sent for an input: the query or the body, and what the caller is warned of.
fn sent(action: &str, input: Value) -> (Value, Vec<String>) {
    sent_after(action, input, seen())
}

/// The same, for a meeting that is as `seen`.
fn sent_after(action: &str, input: Value, seen: Value) -> (Value, Vec<String>) {
    let step = step(action, input.clone(), seen)
        .unwrap_or_else(|failure| panic!("{action} {input}: {failure:?}"));
    let exchange = exchange(&step);
    let content = match &exchange.request.body {
        Some(body) => serde_json::from_slice(body).unwrap(),
        None => query(&exchange.request.url),
    };
    (content, exchange.warnings.clone())
}

/// The query of an address, as an object of texts.
fn query(url: &str) -> Value {
    let (_, query) = url.split_once('?').unwrap_or((url, ""));
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The fields that an input is refused for.
fn refused(action: &str, input: Value) -> Vec<String> {
    match begin(action, input.clone()) {
        Err(failure) if failure.kind == "invalid-input" => failure
            .problems
            .into_iter()
            .map(|problem| problem.field)
            .collect(),
        other => panic!("{action} {input} is not refused: {other:?}"),
    }
}

/// The address of the first request.
fn address(action: &str, input: Value) -> String {
    let step = begin(action, input.clone())
        .unwrap_or_else(|failure| panic!("{action} {input}: {failure:?}"));
    exchange(&step).request.url.clone()
}

/// The output that an action ends with.
fn output(action: &str, reply: Reply) -> Value {
    support::output(outcome(action, reply))
}
