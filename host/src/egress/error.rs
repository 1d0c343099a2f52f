//! Why an exchange brought no answer.

use std::net::SocketAddr;

use hyper_util::client::legacy;

use super::causes::{Causes, ended_with_interim_answers};
use super::{Limits, Refusal};

/// Why an exchange brought no answer. The texts name origins, never paths or
/// queries, which can act like a credential.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
    /// The connection was closed before the request was begun, so nothing was
    /// sent.
    #[error("{origin} closed the connection before the request was sent: {reason}")]
    Unsent {
        /// The origin.
        origin: String,
        /// What went wrong.
        reason: String,
    },
    /// The connection broke after the request, or a part of it, may have been
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
    /// More interim answers came before the answer than the limits allow. The
    /// connection was closed.
    #[error(
        "{origin} sent more than {answers} interim answers (1xx), or more than {bytes} bytes of them, and so no answer was waited for. Report it to whoever runs that server"
    )]
    InterimAnswers {
        /// The origin.
        origin: String,
        /// How many may come.
        answers: usize,
        /// How large they may be together, in bytes.
        bytes: usize,
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
    /// A request may have been sent earlier, by a process that has ended since or a
    /// call that was given up.
    #[error("{reason}")]
    Earlier {
        /// What is known of it.
        reason: String,
    },
    /// The access token can't be sent: it has characters that a header field
    /// can't have. Nothing was sent.
    #[error("the access token is malformed; connect again")]
    Token,
    /// The client could not be set up. Nothing was sent.
    #[error("requests can't be sent from this machine: {0}")]
    Setup(String),
}

impl EgressError {
    /// A request to that URL may have been sent by somebody who is not there any
    /// more.
    pub(crate) fn earlier(url: &str) -> Self {
        let origin = url::Url::parse(url).ok();
        let origin = origin.map(|url| url.origin().ascii_serialization());
        let origin = origin.as_deref().unwrap_or("the API");
        Self::Earlier {
            reason: format!(
                "a request to {origin} may have been sent, and whoever sent it did not stay for the answer"
            ),
        }
    }

    /// Whether it is certain that no byte of the request has left.
    #[must_use]
    pub fn nothing_sent(&self) -> bool {
        match self {
            Self::Refused(_)
            | Self::Connect { .. }
            | Self::Unsent { .. }
            | Self::Token
            | Self::Setup(_) => true,
            Self::Broken { .. }
            | Self::Slow { .. }
            | Self::TooLarge { .. }
            | Self::InterimAnswers { .. }
            | Self::TooManyRedirects { .. }
            | Self::RedirectRefused { .. }
            | Self::Earlier { .. }
            | Self::Redirected(_) => false,
        }
    }

    /// Whether the same request may fare better in a moment.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Connect { .. } | Self::Unsent { .. } | Self::Broken { .. }
        )
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

    pub(super) fn interim_answers(origin: String, limits: &Limits) -> Self {
        Self::InterimAnswers {
            origin,
            answers: limits.interim_answers,
            bytes: limits.headers,
        }
    }

    /// What the client says of an exchange that brought no answer.
    pub(super) fn unanswered(
        origin: String,
        rerouted_to: Option<SocketAddr>,
        limits: &Limits,
        error: &legacy::Error,
    ) -> Self {
        if ended_with_interim_answers(error) {
            return Self::interim_answers(origin, limits);
        }
        let causes = Causes::of(error);
        if error.is_connect() && causes.not_public.is_none() {
            return Self::Connect {
                origin,
                rerouted_to,
                reason: causes.reason,
            };
        }
        Self::by(causes, origin)
    }

    /// What the client says of an answer whose content broke off.
    pub(super) fn broken_off(origin: String, error: &hyper::Error) -> Self {
        Self::by(Causes::of(error), origin)
    }

    fn by(causes: Causes, origin: String) -> Self {
        let reason = causes.reason;
        match causes.not_public {
            Some(host) => Refusal::NotPublic { host }.into(),
            None if causes.is_unsent => Self::Unsent { origin, reason },
            None => Self::Broken { origin, reason },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_begun_may_be_sent_again_whatever_it_is() {
        let error = EgressError::Unsent {
            origin: "https://api.example".to_owned(),
            reason: "closed".to_owned(),
        };
        assert!(error.nothing_sent() && error.is_transient());
    }

    #[test]
    fn a_server_that_floods_is_told_of_and_not_asked_again() {
        let origin = "https://api.example".to_owned();
        let error = EgressError::interim_answers(origin, &Limits::default());
        assert!(!error.nothing_sent() && !error.is_transient());
        insta::assert_snapshot!(error, @"https://api.example sent more than 8 interim answers (1xx), or more than 65536 bytes of them, and so no answer was waited for. Report it to whoever runs that server");
    }
}
