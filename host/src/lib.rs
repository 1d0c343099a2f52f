//! Runs connector components: OAuth, tokens, HTTP, limits.
//!
//! [`Host`] is the front door: it loads connectors, connects accounts and
//! invokes actions. The modules below it are of use by themselves, too.

mod blocking;
pub mod clock;
pub mod columns;
pub mod component;
pub mod connections;
pub mod consent;
pub mod contract;
mod digest;
pub mod download;
pub mod driver;
pub mod egress;
mod error;
#[cfg(any(test, fuzzing))]
pub mod foreign;
mod host;
pub mod input;
mod json_weight;
pub mod manifest;
pub mod oauth;
mod output;
pub mod policy;
mod printable;
mod private_dir;
pub mod schema;
mod subject;
pub mod triggers;

pub use error::{Class, Error};
pub use host::{
    Added, Attempt, ClockOffset, Connect, Connected, DryRun, ExpectedReturn, Host, HostBuilder,
    Invocation, PendingAuthorization, PendingDevice, Polling, Receiving, Reconnect, Removal,
    Revocation, Tested, WantsMore,
};
pub use output::Misfit;
pub use printable::{Printable, is_printable};
pub use subject::{Reach, Subject};
