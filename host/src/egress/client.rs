//! The way to the network.

use bytes::Bytes;
use secrecy::SecretString;

use super::{EgressError, Limits, Policy};

/// Sends what a [`Policy`] permits. Clones share one pool of connections.
#[derive(Clone, Debug)]
pub struct Client {
    limits: Limits,
}

impl Client {
    /// A client with the given limits. Cheap: TLS and the pool are set up with
    /// the first exchange.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits }
    }

    /// Sends a request and follows redirects, deciding each anew. `bearer`
    /// goes along as `Authorization: Bearer` (RFC 6750) where the policy lets
    /// credentials go.
    ///
    /// # Errors
    ///
    /// An [`EgressError`]; an answer of any status is not one.
    pub async fn send(
        &self,
        policy: &Policy,
        request: http::Request<Bytes>,
        bearer: Option<&SecretString>,
    ) -> Result<http::Response<Bytes>, EgressError> {
        todo!()
    }

    /// Sends a request whose answer must not be a redirect, such as one to a
    /// token endpoint.
    ///
    /// # Errors
    ///
    /// An [`EgressError`]; a redirect is [`Refusal::Redirect`](super::Refusal).
    pub async fn send_without_redirects(
        &self,
        policy: &Policy,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, EgressError> {
        todo!()
    }
}
