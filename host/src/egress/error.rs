//! Why an exchange brought no answer.

use std::error::Error;
use std::net::SocketAddr;

use super::resolver::NotPublic;
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

    pub(super) fn from_reqwest(
        origin: String,
        rerouted_to: Option<SocketAddr>,
        error: &reqwest::Error,
    ) -> Self {
        let causes = std::iter::successors(error.source(), |&cause| cause.source());
        // The innermost cause says it best, and unlike the error itself it does
        // not repeat the URL.
        let mut reason = "the exchange failed".to_owned();
        let mut unsent = false;
        for cause in causes {
            if let Some(NotPublic(host)) = cause.downcast_ref() {
                return Refusal::NotPublic { host: host.clone() }.into();
            }
            unsent |= was_never_begun(cause);
            reason = cause.to_string();
        }
        if error.is_connect() {
            Self::Connect {
                origin,
                rerouted_to,
                reason,
            }
        } else if unsent {
            Self::Unsent { origin, reason }
        } else {
            Self::Broken { origin, reason }
        }
    }
}

/// Whether a connection tells that it ended before it had begun with the
/// request: what it has begun with may have arrived, in part or as a whole.
fn was_never_begun(cause: &(dyn Error + 'static)) -> bool {
    let connection = cause.downcast_ref::<hyper::Error>();
    connection.is_some_and(hyper::Error::is_canceled)
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
    use http::Request;
    use hyper::client::conn::http1::handshake;
    use hyper_util::rt::TokioIo;
    use tokio::io::AsyncReadExt as _;

    use super::*;

    fn request() -> Request<String> {
        let request = Request::delete("/").header("host", "api.example");
        request.body(String::new()).unwrap()
    }

    #[tokio::test]
    async fn a_request_that_a_closed_connection_gives_back_was_never_begun() {
        let (near, _far) = tokio::io::duplex(64);
        let (mut sender, connection) = handshake(TokioIo::new(near)).await.unwrap();
        drop(connection);
        let error = sender.send_request(request()).await.unwrap_err();
        assert!(was_never_begun(&error), "{error:?}");
    }

    #[tokio::test]
    async fn a_request_that_was_begun_may_have_arrived() {
        let (near, mut far) = tokio::io::duplex(64);
        let (mut sender, connection) = handshake(TokioIo::new(near)).await.unwrap();
        let connection = tokio::spawn(connection);
        let hanging_up = tokio::spawn(async move { far.read(&mut [0; 1]).await });
        let error = sender.send_request(request()).await.unwrap_err();
        assert!(!was_never_begun(&error), "{error:?}");
        assert_eq!(hanging_up.await.unwrap().unwrap(), 1);
        let _ = connection.await.unwrap();
    }

    #[test]
    fn what_was_never_begun_may_be_sent_again_whatever_it_is() {
        let error = EgressError::Unsent {
            origin: "https://api.example".to_owned(),
            reason: "closed".to_owned(),
        };
        assert!(error.nothing_sent() && error.is_transient());
    }
}
