//! One loaded connector.

use super::CallError;
use crate::contract::{Connection, Failure, Grant, HttpRequest, Reply, Step};
use crate::manifest::Manifest;

/// A connector that has passed all checks. Clones are cheap and share the
/// compiled code.
///
/// The calls block for as long as the component computes, which is
/// microseconds; they do no I/O.
#[derive(Clone, Debug)]
pub struct Connector {}

/// What the connector answers: a result of its own, or its failure.
type Answer<T> = Result<Result<T, Failure>, CallError>;

impl Connector {
    /// What the connector says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        todo!()
    }

    /// The manifest as the connector wrote it.
    #[must_use]
    pub fn manifest_json(&self) -> &str {
        todo!()
    }

    /// The SHA-256 of the component, in lower-case hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> &str {
        todo!()
    }

    /// The size of the component in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        todo!()
    }

    /// How to get a credential for an auth method. `settings` is a JSON object
    /// without the secret settings.
    ///
    /// # Errors
    ///
    /// A [`CallError`] when the component fails; the connector's own failure
    /// is inside.
    pub fn authorize(&self, method: &str, settings: &str) -> Answer<Grant> {
        todo!()
    }

    /// Begins to verify a connection.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn connect(&self, connection: &Connection) -> Answer<Step> {
        todo!()
    }

    /// Begins an action. `input` is a JSON object.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn invoke(&self, connection: &Connection, action: &str, input: &str) -> Answer<Step> {
        todo!()
    }

    /// Begins to judge a webhook delivery.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn receive(&self, connection: &Connection, request: &HttpRequest) -> Answer<Step> {
        todo!()
    }

    /// Goes on after a step.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn resume(&self, state: &[u8], reply: &Reply) -> Answer<Step> {
        todo!()
    }
}
