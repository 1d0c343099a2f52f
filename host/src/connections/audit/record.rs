//! A record of one exchange.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What the host keeps of an exchange that it has made: what was asked, of whom, for
/// whom, and what came of it. Nothing of its content is in it, no query, no header
/// field but the server's own id of the exchange, and of its path the template alone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditRecord {
    /// Its id, of 32 hexadecimal digits.
    pub id: String,
    /// When the exchange began.
    pub at: Timestamp,
    /// What it was for.
    pub kind: AuditKind,
    /// The id of the connection that it was for; none while somebody signed in, who
    /// had no connection yet.
    pub connection_id: Option<String>,
    /// The name that the connection had then.
    pub connection_name: Option<String>,
    /// The key of the connector; none for [`AuditKind::Dropped`].
    pub connector: Option<String>,
    /// The action that was invoked, or the trigger that was polled.
    pub action: Option<String>,
    /// The id of the [run](crate::Run).
    pub run: Option<String>,
    /// The HTTP method; none for [`AuditKind::Dropped`].
    pub method: Option<String>,
    /// The host that was asked; none for [`AuditKind::Dropped`].
    pub host: Option<String>,
    /// The template of the path, as the manifest has it, or [`OTHER_PATH`]; the path of
    /// a token request, which somebody has agreed to; none for [`AuditKind::Dropped`].
    pub path: Option<String>,
    /// The status of the answer; none when there was none.
    pub status: Option<u16>,
    /// The code of what went wrong, such as `not-reached`: without a status before
    /// the answer began, and beside one while its content came.
    pub error: Option<String>,
    /// How many milliseconds it took until the answer was read, or given up.
    pub duration_ms: u64,
    /// The server's own id of the exchange, such as `x-request-id`, if it gave one that
    /// looks like an id.
    pub tracking_id: Option<String>,
    /// How many exchanges have no record, for [`AuditKind::Dropped`]; otherwise 0.
    pub dropped: u64,
}

/// Stands where a path is like no template of the manifest.
pub const OTHER_PATH: &str = "other";

/// What an exchange was for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AuditKind {
    /// An action was invoked.
    Invoke,
    /// A trigger was polled.
    Poll,
    /// It was asked whose account it is that somebody signs in with.
    Connect,
    /// A connection was tested.
    Test,
    /// Tokens were asked for (RFC 6749 section 3.2).
    Token,
    /// Tokens were revoked (RFC 7009).
    Revocation,
    /// A sign-in on another device was begun (RFC 8628 section 3.1).
    DeviceAuthorization,
    /// None: exchanges have no record, since the store could not be written for too
    /// long. How many is said by [`AuditRecord::dropped`].
    Dropped,
}

impl AuditKind {
    const ALL: [Self; 8] = [
        Self::Invoke,
        Self::Poll,
        Self::Connect,
        Self::Test,
        Self::Token,
        Self::Revocation,
        Self::DeviceAuthorization,
        Self::Dropped,
    ];

    /// The word for it, such as `invoke`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invoke => "invoke",
            Self::Poll => "poll",
            Self::Connect => "connect",
            Self::Test => "test",
            Self::Token => "token",
            Self::Revocation => "revocation",
            Self::DeviceAuthorization => "device-authorization",
            Self::Dropped => "dropped",
        }
    }

    /// What was kept as that.
    pub(in crate::connections) fn kept(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for AuditKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl AuditRecord {
    /// A record of an exchange that begins, of which nothing is known but when and what
    /// for.
    pub(crate) fn begun(at: Timestamp, kind: AuditKind) -> Self {
        Self {
            id: String::new(),
            at,
            kind,
            connection_id: None,
            connection_name: None,
            connector: None,
            action: None,
            run: None,
            method: None,
            host: None,
            path: None,
            status: None,
            error: None,
            duration_ms: 0,
            tracking_id: None,
            dropped: 0,
        }
    }

    /// Whether it brought no answer, or one that refuses (400 and above).
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.error.is_some() || self.status.is_none_or(|status| status >= 400)
    }
}
