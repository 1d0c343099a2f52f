//! The time, as something that a test can set.
//!
//! Connectors have no clock: they are told the time. Token expiry and the
//! waits between two exchanges are counted on the same one.

use std::fmt::Debug;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Tells the time and waits.
pub trait Clock: Debug + Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Resolves once `duration` has passed.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Text is neither a time nor how long ago one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is no time: write one as 2026-11-27T08:00:00Z, or how long ago it is, such as 30m, 2h or 7d"
)]
pub struct NoMoment;

/// The moment that text tells: a time (RFC 3339), or how long ago it is at `now`, such as
/// `30m`, `2h` or `7d`.
///
/// # Errors
/// [`NoMoment`] when it tells none.
pub fn moment(text: &str, now: Timestamp) -> Result<Timestamp, NoMoment> {
    if let Ok(time) = text.parse() {
        return Ok(time);
    }
    let ago: Span = text.parse().map_err(|_| NoMoment)?;
    if !ago.is_positive() {
        return Err(NoMoment);
    }
    let then = now.to_zoned(TimeZone::UTC).checked_sub(ago);
    Ok(then.map_err(|_| NoMoment)?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_time_or_how_long_ago_it_is() {
        let now: Timestamp = "2026-11-28T08:00:00Z".parse().unwrap();
        for (text, time) in [
            ("2026-11-27T08:00:00Z", "2026-11-27T08:00:00Z"),
            ("2026-11-27T09:00:00+01:00", "2026-11-27T08:00:00Z"),
            ("30m", "2026-11-28T07:30:00Z"),
            ("2h", "2026-11-28T06:00:00Z"),
            ("7d", "2026-11-21T08:00:00Z"),
            ("1h 30m", "2026-11-28T06:30:00Z"),
        ] {
            assert_eq!(moment(text, now).unwrap().to_string(), time, "{text}");
        }
        for none in [
            "",
            "2",
            "yesterday",
            "-2h",
            "0h",
            "2026-13-01T00:00:00Z",
            "99999999d",
        ] {
            assert_eq!(moment(none, now), Err(NoMoment), "{none}");
        }
    }
}
