//! Connections that have said nothing yet. When all places are taken, the one that has said nothing
//! for the longest gives its place up: whoever only connects, however often, keeps nobody out.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

/// How long a connection may say nothing before it has to give way. Whoever has something to say
/// says it at once, and a request that is on its way needs no longer.
const GRACE: Duration = Duration::from_secs(1);

/// The connections that say nothing, in the order in which they came. Clones are the same row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Silent(Arc<Mutex<Row>>);

#[derive(Debug, Default)]
struct Row {
    next: u64,
    waiting: BTreeMap<u64, (Instant, CancellationToken)>,
}

/// The silence of one connection.
#[derive(Debug)]
pub(crate) struct Silence {
    row: Silent,
    number: u64,
    ended: CancellationToken,
}

impl Silent {
    fn lock(&self) -> std::sync::MutexGuard<'_, Row> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection comes at that time.
    pub(crate) fn enter(&self, now: Instant) -> Silence {
        let mut row = self.lock();
        let number = row.next;
        row.next += 1;
        let ended = CancellationToken::new();
        row.waiting.insert(number, (now, ended.clone()));
        Silence {
            row: self.clone(),
            number,
            ended,
        }
    }

    /// Ends the connection that has said nothing for the longest, if that is long enough; says
    /// whether there was one.
    pub(crate) fn end_oldest(&self, now: Instant) -> bool {
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
    pub(crate) fn is_broken(&self) -> bool {
        self.row.lock().waiting.remove(&self.number);
        !self.ended.is_cancelled()
    }

    /// Once it had to give way.
    pub(crate) async fn ended(&self) {
        self.ended.cancelled().await;
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        self.row.lock().waiting.remove(&self.number);
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
        let [first, second, third] = [0, 10, 20].map(|came| silent.enter(at(came)));
        assert!(!silent.end_oldest(at(999)), "it may be about to");
        assert!(first.is_broken());
        assert!(!silent.end_oldest(at(1000)));
        assert!(silent.end_oldest(at(1010)));
        assert!(!second.is_broken(), "too late");
        drop(third);
        assert!(!silent.end_oldest(at(5000)));
        assert!(first.is_broken(), "it may go on as long as it likes");
        assert!(silent.lock().waiting.is_empty());
    }
}
