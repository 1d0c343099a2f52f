//! How long and how much: the limits of an HTTP exchange.

use std::time::Duration;

/// The limits of an HTTP exchange. The defaults suit a JSON API. Whoever wants
/// others changes those.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Until name resolution, TCP and TLS are done. Long enough for a few lost
    /// packets; an API that takes longer is down.
    pub connect: Duration,
    /// From the start, connecting included, to the first byte of the answer. APIs that
    /// gather a report before they answer need a minute; more is a hang.
    pub first_byte: Duration,
    /// Between two reads of the body. A transfer may take long as long as it
    /// moves.
    pub between_bytes: Duration,
    /// From begin to end of an exchange whose body is held in memory,
    /// redirects included. Downloads have no such limit.
    pub total: Duration,
    /// Size of an answer's body held in memory, in bytes, after decoding.
    /// Downloads are not held in memory and have no such limit.
    pub body: usize,
    /// Size of all header fields of an answer, in bytes.
    pub headers: usize,
    /// How many interim answers (1xx) may come before an answer. Their header fields
    /// together have the size of those of an answer at most.
    pub interim_answers: usize,
    /// How many redirects to follow.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(60),
            between_bytes: Duration::from_secs(30),
            total: Duration::from_secs(120),
            body: 16 << 20,
            headers: 64 << 10,
            interim_answers: 8,
            redirects: 5,
        }
    }
}
