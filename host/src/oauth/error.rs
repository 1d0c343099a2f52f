//! Why a sign-in or a renewal failed.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use url::Url;

use super::ErrorAnswer;
use crate::egress::EgressError;
use crate::error::{Class, class_of_egress};
use crate::manifest::{AuthorizationError, OAuthEndpoint};

/// A sign-in or a renewal failed. No text holds a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OAuthError {
    /// The authorization server could not be reached.
    #[error(transparent)]
    Egress(EgressError),
    /// The authorization server is in trouble.
    #[error(
        "{endpoint} answered with status {status}: the authorization server is in trouble; try again later"
    )]
    Unavailable {
        /// The endpoint that was asked.
        endpoint: String,
        /// The HTTP status.
        status: u16,
        /// How long the server asks to wait (RFC 9110 section 10.2.3).
        retry_after: Option<Duration>,
    },
    /// The answer is not one of OAuth's.
    #[error(
        "{endpoint} gave an answer that OAuth 2.0 does not have: try again later, and check the address if it stays so"
    )]
    Unreadable {
        /// The endpoint that was asked.
        endpoint: String,
    },
    /// The authorization server refused a request (RFC 6749 section 5.2).
    #[error("{endpoint} refused: {answer}")]
    Refused {
        /// The endpoint that was asked.
        endpoint: String,
        /// What it answered.
        answer: Box<ErrorAnswer>,
    },
    /// The authorization endpoint sent the browser back without a code (RFC
    /// 6749 section 4.1.2.1).
    #[error("the sign-in {}", denial(.0))]
    Declined(Box<ErrorAnswer>),
    /// The response is for another sign-in, or made up by somebody.
    #[error(
        "this answer belongs to another sign-in: start again, and finish in the window that opens then"
    )]
    OtherState,
    /// The response is from another authorization server.
    #[error(
        "the answer names the issuer {given}, and {expected} was asked: somebody may be interfering; nothing was sent there"
    )]
    OtherIssuer {
        /// The origin of the authorization endpoint.
        expected: String,
        /// The issuer that the response names.
        given: String,
    },
    /// The response has neither a code nor an error.
    #[error("the browser came back without an authorization code: start the sign-in again")]
    NoCode,
    /// Nobody came back in time.
    #[error("nobody finished the sign-in within {} minutes: start it again", .0.as_secs() / 60)]
    TimedOut(Duration),
    /// The server for the browser's return can't listen.
    #[error(
        "cannot listen on {address} for the browser to return: {source}; end the program that uses the port, or choose another address"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The server for the browser's return would be reachable from outside.
    #[error(
        "{0} is not a loopback address, and the browser's return must not be open to other machines: listen on 127.0.0.1"
    )]
    NotLoopback(SocketAddr),
    /// The browser returns to a server that is not this host's.
    #[error(
        "the browser returns to {0}, where this host does not listen: finish the sign-in with the address it returned to"
    )]
    ReturnsElsewhere(String),
    /// The connector named an endpoint that is not a URL.
    #[error(
        "the connector named `{url}` as {endpoint}: {reason}. Report it to the connector's makers"
    )]
    BadUrl {
        /// Which endpoint.
        endpoint: &'static str,
        /// The text.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The connector adds a parameter to a request that it must not add.
    #[error(
        "the connector adds the parameter `{name}` to the {request}, and it {problem}. Report it to the connector's makers"
    )]
    Parameter {
        /// Which request.
        request: &'static str,
        /// The parameter.
        name: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The server issued a token that is longer than any real one.
    #[error(
        "{endpoint} issued a token of more than {limit} bytes, which no server needs: it was not taken"
    )]
    TokenTooLong {
        /// The endpoint that was asked.
        endpoint: String,
        /// The limit, in bytes.
        limit: usize,
    },
}

impl OAuthError {
    pub(super) fn bad_url(endpoint: &'static str, url: &str, reason: &impl ToString) -> Self {
        Self::BadUrl {
            endpoint,
            url: url.to_owned(),
            reason: reason.to_string(),
        }
    }

    /// The same, of a sign-in whose browser returned to `redirect_uri`: what the
    /// connector says of it may name that.
    pub(super) fn of_sign_in(self, known: &[AuthorizationError], redirect_uri: &Url) -> Self {
        match self {
            Self::Refused { endpoint, answer } => Self::Refused {
                endpoint,
                answer: Box::new(answer.explained(OAuthEndpoint::Token, known, Some(redirect_uri))),
            },
            other => other,
        }
    }

    /// Whether the grant has ended. Only `invalid_grant` says so (RFC 6749
    /// section 5.2); after anything else it may be as good as before.
    #[must_use]
    pub fn ends_the_grant(&self) -> bool {
        self.is_refusal("invalid_grant")
    }

    /// Whether the server does not take the client or its secret (RFC 6749
    /// section 5.2). With the right ones the grant may be as good as before.
    #[must_use]
    pub fn refuses_the_client(&self) -> bool {
        self.is_refusal("invalid_client")
    }

    fn is_refusal(&self, code: &str) -> bool {
        matches!(self, Self::Refused { answer, .. } if answer.error == code)
    }

    /// Whether it is certain that the server has issued no tokens, so that a
    /// refresh token that was sent is not used up.
    #[must_use]
    pub fn issued_nothing(&self) -> bool {
        match self {
            Self::Egress(error) => error.nothing_sent(),
            Self::Unavailable { status, .. } => *status == 429,
            Self::Unreadable { .. } | Self::TokenTooLong { .. } => false,
            _ => true,
        }
    }

    /// How long the server asks to wait before the next request.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Unavailable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// What sort of trouble it is.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::Egress(error) => class_of_egress(error),
            Self::Unavailable { .. } | Self::Unreadable { .. } => Class::Unavailable,
            Self::Refused { .. }
            | Self::Declined(_)
            | Self::OtherState
            | Self::OtherIssuer { .. }
            | Self::NoCode
            | Self::TimedOut(_) => Class::Connection,
            Self::Listen { .. } | Self::NotLoopback(_) | Self::ReturnsElsewhere(_) => Class::Usage,
            Self::BadUrl { .. } | Self::Parameter { .. } | Self::TokenTooLong { .. } => {
                Class::Other
            }
        }
    }
}

/// How a sign-in ended that somebody or something turned down.
fn denial(answer: &ErrorAnswer) -> String {
    let said = answer.description.as_ref();
    let said = said.map(|text| format!(" ({text})")).unwrap_or_default();
    match &*answer.error {
        _ if answer.explanation.is_some() => format!("was refused: {answer}"),
        "access_denied" => format!("was declined{said}: start it again when you want to allow it"),
        "temporarily_unavailable" | "server_error" => format!(
            "failed, since the authorization server is in trouble{said}: start it again later"
        ),
        _ => format!("was refused: {answer}; start it again when that has changed"),
    }
}
