//! What can go wrong.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What goes wrong with a request that a fault strikes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Trouble {
    /// The work is not done, and this is answered.
    Answer {
        /// The status code, 200 to 599.
        status: u16,
        /// Header fields.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// The body.
        #[serde(default)]
        body: String,
    },
    /// The true answer comes late.
    Latency {
        /// How late, in milliseconds of real time.
        milliseconds: u64,
    },
    /// The work is done, but the connection is closed before the answer.
    LostAnswer,
    /// The connection is reset and the work is not done.
    ConnectionReset,
    /// The connection is closed in the middle of the body, whose full length
    /// was announced: a download is cut. An answer without a body comes whole.
    CutBody,
    /// The second half of the body is missing, and nothing else tells.
    TruncatedBody,
    /// The body trickles.
    SlowBody {
        /// How fast, in bytes for each second of real time; at least 1.
        bytes_per_second: u32,
    },
    /// The work is not done, and a page with status 200 is answered.
    Html,
    /// The work is not done, and an error is answered in XML.
    Xml,
    /// The work is not done, and an error is answered that is no JSON, because
    /// quotes in its message are not escaped.
    UnescapedQuotes,
    /// The work is not done, because a limit is exceeded.
    RateLimit(RateLimit),
    /// The request is served by a machine whose clock is wrong: the `Date`
    /// field says so, a token is issued with another expiry than it says, and
    /// a token sent may be found expired.
    ClockSkew {
        /// How far ahead the clock is, in seconds; negative when it is behind.
        seconds: i64,
    },
    /// The grant behind the token that is sent ends before the work begins.
    TokenRevoked,
    /// The token that is issued carries no scope, as a new server-to-server app's does for
    /// some seconds.
    TokenWithoutScopes,
    /// The token response names another region's API.
    RegionChange {
        /// The `api_url` it names, such as `https://api-eu.zoom.us`.
        api_url: String,
    },
    /// Every object in the answer has a member that is not published.
    UnknownFields,
    /// Every member of the answer whose published values are few has another.
    UnknownValues,
}

impl Trouble {
    /// Whether what is answered is of the trouble's making, at least in part.
    pub(crate) fn makes_the_answer(&self) -> bool {
        match self {
            Self::Answer { .. }
            | Self::ConnectionReset
            | Self::TruncatedBody
            | Self::Html
            | Self::Xml
            | Self::UnescapedQuotes
            | Self::TokenWithoutScopes
            | Self::RegionChange { .. }
            | Self::UnknownFields
            | Self::UnknownValues => true,
            Self::Latency { .. }
            | Self::LostAnswer
            | Self::CutBody
            | Self::SlowBody { .. }
            | Self::RateLimit(_)
            | Self::ClockSkew { .. }
            | Self::TokenRevoked => false,
        }
    }
}

/// A limit that a request exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RateLimit {
    /// Requests of one label per second, of the whole account.
    PerSecond,
    /// Requests of one label per day, of the whole account.
    Daily,
    /// Creations and updates of meetings and webinars of one user per day.
    UserDaily,
    /// Requests at the same time that contradict each other.
    Concurrent,
}
