//! Connections that have said nothing yet, or nothing that lets them stay. When all places are taken,
//! the one of which that is so for the longest gives its place up: whoever only connects, however
//! often, keeps nobody out.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

/// How long a connection may say nothing before it has to give way. Whoever has something to say
/// says it at once, and a request that is on its way needs no longer.
const GRACE: Duration = Duration::from_secs(1);

/// The connections that say nothing, in the order in which they began to. Clones are the same row.
#[derive(Clone, Debug, Default)]
pub struct Silent(Arc<Mutex<Row>>);

#[derive(Debug, Default)]
struct Row {
    next: u64,
    waiting: BTreeMap<u64, (Instant, CancellationToken)>,
}

/// The silence of one connection.
#[derive(Debug)]
pub struct Silence {
    row: Silent,
    /// Its number in the row, changed by whoever has locked that.
    number: AtomicU64,
    ended: CancellationToken,
}

impl Row {
    fn enter(&mut self, now: Instant, ended: &CancellationToken) -> u64 {
        let number = self.next;
        self.next += 1;
        self.waiting.insert(number, (now, ended.clone()));
        number
    }
}

impl Silent {
    fn lock(&self) -> std::sync::MutexGuard<'_, Row> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection comes at that time.
    #[must_use]
    pub fn enter(&self, now: Instant) -> Silence {
        let ended = CancellationToken::new();
        let number = self.lock().enter(now, &ended);
        Silence {
            row: self.clone(),
            number: number.into(),
            ended,
        }
    }

    /// When the connection that has said nothing for the longest will have to give way; none when
    /// there is none.
    #[must_use]
    pub fn next_end(&self) -> Option<Instant> {
        let row = self.lock();
        let (since, _) = row.waiting.values().next()?;
        Some(*since + GRACE)
    }

    /// Ends the connection that has said nothing for the longest, if that is long enough; says
    /// whether there was one.
    #[must_use]
    pub fn end_oldest(&self, now: Instant) -> bool {
        let mut row = self.lock();
        let Some(oldest) = row.waiting.first_entry() else {
            return false;
        };
        if now.duration_since(oldest.get().0) < GRACE {
            return false;
        }
        oldest.remove().1.cancel();
        true
    }
}

impl Silence {
    /// The connection says something. Says whether it may: nothing is begun for one that was ended.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        let number = self.number.load(Ordering::Relaxed);
        self.row.lock().waiting.remove(&number);
        !self.ended.is_cancelled()
    }

    /// What the connection has said does not let it stay: from that time on it is silent again, the
    /// last in the row.
    pub fn goes_on(&self, now: Instant) {
        let mut row = self.row.lock();
        if self.ended.is_cancelled() {
            return;
        }
        row.waiting.remove(&self.number.load(Ordering::Relaxed));
        let number = row.enter(now, &self.ended);
        self.number.store(number, Ordering::Relaxed);
    }

    /// Once it had to give way.
    pub async fn ended(&self) {
        self.ended.cancelled().await;
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        let number = *self.number.get_mut();
        self.row.lock().waiting.remove(&number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_that_has_said_nothing_for_the_longest_gives_way() {
        let silent = Silent::default();
        let begun = Instant::now();
        let at = |milliseconds| begun + Duration::from_millis(milliseconds);
        assert_eq!(silent.next_end(), None);
        let [first, second, third] = [0, 10, 20].map(|came| silent.enter(at(came)));
        assert_eq!(silent.next_end(), Some(at(1000)));
        assert!(!silent.end_oldest(at(999)), "it may be about to");
        assert!(first.is_broken());
        assert_eq!(silent.next_end(), Some(at(1010)));
        assert!(!silent.end_oldest(at(1000)));
        assert!(silent.end_oldest(at(1010)));
        assert!(!second.is_broken(), "too late");
        drop(third);
        assert!(!silent.end_oldest(at(5000)));
        assert!(first.is_broken(), "it may go on as long as it likes");
        assert!(silent.lock().waiting.is_empty());
    }

    #[test]
    fn one_that_may_not_stay_for_what_it_has_said_is_the_last_in_the_row() {
        let silent = Silent::default();
        let begun = Instant::now();
        let at = |milliseconds| begun + Duration::from_millis(milliseconds);
        let [first, second] = [0, 10].map(|came| silent.enter(at(came)));
        assert!(first.is_broken());
        first.goes_on(at(20));
        assert!(silent.end_oldest(at(1010)));
        assert!(!second.is_broken());
        assert!(!silent.end_oldest(at(1019)), "it was answered just now");
        assert!(first.is_broken(), "it asks for something more");
        assert!(!silent.end_oldest(at(5000)));
        first.goes_on(at(5000));
        first.goes_on(at(5010));
        assert_eq!(silent.next_end(), Some(at(6010)), "it stands there once");
        assert!(silent.end_oldest(at(6010)));
        assert!(!first.is_broken());
        for ended in [first, second] {
            ended.goes_on(at(6020));
        }
        assert!(silent.lock().waiting.is_empty());
    }
}
