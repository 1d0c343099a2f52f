//! Why an exchange brought no answer.

use super::{Limits, Refusal};

/// Why an exchange brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// Policy does not allow it; nothing was sent.
    #[error("the host refused a request of the connector: {0}")]
    Refused(#[from] Refusal),
    /// No connection came about, so nothing was sent.
    #[error("could not connect to {origin}: {reason}")]
    Connect {
        /// The origin.
        origin: String,
        /// What went wrong.
        reason: String,
    },
    /// The connection broke after the request, or a part of it, had been
    /// sent.
    #[error("the connection to {origin} broke: {reason}")]
    Broken {
        /// The origin.
        origin: String,
        /// What went wrong.
        reason: String,
    },
    /// The answer took longer than the limits allow.
    #[error("{origin} did not answer in time: {waited_for} took longer than {seconds} s")]
    Slow {
        /// The origin.
        origin: String,
        /// What was waited for.
        waited_for: &'static str,
        /// The limit, in seconds.
        seconds: u64,
    },
    /// The answer is larger than the limits allow.
    #[error("the answer of {origin} is larger than {limit} bytes")]
    TooLarge {
        /// The origin.
        origin: String,
        /// The limit, in bytes.
        limit: usize,
    },
    /// There were more redirects than the limits allow.
    #[error("{origin} redirected more than {limit} times")]
    TooManyRedirects {
        /// The last origin.
        origin: String,
        /// The limit.
        limit: usize,
    },
}

impl EgressError {
    /// Whether it is certain that no byte of the request has left.
    #[must_use]
    pub fn nothing_sent(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Connect { .. })
    }
}
