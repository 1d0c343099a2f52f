//! The clock everything in the sandbox reads, so that a test can move time
//! instead of waiting for it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::time::RANGE;

/// When a request arrived, on the clock of the machine that serves it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival(pub(crate) Timestamp);

/// A clock that can be moved. Clones share the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    reading: Arc<Mutex<Reading>>,
    /// Tells when it is moved.
    moves: watch::Sender<()>,
}

#[derive(Clone, Copy, Debug)]
enum Reading {
    /// The system's clock, moved by this much.
    Running(SignedDuration),
    /// Always this moment.
    Frozen(Timestamp),
}

impl Clock {
    /// A clock that runs with the system's.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Reading::Running(SignedDuration::ZERO))
    }

    /// A clock that stands still until it is moved.
    #[must_use]
    pub fn frozen_at(now: Timestamp) -> Self {
        Self::new(Reading::Frozen(now))
    }

    fn new(reading: Reading) -> Self {
        Self {
            reading: Arc::new(Mutex::new(reading)),
            moves: watch::Sender::new(()),
        }
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.reading(|reading| match *reading {
            Reading::Running(offset) => Timestamp::now() + offset,
            Reading::Frozen(now) => now,
        })
    }

    /// Sets the time, to the nearest that is in the years 1970 to 8999. A running
    /// clock runs on from there.
    pub fn set(&self, now: Timestamp) {
        let now = now.clamp(*RANGE.start(), *RANGE.end());
        self.reading(|reading| {
            *reading = match reading {
                Reading::Running(_) => Reading::Running(now.duration_since(Timestamp::now())),
                Reading::Frozen(_) => Reading::Frozen(now),
            }
        });
        self.moves.send_replace(());
    }

    /// Moves the time on, or back when the duration is negative, as far as
    /// [`set`](Self::set) allows.
    pub fn advance(&self, by: SignedDuration) {
        let farthest = if by.is_negative() {
            *RANGE.start()
        } else {
            *RANGE.end()
        };
        self.set(self.now().checked_add(by).unwrap_or(farthest));
    }

    /// Waits until it is moved from now on, or a second has passed by itself.
    pub(crate) fn moved(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut moves = self.moves.subscribe();
        let runs = self.reading(|reading| matches!(reading, Reading::Running(_)));
        async move {
            tokio::select! {
                // It can't fail: the sender lives as long as the clock.
                _ = moves.changed() => {}
                () = tokio::time::sleep(Duration::from_secs(1)), if runs => {}
            }
        }
    }

    /// Waits until this moment has come.
    pub(crate) async fn until(&self, moment: Timestamp) {
        loop {
            let moved = self.moved();
            if self.now() >= moment {
                return;
            }
            moved.await;
        }
    }

    fn reading<T>(&self, read: impl FnOnce(&mut Reading) -> T) -> T {
        read(&mut self.reading.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_when_told() {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let clock = Clock::frozen_at(start);
        assert_eq!(clock.now(), start);
        clock.clone().advance(SignedDuration::from_mins(16));
        assert_eq!(clock.now(), start + SignedDuration::from_mins(16));
    }

    #[test]
    fn a_clock_is_not_moved_out_of_its_range() {
        let clock = Clock::frozen_at(*RANGE.start());
        clock.advance(SignedDuration::MAX);
        assert_eq!(clock.now(), *RANGE.end());
        clock.advance(SignedDuration::MIN);
        assert_eq!(clock.now(), *RANGE.start());
    }

    #[test]
    fn a_running_clock_runs_on_from_where_it_was_set() {
        let clock = Clock::system();
        let target: Timestamp = "2030-06-01T00:00:00Z".parse().unwrap();
        clock.set(target);
        assert!(clock.now() >= target);
        assert!(clock.now() < target + SignedDuration::from_hours(1));
    }
}
