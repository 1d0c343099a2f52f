//! Listing notes, page by page.

use serde_json::{Value, json};

use crate::contract::{Failure, Page, Reply, Step};
use crate::http::{self, get, header};
use crate::state::State;

/// Asks for the first page.
pub(crate) fn begin() -> Step {
    Step::Send(get("/notes", &State::Listing))
}

/// A page is here. Where there is another, this one is handed on; the last is in the output.
pub(crate) fn listed(reply: Reply, now: u64) -> Result<Step, Failure> {
    let response = http::good(reply, now)?;
    let notes: Vec<Value> = http::content(&response)?;
    Ok(match header(&response, "next") {
        Some(next) => Step::Page(Page {
            items: Value::from(notes).to_string(),
            then: get(&format!("/notes?after={next}"), &State::Listing),
        }),
        None => Step::Done(json!({ "notes": notes }).to_string()),
    })
}
