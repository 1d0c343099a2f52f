//! For how long a call computes, and what ends it before it is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use wasmtime::{Store, UpdateDeadline};

/// What ends a call into a component.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    time: Duration,
    /// When it began, by the clock of the thread that it is on; none where it begins with
    /// the call.
    began: Option<Duration>,
    abandoned: Option<Arc<AtomicBool>>,
}

impl Bounds {
    /// So much computing, whoever waits for it.
    pub(super) fn of(time: Duration) -> Self {
        Self {
            time,
            began: None,
            abandoned: None,
        }
    }

    /// The same, and nobody waits for it any more once `abandoned` is set.
    pub(super) fn until(self, abandoned: Arc<AtomicBool>) -> Self {
        Self {
            abandoned: Some(abandoned),
            ..self
        }
    }

    /// Makes a call within them from now on, and says for how long it computed: the clock
    /// of a thread is a system call, and is asked at the beginning for both.
    pub(super) fn measured<T>(self, call: impl FnOnce(Self) -> T) -> (T, Duration) {
        let began = computing_time();
        let outcome = call(Self {
            began: Some(began),
            ..self
        });
        (outcome, computing_time().saturating_sub(began))
    }

    /// For how long it may compute.
    pub(super) fn time(&self) -> Duration {
        self.time
    }

    /// Ends what the store is about to run by them: looks with each tick of the
    /// engine's epoch. Time in which the thread had no processor does not count.
    pub(super) fn set<T>(&self, store: &mut Store<T>) {
        let (bounds, began) = (self.clone(), self.began.unwrap_or_else(computing_time));
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(move |_| {
            let computed = computing_time().saturating_sub(began);
            Ok(if bounds.are_met_by(computed) {
                UpdateDeadline::Continue(1)
            } else {
                UpdateDeadline::Interrupt
            })
        });
    }

    fn are_met_by(&self, computed: Duration) -> bool {
        let is_abandoned = |flag: &Arc<AtomicBool>| flag.load(Ordering::Relaxed);
        computed < self.time && !self.abandoned.as_ref().is_some_and(is_abandoned)
    }
}

/// Does something, and says for how long it computed.
pub(super) fn measured<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let began = computing_time();
    let outcome = work();
    (outcome, computing_time().saturating_sub(began))
}

/// For how long this thread has computed. What other threads do meanwhile does
/// not count.
#[cfg(unix)]
fn computing_time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};

    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// Where threads have no clock of their own, the machine's has to do.
#[cfg(not(unix))]
fn computing_time() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;

    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    BEGIN.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_computed_is_measured() {
        let spin = || {
            let began = computing_time();
            while computing_time() == began {}
        };
        let ((), took) = measured(spin);
        assert!(took > Duration::ZERO);
    }

    #[test]
    fn a_call_is_within_its_bounds_until_its_time_is_up_or_nobody_waits_for_it() {
        let time = Duration::from_millis(10);
        let abandoned = Arc::new(AtomicBool::new(false));
        let bounds = Bounds::of(time).until(Arc::clone(&abandoned));
        assert!(bounds.are_met_by(Duration::from_millis(9)));
        assert!(!bounds.are_met_by(time));
        abandoned.store(true, Ordering::Relaxed);
        assert!(!bounds.are_met_by(Duration::ZERO));
    }
}
