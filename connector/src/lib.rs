//! Zoom as a connector: a pure WebAssembly component.
//!
//! Everything that is peculiar to Zoom is here: its endpoints and fields, its ids and times, its
//! scopes, what its error codes mean and when to ask again. There is no I/O, no clock and no
//! credential: each function is a function of its arguments alone. The host makes the exchanges.
//!
//! [`contract`] holds the types, the functions below are the component's exports.

#![allow(
    clippy::result_large_err,
    reason = "the contract says what a failure holds, and a call makes at most one"
)]

mod about;
mod action;
mod actions;
mod answer;
mod api;
mod api_path;
mod attempt;
mod auth;
#[cfg(feature = "manifest")]
mod authorization_errors;
mod beside;
mod call;
mod clouds;
// Elsewhere there is no linker that takes the names of the exports.
#[cfg(target_family = "wasm")]
mod component;
mod connect;
pub mod contract;
mod course;
mod described;
mod doubt;
mod ended_grants;
mod endpoint;
mod error_body;
#[cfg(feature = "manifest")]
mod failure_kinds;
mod file;
#[cfg(any(test, fuzzing))]
pub mod foreign;
mod group;
mod hash;
mod ids;
mod input;
mod json;
mod kept;
mod look;
#[cfg(feature = "manifest")]
mod manifest;
mod manifest_only;
mod names;
mod numbers;
mod one_look;
mod order;
mod pages;
mod passed_over;
mod poll;
mod quota;
mod receive;
mod recovery;
mod refusals;
mod remedies;
mod request;
mod scopes;
mod shape;
mod state;
mod time_zones;
mod times;
#[cfg(feature = "manifest")]
mod title;
mod triggers;

use contract::{App, Authorization, Connection, Delivery, Failure, FailureKind, Reply, Step};

use state::State;

#[cfg(feature = "manifest")]
pub use manifest::{actions_table, exchanges, manifest, triggers_table};

/// The manifest, as checked in under `manifests/`.
#[must_use]
pub fn describe() -> String {
    described::manifest()
}

/// How to get a credential for the auth method `method` with `settings`, a JSON object.
///
/// # Errors
/// `unsupported` for an unknown method, `invalid-input` for settings that do not fit it.
pub fn authorize(method: &str, settings: &str) -> Result<Authorization, Failure> {
    auth::authorize(method, settings)
}

/// Begin to find out whose account `connection` is.
///
/// # Errors
/// `unsupported` for an unknown auth method, `invalid-input` for settings that do not fit it.
pub fn connect(connection: &Connection) -> Result<Step, Failure> {
    connect::begin(connection, connect::CONNECT)
}

/// Begin the action `action` with `input`, a JSON object.
///
/// # Errors
/// `unsupported` for an unknown action, `invalid-input` for an input that does not fit it, and what
/// [`connect()`] says of a connection.
pub fn invoke(connection: &Connection, action: &str, input: &str) -> Result<Step, Failure> {
    call::begin(connection, action, input)
}

/// Look for events of a trigger that have happened since `cursor`.
///
/// # Errors
/// `unsupported` for a trigger that does not exist or can't be polled, `invalid-input` for an input or a
/// cursor that does not fit it, and what [`connect()`] says of a connection.
pub fn poll(
    connection: &Connection,
    trigger: &str,
    input: &str,
    cursor: Option<&str>,
) -> Result<Step, Failure> {
    poll::begin(connection, trigger, input, cursor)
}

/// Judge a webhook delivery.
///
/// # Errors
/// `not-authentic` for one that is not known to be from Zoom.
pub fn receive(app: &App, delivery: &Delivery) -> Result<Step, Failure> {
    receive::begin(app, delivery)
}

/// Go on with what `state` says was under way, now that `reply` is here. `now` is the host's clock.
///
/// # Errors
/// Whatever the exchange came to, and `invalid-input` for a state that is not this connector's.
pub fn resume(state: &[u8], reply: Reply, now: u64) -> Result<Step, Failure> {
    if let Some(outcome) = receive::resume(state, &reply) {
        return outcome;
    }
    match serde_json::from_slice(state) {
        Ok(State::Action(call)) => call::Call::resume(call, reply, now),
        Ok(State::Verification(connect)) => connect::Connect::resume(connect, reply, now),
        Ok(State::Poll(polling)) => poll::Polling::resume(polling, reply, now),
        Err(_) => Err(Failure::new(
            FailureKind::InvalidInput,
            "The state to go on from was not made by this version of the connector. Start the \
             action again.",
        )),
    }
}
