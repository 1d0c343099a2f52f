//! All that leaves this machine: what may leave, and how it does.
//!
//! A connector names a URL; whether anything goes there is decided here, by a
//! [`Policy`] that knows the connector's own manifest and what the operator
//! allows. Decisions are pure and made once per request, redirects included;
//! [`Client`] carries them out and is the only way to the network.

mod address;
mod base_url;
mod causes;
mod client;
mod connector;
mod error;
mod frames;
#[cfg(test)]
mod http2;
mod incoming;
mod interim;
mod limits;
mod line;
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
mod wire;

pub use client::Client;
pub use error::EgressError;
pub(crate) use incoming::Incoming;
pub use limits::Limits;
pub use origin::{OriginPattern, OriginPatternError};
pub(crate) use outgoing::SHORTEST_BEGINNING;
pub use outgoing::outgoing;
pub use policy::{Permit, Policy, Refusal};
pub(crate) use redirect::Hop;
pub use reroute::{Reroute, RerouteError};
pub(crate) use server_times::ServerTime;
pub(crate) use watch::{Ended, Watch, Watched};
