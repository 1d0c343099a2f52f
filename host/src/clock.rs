//! The time, as something that a test can set.
//!
//! Connectors have no clock: they are told the time. Token expiry and the
//! waits between two exchanges are counted on the same one.

use std::fmt::Debug;
use std::sync::LazyLock;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use regex::Regex;

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
    "it is no time: write one as 2026-11-27T08:00:00Z, or how long ago it is, such as 30m, 2h or 7d (s, m, h, d, w)"
)]
pub struct NoMoment;

/// What the units are called in which it is told how long ago something is, with their seconds.
const UNITS: [(char, i64); 5] = [
    ('s', 1),
    ('m', 60),
    ('h', 60 * 60),
    ('d', 24 * 60 * 60),
    ('w', 7 * 24 * 60 * 60),
];
/// How many digits there are before the unit at most.
const DIGITS: usize = 5;

/// What a time is written like, as a regular expression (ECMA 262): RFC 3339 as far as that can
/// be told by the characters alone.
pub const TIME: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})$";

/// What it is written like how long ago something is, as a regular expression (ECMA 262). Each
/// text of it tells a [`moment`], and no other text that is no [`TIME`] does.
#[must_use]
pub fn ago_pattern() -> String {
    let units: String = UNITS.iter().map(|(unit, _)| unit).collect();
    format!("^[1-9][0-9]{{0,{}}}[{units}]$", DIGITS - 1)
}

/// The moment that text tells: a time (RFC 3339), or how long ago it is at `now`, such as
/// `30m`, `2h` or `7d`.
///
/// # Errors
/// [`NoMoment`] when it tells none.
pub fn moment(text: &str, now: Timestamp) -> Result<Timestamp, NoMoment> {
    if let Some(ago) = ago(text) {
        return now.checked_sub(ago).map_err(|_| NoMoment);
    }
    // What else the parser takes is in no document.
    match is_time(text) {
        true => text.parse().map_err(|_| NoMoment),
        false => Err(NoMoment),
    }
}

fn ago(text: &str) -> Option<SignedDuration> {
    let unit = text.chars().next_back()?;
    let (_, seconds) = UNITS.iter().find(|(known, _)| *known == unit)?;
    let number = text.strip_suffix(unit)?;
    let is_number = (1..=DIGITS).contains(&number.len())
        && !number.starts_with('0')
        && number.bytes().all(|digit| digit.is_ascii_digit());
    let number: i64 = is_number.then(|| number.parse().ok())??;
    Some(SignedDuration::from_secs(number * seconds))
}

/// Whether text is a [`TIME`].
fn is_time(text: &str) -> bool {
    static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(TIME).ok());
    PATTERN
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text))
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
            ("1w", "2026-11-21T08:00:00Z"),
            ("90s", "2026-11-28T07:58:30Z"),
            ("99999w", "0110-05-24T08:00:00Z"),
        ] {
            assert_eq!(moment(text, now).unwrap().to_string(), time, "{text}");
        }
        for none in [
            "",
            "2",
            "yesterday",
            "-2h",
            "0h",
            "007d",
            "1h 30m",
            "PT2H",
            "2 hours",
            "1mo",
            "2H",
            "2026-11-27",
            "2026-11-27T08Z",
            "2026-11-27T08:00:00Z[UTC]",
            "2026-13-01T00:00:00Z",
            "99999999d",
        ] {
            assert_eq!(moment(none, now), Err(NoMoment), "{none}");
        }
    }

    /// Whether a text is of either pattern that is told to others.
    fn is_told(text: &str) -> bool {
        let of = |pattern: &str| Regex::new(pattern).unwrap().is_match(text);
        of(&ago_pattern()) || of(TIME)
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_told_to_be_an_age_is_taken(text in ago_pattern().trim_matches(['^', '$'])) {
            let now: Timestamp = "2026-11-28T08:00:00Z".parse().unwrap();
            proptest::prop_assert!(moment(&text, now).is_ok());
        }

        #[test]
        fn whatever_is_taken_is_told(
            text in "[-+]?P?T?[0-9]{0,6} ?(s|m|h|d|w|mo|y|sec|H|ms)?|2026-11-2[0-9][Tt ]?([0-9]{2}(:[0-9]{2}){0,2})?([.][0-9]{0,10})?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)?(\\[UTC\\])?"
        ) {
            let now: Timestamp = "2026-11-28T08:00:00Z".parse().unwrap();
            proptest::prop_assert!(moment(&text, now).is_err() || is_told(&text));
        }
    }
}
