//! Whether the clock of this machine says what the database's says.
//!
//! Hosts keep moments for one another: until when a call is somebody's, when a link is
//! over, how old a record is. Each tells them by its own clock. So one whose clock is
//! wrong would end what the others hold, and begins nothing in the database: the clocks
//! are compared at each new connection, once a minute, when the clock of this machine
//! was set, and whenever they were not alike the last time. They are the real ones,
//! whatever clock the host tells its connectors the time by.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::error::Failed;
use crate::clock::Clock;
use crate::connections::StoreError;
use crate::connections::apart::MOST_APART;

/// From which difference on it is told.
const NOTABLE: SignedDuration = SignedDuration::from_secs(2);
/// How long what was found is good.
const GOOD_FOR: Duration = Duration::from_secs(60);
/// By how much more or less than time has passed a clock may go on that nobody has set.
const SET: SignedDuration = SignedDuration::from_secs(1);

/// What the database says for its time, as text in microseconds.
pub(super) const TIME: &str = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

/// The clock of this machine, and what is known of the database's.
#[derive(Debug)]
pub(super) struct Clocks {
    clock: Arc<dyn Clock>,
    /// When they were alike last; none when they were not since.
    alike: Mutex<Option<Moment>>,
    /// Whether it is told that they differ a little.
    is_told: AtomicBool,
}

/// When something was: by what counts the time whoever sets a clock, and by the clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    at: Instant,
    by_clock: Timestamp,
}

impl Clocks {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            alike: Mutex::default(),
            is_told: AtomicBool::new(false),
        }
    }

    /// The moment before the database is asked for its time.
    pub(super) fn now(&self) -> Moment {
        Moment {
            at: Instant::now(),
            by_clock: self.clock.now(),
        }
    }

    /// Whether they were alike lately, and nobody has set the one of this machine since.
    pub(super) fn are_alike(&self) -> bool {
        let alike = *self.alike.lock().unwrap_or_else(PoisonError::into_inner);
        alike.is_some_and(|then| then.is_lately(self.now()))
    }

    /// Asks the database for its time.
    pub(super) async fn compare(&self, client: &Client) -> Result<(), Failed> {
        let asked = self.now();
        let answer = client.simple_query(&format!("SELECT {TIME}")).await?;
        self.judge(asked, &answer, 0)
    }

    /// Refuses when the time that the database said is too far from this machine's. It
    /// is in that column of the answer.
    pub(super) fn judge(
        &self,
        asked: Moment,
        answer: &[SimpleQueryMessage],
        column: usize,
    ) -> Result<(), Failed> {
        let said = answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(column),
            _ => None,
        });
        let said = said.and_then(|text| Timestamp::from_microsecond(text.parse().ok()?).ok());
        let said = said.ok_or_else(|| Failed::other("it does not say its time".to_owned()))?;
        let ahead = outside(asked.by_clock, said, self.clock.now());
        let are_alike = ahead.abs() <= MOST_APART;
        *self.alike.lock().unwrap_or_else(PoisonError::into_inner) = are_alike.then_some(asked);
        if !are_alike {
            return Err(StoreError::ClockOff { ahead }.into());
        }
        if self.is_to_be_told(ahead) {
            let milliseconds = i64::try_from(ahead.as_millis()).unwrap_or_default();
            tracing::warn!(
                ahead_ms = milliseconds,
                most_ms = MOST_APART.as_secs() * 1_000,
                "the clock of this machine is not the database's: set the one that is wrong, such as by NTP, before the store is refused"
            );
        }
        Ok(())
    }

    /// Whether they differ a little, and that is not told yet.
    fn is_to_be_told(&self, ahead: SignedDuration) -> bool {
        let is_notable = ahead.abs() > NOTABLE;
        !self.is_told.swap(is_notable, Ordering::Relaxed) && is_notable
    }
}

impl Moment {
    /// Whether what was then is good at `now`.
    fn is_lately(self, now: Self) -> bool {
        let passed = now.at.saturating_duration_since(self.at);
        let by_clock = self.by_clock.duration_until(now.by_clock);
        let set = by_clock - SignedDuration::try_from(passed).unwrap_or(SignedDuration::MAX);
        passed <= GOOD_FOR && set.abs() <= SET
    }
}

/// How far a clock that said these times before and after is ahead of the one that said
/// that time in between; negative where it is behind. What the way may have taken is no
/// difference.
fn outside(before: Timestamp, said: Timestamp, after: Timestamp) -> SignedDuration {
    if said < before {
        said.duration_until(before)
    } else if said > after {
        said.duration_until(after)
    } else {
        SignedDuration::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_long_way_to_the_database_is_no_difference() {
        let seconds = SignedDuration::from_secs;
        assert_eq!(outside(at(100), at(100), at(160)), seconds(0));
        assert_eq!(outside(at(100), at(160), at(160)), seconds(0));
        assert_eq!(outside(at(100), at(70), at(160)), seconds(30));
        assert_eq!(outside(at(100), at(190), at(160)), seconds(-30));
    }

    #[test]
    fn a_small_difference_is_told_once_for_as_long_as_there_is_one() {
        let clocks = Clocks::new(Arc::new(SystemClock));
        let is_to_be_told = |seconds| {
            let ahead = SignedDuration::from_secs(seconds);
            clocks.is_to_be_told(ahead)
        };
        assert!(!is_to_be_told(2));
        assert!(is_to_be_told(3));
        assert!(!is_to_be_told(-3));
        assert!(!is_to_be_told(0));
        assert!(is_to_be_told(-3));
    }

    #[test]
    fn what_was_found_is_good_for_a_minute_and_until_somebody_sets_the_clock() {
        let found = Moment {
            at: Instant::now(),
            by_clock: at(1_000_000),
        };
        let later = |passed: u64, by_clock: i64| Moment {
            at: found.at + Duration::from_secs(passed),
            by_clock: at(1_000_000 + by_clock),
        };
        assert!(found.is_lately(later(60, 60)));
        assert!(found.is_lately(later(30, 31)));
        assert!(!found.is_lately(later(61, 61)));
        assert!(!found.is_lately(later(30, 32)));
        assert!(!found.is_lately(later(30, 28)));
        assert!(!found.is_lately(later(1, 2 * 24 * 3600)));
    }
}
