//! All that leaves this machine: what may leave, and how it does.
//!
//! A connector names a URL; whether anything goes there is decided here, by a
//! [`Policy`] that knows the connector's own manifest and what the operator
//! allows. Decisions are pure and made once per request, redirects included;
//! [`Client`] carries them out and is the only way to the network.

mod address;
mod base_url;
mod client;
mod error;
mod incoming;
mod limits;
mod origin;
mod outgoing;
mod policy;
mod pools;
mod redirect;
mod reroute;
mod resolver;
mod server_times;
mod tracking_id;
mod watch;

pub use client::Client;
pub use error::EgressError;
pub(crate) use incoming::Incoming;
pub use limits::Limits;
pub use origin::{OriginPattern, OriginPatternError};
pub use outgoing::outgoing;
pub use policy::{Permit, Policy, Refusal};
pub use reroute::{Reroute, RerouteError};
pub(crate) use server_times::ServerTime;
pub(crate) use watch::{Ended, Watch, Watched};
