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
mod call;
mod clouds;
// Elsewhere there is no linker that takes the names of the exports.
#[cfg(target_family = "wasm")]
mod component;
mod connect;
pub mod contract;
mod course;
mod described;
mod ended_grants;
mod endpoint;
mod error_body;
#[cfg(feature = "manifest")]
mod failure_kinds;
mod file;
mod group;
mod ids;
mod input;
mod json;
mod look;
#[cfg(feature = "manifest")]
mod manifest;
mod manifest_only;
mod names;
mod numbers;
mod pages;
mod passed_over;
mod quota;
mod recovery;
mod refusals;
mod remedies;
mod request;
mod scopes;
mod shape;
mod state;
mod time_zones;
mod times;

use contract::{App, Authorization, Connection, Delivery, Failure, FailureKind, Reply, Step};

use state::State;

#[cfg(feature = "manifest")]
pub use manifest::{actions_table, exchanges, manifest, scopes_table};

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

/// Look for events of a trigger.
///
/// # Errors
/// `unsupported`: this connector has no triggers.
pub fn poll(
    _connection: &Connection,
    _trigger: &str,
    _input: &str,
    _cursor: Option<&str>,
) -> Result<Step, Failure> {
    Err(Failure::new(
        FailureKind::Unsupported,
        "This connector has no triggers. Choose one of its actions.",
    ))
}

/// Judge a webhook delivery.
///
/// # Errors
/// `unsupported`: this connector has no triggers.
pub fn receive(_app: &App, _delivery: &Delivery) -> Result<Step, Failure> {
    Err(Failure::new(
        FailureKind::Unsupported,
        "This connector takes no webhook deliveries. Remove its address from the event \
         subscriptions of the app at Zoom.",
    ))
}

/// Go on with what `state` says was under way, now that `reply` is here. `now` is the host's clock.
///
/// # Errors
/// Whatever the exchange came to, and `invalid-input` for a state that is not this connector's.
pub fn resume(state: &[u8], reply: Reply, now: u64) -> Result<Step, Failure> {
    match serde_json::from_slice(state) {
        Ok(State::Action(call)) => call::Call::resume(call, reply, now),
        Ok(State::Verification(connect)) => connect::Connect::resume(connect, reply, now),
        Err(_) => Err(Failure::new(
            FailureKind::InvalidInput,
            "The state to go on from was not made by this version of the connector. Start the \
             action again.",
        )),
    }
}
