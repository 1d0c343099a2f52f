//! Why an exchange brought no answer.

use std::error::Error;
use std::net::SocketAddr;

use super::resolver::NotPublic;
use super::{Limits, Refusal};

/// Why an exchange brought no answer. The texts name origins, never paths or
/// queries, which can act like a credential.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// Policy does not allow it; nothing was sent.
    #[error("the host refused a request of the connector: {0}")]
    Refused(#[from] Refusal),
    /// No connection came about, so nothing was sent.
    #[error("could not connect to {origin}{}: {reason}. {}", way(*rerouted_to), advice(*rerouted_to))]
    Connect {
        /// The origin.
        origin: String,
        /// The address on this machine that a reroute has sent it to.
        rerouted_to: Option<SocketAddr>,
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
    #[error("the {part} of the answer of {origin} is larger than {limit} bytes")]
    TooLarge {
        /// The origin.
        origin: String,
        /// Which part of it.
        part: &'static str,
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
    /// A server redirected the request to where it may not go. The request had
    /// reached that server, and nothing was sent to the other.
    #[error("{from} redirected the request to {to}, where it was not sent: {}. {}", .refusal.reason(), .refusal.after_a_redirect())]
    RedirectRefused {
        /// The origin that redirected.
        from: String,
        /// The origin that it redirected to.
        to: String,
        /// Why that is not allowed.
        refusal: Refusal,
    },
    /// What a redirect led to failed, after the first request had been sent.
    #[error("after a redirect: {0}")]
    Redirected(Box<Self>),
    /// The access token can't be sent: it has characters that a header field
    /// can't have. Nothing was sent.
    #[error("the access token is malformed; connect again")]
    Token,
    /// The client could not be set up. Nothing was sent.
    #[error("requests can't be sent from this machine: {0}")]
    Setup(String),
}

impl EgressError {
    /// Whether it is certain that no byte of the request has left.
    #[must_use]
    pub fn nothing_sent(&self) -> bool {
        match self {
            Self::Refused(_) | Self::Connect { .. } | Self::Token | Self::Setup(_) => true,
            Self::Broken { .. }
            | Self::Slow { .. }
            | Self::TooLarge { .. }
            | Self::TooManyRedirects { .. }
            | Self::RedirectRefused { .. }
            | Self::Redirected(_) => false,
        }
    }

    /// Whether the same request may fare better in a moment.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Connect { .. } | Self::Broken { .. })
    }

    /// This error of a request that a redirect of `from` to `to` has led to.
    pub(super) fn after_a_redirect(self, from: String, to: String) -> Self {
        match self {
            Self::Refused(refusal) => Self::RedirectRefused { from, to, refusal },
            error => Self::Redirected(Box::new(error)),
        }
    }

    pub(super) fn slow_in_total(origin: &str, limits: &Limits) -> Self {
        Self::Slow {
            origin: origin.to_owned(),
            waited_for: "the whole answer",
            seconds: limits.total.as_secs(),
        }
    }

    pub(super) fn from_reqwest(
        origin: String,
        rerouted_to: Option<SocketAddr>,
        error: &reqwest::Error,
    ) -> Self {
        let causes = std::iter::successors(error.source(), |&cause| cause.source());
        // The innermost cause says it best, and unlike the error itself it does
        // not repeat the URL.
        let mut reason = "the exchange failed".to_owned();
        for cause in causes {
            if let Some(NotPublic(host)) = cause.downcast_ref() {
                return Refusal::NotPublic { host: host.clone() }.into();
            }
            reason = cause.to_string();
        }
        if error.is_connect() {
            Self::Connect {
                origin,
                rerouted_to,
                reason,
            }
        } else {
            Self::Broken { origin, reason }
        }
    }
}

/// Where a reroute leads, behind the origin.
fn way(rerouted_to: Option<SocketAddr>) -> String {
    rerouted_to.map_or_else(String::new, |address| {
        format!(", which a reroute sends to http://{address}")
    })
}

fn advice(rerouted_to: Option<SocketAddr>) -> &'static str {
    match rerouted_to {
        Some(_) => "Start the server there, or leave the reroute out",
        None => "Check the network and try again",
    }
}
