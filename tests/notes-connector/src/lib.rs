//! A small connector of another API: it shows that the host knows no vendor, and how a connector
//! is written (`docs/writing-a-connector.md`).
//!
//! Its API, its authorization and its pages are unlike Zoom's on purpose: client credentials in the
//! request body, a cursor in a header, plain-text errors. The API does not exist; the tests answer
//! for it. It is hostile as well: `recital` repeats what it hears and asks for what it may not
//! have, so that the tests can see the host keep its secrets.

#![allow(
    clippy::result_large_err,
    reason = "the contract fixes the type of a failure"
)]

mod actions;
mod auth;
mod contract;
mod events;
mod http;
mod input;
mod manifest;
mod poll;
mod receive;
mod recital;
mod state;
#[cfg(test)]
mod tests;

use actions::{attachments, create, list, status};
use contract::{App, Authorization, Connection, Delivery, Failure, Guest, Reply, Step};
use state::State;

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: connector_allocator::Arena<connector_allocator::Instance> =
    connector_allocator::Arena::new(connector_allocator::Instance);

/// The connector.
#[derive(Debug)]
pub struct Notes;

impl Guest for Notes {
    fn describe() -> String {
        manifest::TEXT.to_owned()
    }

    fn authorize(method: String, settings: String) -> Result<Authorization, Failure> {
        auth::authorize(&method, &settings)
    }

    fn connect(connection: Connection) -> Result<Step, Failure> {
        auth::connect(&connection)
    }

    fn invoke(connection: Connection, action: String, input: String) -> Result<Step, Failure> {
        match recital::invoke(&connection, &action, &input) {
            Some(outcome) => outcome,
            None => actions::begin(&connection, &action, &input),
        }
    }

    fn poll(
        _connection: Connection,
        trigger: String,
        _input: String,
        cursor: Option<String>,
    ) -> Result<Step, Failure> {
        poll::begin(&trigger, cursor.as_deref())
    }

    fn receive(app: App, delivery: Delivery) -> Result<Step, Failure> {
        match recital::receive(&app, &delivery) {
            Some(step) => Ok(step),
            None => receive::begin(&app, delivery),
        }
    }

    fn resume(state: Vec<u8>, reply: Reply, now: u64) -> Result<Step, Failure> {
        let bytes = state;
        let state = State::from_bytes(&bytes)?;
        let part_of = state.part_of();
        let outcome = match state {
            State::Connecting { granted } => auth::connected(&granted, reply, now),
            State::Creating(creation) => create::created(creation, reply, now),
            State::Looking(creation) => create::looked(creation, reply, now),
            State::Listing => list::listed(reply, now),
            State::Reading { note_id } => attachments::was_read(&note_id, reply, now),
            State::Downloading { note_id } => attachments::downloaded(&note_id, reply, now),
            State::AskingStatus => status::told(reply, now),
            State::Marking => poll::marked(reply, now),
            State::Polling(mark) => poll::polled(mark, reply, now),
            State::Verifying { signature, body } => receive::verified(&signature, &body, &reply),
            State::Proving { token } => receive::proved(&token, &reply),
            State::Reciting { heard } => Ok(recital::recited(heard, &reply)),
            State::RecitingBack { heard } => Ok(recital::recited_back(heard, &reply)),
            State::Insisting { text } => Ok(recital::insisted(&text, &reply)),
            State::Hoarding { .. } => Ok(recital::hoarded(&bytes)),
        };
        outcome.map_err(|failure| manifest::explained(failure, part_of))
    }
}
