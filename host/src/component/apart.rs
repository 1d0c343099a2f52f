//! Where calls compute.
//!
//! Most calls take microseconds, about as long as it takes to hand something to
//! another thread and to be woken by its answer. Some take long: by what they have
//! to read, or because a component is up to no good. One that computes on a thread
//! of the asynchronous runtime has it to itself, and everybody whose requests wait
//! there waits for it.
//!
//! So a call begins where it is made, and has a moment there. One that is not done
//! by then is given up, and begun anew on a thread that is there to compute. A
//! component is a pure function: it does the same again, and nothing is lost but
//! the moment. Its connector is called apart at once for a while after that, so a
//! thread that others wait on gives it no more than a part in a thousand of its
//! time; and so is a call that is given much to read.
//!
//! There are about as many such threads as processors, which give way to all others,
//! and one connector has half of them, so that another finds its turn. Calls that wait for theirs take none:
//! ten thousand of them are ten thousand futures. When nobody waits for a call any
//! more, it ends with the next tick.
//!
//! What else there is was weighed. To hand each call to another thread costs a
//! short one as much as it computes. `block_in_place` is not for runtimes of one
//! thread, and takes a new one for each call that waits. Fibers that yield with
//! each tick need a stack for each call, and let everybody else wait a tick for
//! each of the calls that compute beside them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::computing::{Bounds, measured};
use super::giving_way::GivingWay;
use super::{CallError, Connector};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// For how long a call may compute where it is made. The engine's tick is what it
/// is noticed by, so it may be one more.
const MOMENT: Duration = Duration::from_millis(5);

/// For how long a connector is called apart after one of its calls took longer.
const APART: Duration = Duration::from_secs(15);

/// From how many bytes on a call has so much to read that it takes a moment.
const MUCH: usize = 256 << 10;

/// From how many bytes on this host goes through what a connector gives it apart.
/// It does not run out of a moment with less, and nothing would end it if it did.
const MUCH_FOR_THE_HOST: usize = 16 << 10;

/// The threads that are there to compute, of all connectors of a runtime.
#[derive(Clone, Debug)]
pub(super) struct Threads {
    count: usize,
    free: Arc<Semaphore>,
    threads: GivingWay,
}

impl Threads {
    pub(super) fn new(count: u32) -> Self {
        let count = count.max(1) as usize;
        Self {
            count,
            free: Arc::new(Semaphore::new(count)),
            threads: GivingWay::new(count),
        }
    }
}

/// What one connector has of them.
#[derive(Debug)]
pub(super) struct Share {
    threads: Threads,
    free: Arc<Semaphore>,
    since: Instant,
    /// Until when it is called apart, in milliseconds from `since` on.
    apart_until: AtomicU64,
}

/// A turn to compute apart; it ends when this is dropped.
struct Turn {
    _of_connector: Option<OwnedSemaphorePermit>,
    _of_all: Option<OwnedSemaphorePermit>,
}

impl Share {
    pub(super) fn of(threads: &Threads) -> Self {
        Self {
            threads: threads.clone(),
            free: Arc::new(Semaphore::new(threads.count.div_ceil(2))),
            since: Instant::now(),
            apart_until: AtomicU64::new(0),
        }
    }

    async fn turn(&self) -> Turn {
        // Neither semaphore is ever closed.
        Turn {
            _of_connector: Arc::clone(&self.free).acquire_owned().await.ok(),
            _of_all: Arc::clone(&self.threads.free).acquire_owned().await.ok(),
        }
    }

    fn is_apart(&self) -> bool {
        self.now() < self.apart_until.load(Ordering::Relaxed)
    }

    fn keep_apart(&self) {
        let until = self.now() + milliseconds(APART);
        self.apart_until.store(until, Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        milliseconds(self.since.elapsed())
    }
}

/// Says, when it is dropped, that nobody waits any more.
#[derive(Default)]
struct Waiting {
    is_over: Arc<AtomicBool>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

impl Connector {
    /// Makes a call, for which the component has `time` at most and which gives it
    /// `size` bytes to read. Says for how long it has computed. The work is one
    /// call; it may be begun twice, and ends early when nobody waits for it.
    pub(crate) async fn compute<T: Send + 'static>(
        &self,
        time: Duration,
        size: usize,
        work: impl Fn(&Self) -> Result<T, CallError> + Send + Sync + 'static,
    ) -> (Result<T, CallError>, Duration) {
        let time = time.min(self.limits().time);
        let mut computed = Duration::ZERO;
        if size < MUCH && !self.share().is_apart() {
            let moment = time.min(MOMENT);
            let here = Bounds::of(moment);
            let (outcome, took) = here.measured(|bounds| work(&self.within(bounds)));
            match outcome {
                Err(CallError::Time { .. }) if moment < time => {}
                outcome => return (outcome, took),
            }
            self.share().keep_apart();
            computed = took;
        }
        let (outcome, took) = self.compute_apart(time, work).await;
        (outcome, computed + took)
    }

    /// Computes something of this host's for the connector, with `size` bytes to go
    /// through, where the connector's own calls would. Says for how long.
    pub(crate) async fn compute_for<T: Send + 'static>(
        &self,
        size: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> (T, Duration) {
        if size < MUCH_FOR_THE_HOST {
            return measured(work);
        }
        let turn = self.share().turn().await;
        let threads = &self.share().threads.threads;
        let work = move || {
            let _turn = turn;
            measured(work)
        };
        threads.run(work).await
    }

    async fn compute_apart<T: Send + 'static>(
        &self,
        time: Duration,
        work: impl Fn(&Self) -> Result<T, CallError> + Send + 'static,
    ) -> (Result<T, CallError>, Duration) {
        let turn = self.share().turn().await;
        let waiting = Waiting::default();
        let bounds = Bounds::of(time).until(Arc::clone(&waiting.is_over));
        let there = self.clone();
        let threads = &self.share().threads.threads;
        let work = move || {
            let _turn = turn;
            bounds.measured(|bounds| work(&there.within(bounds)))
        };
        threads.run(work).await
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX / 2)
}
