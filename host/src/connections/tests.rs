//! The store on real files.

mod api_keys;
mod apps;
mod audit;
mod brought;
mod changes;
mod components;
mod connect_sessions;
mod consents;
mod data_keys;
mod fixture;
mod gathering;
mod grants;
mod in_session;
#[cfg(unix)]
mod listening;
mod memory;
mod old;
mod outcomes;
#[cfg(unix)]
mod postgres;
#[cfg(unix)]
#[allow(dead_code, reason = "the tests of the host use the rest")]
mod proxy;
mod renewals;
mod sealing;
#[cfg(unix)]
mod server;
mod sign_ins;
#[cfg(unix)]
mod suite;
mod tenants;

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::key::{Key, KeyError, KeySource};
use super::model::{Connection, SignIn, State, Tokens, WhoseClient};
use super::{App, DEFAULT_APP, Fence, PostgresAddress, RenewalLease, Servers, Store, StoreError};
use crate::consent::Consent;
use crate::subject::{Reach, Subject};

pub(super) use fixture::{Fixture, client_secret, sign_in, tokens, user};

/// Tests that hold whatever keeps the store, by name: see [`suite`].
pub(super) type Suite = &'static [(&'static str, fn())];

/// A list of tests with their names.
macro_rules! named {
    ($($test:ident),* $(,)?) => { &[$((stringify!($test), $test as fn())),*] };
}
pub(super) use named;
