//! Connections that have said nothing yet, or nothing that lets them stay. When all places are taken,
//! the one of which that is so for the longest gives its place up: whoever only connects, however
//! often, keeps nobody out. Whoever has said something that nobody has got round to reading is not
//! silent: on a busy machine that takes more than a moment.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::stream::Unread;

/// How long a connection may say nothing before it has to give way. Whoever has something to say
/// says it at once, and a request that is on its way needs no longer.
const GRACE: Duration = Duration::from_secs(1);

/// The connections that say nothing, in the order in which they began to. Clones are the same row.
#[derive(Clone, Debug, Default)]
pub struct Silent(Arc<Mutex<Row>>);

#[derive(Debug, Default)]
struct Row {
    next: u64,
    /// Each with the time since when.
    waiting: BTreeMap<u64, (Instant, Arc<Waiting>)>,
}

/// A connection that stands in the row or has stood there.
#[derive(Debug)]
struct Waiting {
    /// Its number in the row, changed by whoever has locked that.
    number: AtomicU64,
    unread: Unread,
    /// Whether something of it was read: what comes then and is not read waits for its own answer.
    has_spoken: AtomicBool,
    ended: CancellationToken,
}

/// The silence of one connection.
#[derive(Debug)]
pub struct Silence {
    row: Silent,
    waiting: Arc<Waiting>,
}

impl Row {
    /// It is the last of all, and silent since now.
    fn enter(&mut self, now: Instant, waiting: &Arc<Waiting>) {
        let number = self.next;
        self.next += 1;
        waiting.number.store(number, Ordering::Relaxed);
        self.waiting.insert(number, (now, Arc::clone(waiting)));
    }

    fn leave(&mut self, waiting: &Waiting) {
        self.waiting.remove(&waiting.number.load(Ordering::Relaxed));
    }
}

impl Silent {
    fn lock(&self) -> std::sync::MutexGuard<'_, Row> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection comes at that time.
    #[must_use]
    pub fn enter(&self, now: Instant, unread: Unread) -> Silence {
        let waiting = Arc::new(Waiting {
            number: AtomicU64::default(),
            unread,
            has_spoken: AtomicBool::new(false),
            ended: CancellationToken::new(),
        });
        self.lock().enter(now, &waiting);
        Silence {
            row: self.clone(),
            waiting,
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
    /// whether there was one. One whose first words have come and were not read yet is waited for as
    /// long once more.
    #[must_use]
    pub fn end_oldest(&self, now: Instant) -> bool {
        let mut row = self.lock();
        while let Some(oldest) = row.waiting.first_entry() {
            if now.duration_since(oldest.get().0) < GRACE {
                break;
            }
            let (_, oldest) = oldest.remove();
            if oldest.has_spoken.load(Ordering::Relaxed) || !oldest.unread.is_there() {
                oldest.ended.cancel();
                return true;
            }
            row.enter(now, &oldest);
        }
        false
    }
}

impl Silence {
    /// The connection says something. Says whether it may: nothing is begun for one that was ended.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.row.lock().leave(&self.waiting);
        self.waiting.has_spoken.store(true, Ordering::Relaxed);
        !self.waiting.ended.is_cancelled()
    }

    /// What the connection has said does not let it stay: from that time on it is silent again, the
    /// last in the row.
    pub fn goes_on(&self, now: Instant) {
        let mut row = self.row.lock();
        if self.waiting.ended.is_cancelled() {
            return;
        }
        row.leave(&self.waiting);
        row.enter(now, &self.waiting);
    }

    /// Once it had to give way.
    pub async fn ended(&self) {
        self.waiting.ended.cancelled().await;
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        self.row.lock().leave(&self.waiting);
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;

    use super::*;
    use crate::stream::tests::connected;

    #[test]
    fn the_one_that_has_said_nothing_for_the_longest_gives_way() {
        let silent = Silent::default();
        let begun = Instant::now();
        let at = |milliseconds| begun + Duration::from_millis(milliseconds);
        assert_eq!(silent.next_end(), None);
        let [first, second, third] =
            [0, 10, 20].map(|came| silent.enter(at(came), Unread::default()));
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
        let [first, second] = [0, 10].map(|came| silent.enter(at(came), Unread::default()));
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

    #[tokio::test]
    async fn one_whose_words_nobody_has_read_yet_does_not_give_way() {
        let silent = Silent::default();
        let begun = Instant::now();
        let at = |milliseconds| begun + Duration::from_millis(milliseconds);
        let (stream, mut client) = connected().await;
        let first = silent.enter(begun, stream.unread());
        let second = silent.enter(at(10), Unread::default());
        client.write_all(b"GET").await.expect("it is sent");
        assert!(silent.end_oldest(at(1010)));
        assert!(!second.is_broken(), "it is silent");
        assert_eq!(silent.next_end(), Some(at(2010)));
        drop(stream);
        assert!(silent.end_oldest(at(2010)));
        assert!(!first.is_broken(), "nobody will read that any more");
    }

    #[tokio::test]
    async fn one_that_has_more_to_say_before_it_has_taken_its_answer_gives_way() {
        let silent = Silent::default();
        let begun = Instant::now();
        let (stream, mut client) = connected().await;
        let first = silent.enter(begun, stream.unread());
        assert!(first.is_broken(), "its first request was read");
        first.goes_on(begun);
        client.write_all(b"GET").await.expect("it is sent");
        assert!(silent.end_oldest(begun + GRACE));
        assert!(!first.is_broken());
    }
}
