//! How many requests a second each key may make, in this process. Who has made none
//! for a second may make a second's at once. Attempts to connect are counted in the same
//! way, over a longer time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How far ahead of their time the requests of a key may be.
const AHEAD: Duration = Duration::from_secs(1);
/// How many keys are remembered before those that are idle are forgotten.
const REMEMBERED: usize = 1024;

/// The rates of all keys.
#[derive(Debug)]
pub(crate) struct Rates {
    /// From one request to the next; none when there is no limit.
    interval: Option<Duration>,
    /// How far ahead of their time they may be.
    ahead: Duration,
    /// By key, when its next request is due.
    due: Mutex<HashMap<String, Instant>>,
}

impl Rates {
    /// So many requests a second; any number when it is 0.
    pub(crate) fn of(a_second: u32) -> Self {
        Self {
            interval: AHEAD.checked_div(a_second),
            ahead: AHEAD,
            due: Mutex::default(),
        }
    }

    /// So many at once, and one more whenever that time is over.
    pub(crate) fn each(interval: Duration, at_once: u32) -> Self {
        Self {
            interval: Some(interval),
            ahead: interval.saturating_mul(at_once),
            due: Mutex::default(),
        }
    }

    /// Whether one more request of a key is to be answered now.
    pub(crate) fn allow(&self, key: &str, now: Instant) -> bool {
        let Some(interval) = self.interval else {
            return true;
        };
        let mut all = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED && !all.contains_key(key) {
            all.retain(|_, due| *due > now);
        }
        let due = all.entry(key.to_owned()).or_insert(now);
        let next = (*due).max(now) + interval;
        let is_allowed = next.duration_since(now) <= self.ahead;
        if is_allowed {
            *due = next;
        }
        is_allowed
    }

    /// Takes a request back that was allowed: it is not to be counted.
    pub(crate) fn take_back(&self, key: &str) {
        let Some(interval) = self.interval else {
            return;
        };
        let mut all = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(due) = all.get_mut(key)
            && let Some(earlier) = due.checked_sub(interval)
        {
            *due = earlier;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_may_make_a_seconds_requests_at_once_and_then_one_after_the_other() {
        let rates = Rates::of(10);
        let begin = Instant::now();
        let at = |milliseconds| begin + Duration::from_millis(milliseconds);
        let allowed = |key, milliseconds| rates.allow(key, at(milliseconds));
        assert!((0..10).all(|_| allowed("ada", 0)));
        assert!(!allowed("ada", 0));
        assert!(allowed("bob", 0), "each has its own");
        assert!(!allowed("ada", 99));
        assert!(allowed("ada", 100));
        assert!(!allowed("ada", 150));
        // What was refused counts for nothing.
        assert!((0..10).all(|_| allowed("ada", 1100)));
        assert!(!allowed("ada", 1100));
    }

    #[test]
    fn what_is_rare_may_be_done_some_times_at_once_and_then_once_in_a_time() {
        let rates = Rates::each(Duration::from_secs(180), 3);
        let begin = Instant::now();
        let allowed = |seconds| rates.allow("ada", begin + Duration::from_secs(seconds));
        assert!((0..3).all(|_| allowed(0)));
        assert!(!allowed(179));
        assert!(allowed(180));
        assert!(!allowed(180));
    }

    #[test]
    fn what_is_taken_back_counts_for_nothing() {
        let rates = Rates::of(2);
        let now = Instant::now();
        for _ in 0..10 {
            assert!(rates.allow("ada", now));
            rates.take_back("ada");
        }
        rates.take_back("nobody");
        assert!(rates.allow("ada", now));
        assert!(rates.allow("ada", now));
        assert!(!rates.allow("ada", now));
    }

    #[test]
    fn without_a_limit_all_are_allowed_and_nobody_is_remembered() {
        let rates = Rates::of(0);
        let now = Instant::now();
        assert!((0..10_000).all(|_| rates.allow("ada", now)));
        assert!(rates.due.lock().unwrap().is_empty());
    }

    #[test]
    fn keys_that_are_idle_are_forgotten() {
        let rates = Rates::of(1);
        let begin = Instant::now();
        for key in 0..REMEMBERED {
            assert!(rates.allow(&key.to_string(), begin));
        }
        assert!(rates.allow("one more", begin + Duration::from_secs(2)));
        assert_eq!(rates.due.lock().unwrap().len(), 1);
    }
}
