//! The authorization server under `/oauth`.

pub(crate) mod authorize;
pub(crate) mod client;
pub(crate) mod device;
mod error;
pub(crate) mod metadata;
mod pkce;
pub(crate) mod revoke;
mod scopes;
pub(crate) mod token;
