//! Looking for changes in the journal.
//!
//! The journal numbers changes, and a change can show a few places late. So each poll asks for the
//! last few once more; the host remembers what it has told, and the cursor needs no ids.

use std::fmt::Display;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::contract::{Exchange, Failure, Page, Reply, Step};
use crate::events::{Change, NOTE_WRITTEN, event};
use crate::http::{self, get, header};
use crate::state::{Mark, State};

/// How many places late a change can show.
const LATE: u64 = 5;

/// Begins a poll: from the cursor, or to find out where to begin.
pub(crate) fn begin(trigger: &str, cursor: Option<&str>) -> Result<Step, Failure> {
    if trigger != NOTE_WRITTEN {
        return Err(Failure::new(
            "unsupported",
            format!("There is no trigger `{trigger}`."),
        ));
    }
    let Some(cursor) = cursor else {
        return Ok(Step::Send(get("/changes/end", &State::Marking)));
    };
    let mark: Mark = serde_json::from_str(cursor).map_err(|_| {
        Failure::new(
            "invalid-input",
            "The cursor is not one of this connector. Begin without one.",
        )
    })?;
    let from = mark.next.saturating_sub(LATE).max(mark.first);
    Ok(Step::Send(read(from, mark)))
}

/// Reads the journal from a change on, until it ends.
fn read(from: impl Display, mark: Mark) -> Exchange {
    get(&format!("/changes?from={from}"), &State::Polling(mark))
}

#[derive(Deserialize)]
struct End {
    next: u64,
}

/// The first poll is over: the journal ends here, and what is in it is old.
pub(crate) fn marked(reply: Reply, now: u64) -> Result<Step, Failure> {
    let End { next } = http::content(&http::good(reply, now)?)?;
    Ok(done(&[], Mark { first: next, next }))
}

#[derive(Deserialize)]
struct Numbered {
    number: u64,
    #[serde(flatten)]
    change: Change,
}

/// A page of the journal is here.
pub(crate) fn polled(mut mark: Mark, reply: Reply, now: u64) -> Result<Step, Failure> {
    let response = http::good(reply, now)?;
    let changes: Vec<Numbered> = http::content(&response)?;
    for numbered in &changes {
        mark.next = mark.next.max(numbered.number + 1);
    }
    let events: Vec<Value> = changes
        .iter()
        .filter_map(|numbered| event(&numbered.change))
        .collect();
    Ok(match header(&response, "next") {
        Some(from) => Step::Page(Page {
            items: Value::from(events).to_string(),
            then: read(from, mark),
        }),
        None => done(&events, mark),
    })
}

fn done(events: &[Value], cursor: Mark) -> Step {
    Step::Done(json!({ "events": events, "cursor": cursor }).to_string())
}
