//! Threads that give way.
//!
//! What is added by somebody and takes its time (a component that is examined and compiled, a call
//! that computes for long) must not be felt by those whose calls take a moment, and there may be as
//! many threads of the one as there are processors. Where the system knows priorities of threads,
//! such work has a low one: what nobody else wants it has, and no more.
//!
//! They are the pool's own, since a thread that has given way once can't take it back.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, OnceLock};

use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;

/// By how much they give way, in the system's own measure: to whoever does not, they leave three parts
/// in four. Less would be felt by others, and more by whoever adds a connector on a busy machine.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;

/// So many of them, made when there is something to do.
#[derive(Clone, Debug)]
pub(super) struct GivingWay {
    count: usize,
    threads: Arc<OnceLock<Option<ThreadPool>>>,
}

impl GivingWay {
    pub(super) fn new(count: usize) -> Self {
        Self {
            count: count.max(1),
            threads: Arc::default(),
        }
    }

    /// Does it there, and what it divides into parts on all of them; waits for it here.
    pub(super) fn wait_for<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match self.threads() {
            Some(threads) => threads.install(work),
            None => work(),
        }
    }

    /// Does it there. A panic in it goes on here.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        let Some(threads) = self.threads() else {
            return crate::blocking::blocking(work).await;
        };
        let (done, outcome) = oneshot::channel();
        threads.spawn(move || {
            // Nobody waits any more where it can't be sent.
            let _ = done.send(catch_unwind(AssertUnwindSafe(work)));
        });
        match outcome.await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => resume_unwind(panic),
            // The work is always done, and what came of it sent.
            Err(_) => std::future::pending().await,
        }
    }

    /// None where the system has no threads left.
    fn threads(&self) -> Option<&ThreadPool> {
        let make = || {
            ThreadPoolBuilder::new()
                .num_threads(self.count)
                .thread_name(|number| format!("giving-way-{number}"))
                .start_handler(|_| give_way())
                .build()
                .inspect_err(
                    |error| tracing::warn!(%error, "work that takes its time gives way to nobody"),
                )
                .ok()
        };
        self.threads.get_or_init(make).as_ref()
    }
}

/// Elsewhere priorities are those of the whole process.
#[cfg(target_os = "linux")]
fn give_way() {
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::debug!(%error, "a thread could not be given a low priority");
    }
}

#[cfg(not(target_os = "linux"))]
fn give_way() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_done_there_is_waited_for_and_its_panics_go_on() {
        let threads = GivingWay::new(2);
        assert_eq!(threads.wait_for(|| 1), 1);
        assert_eq!(threads.run(|| 2).await, 2);
        let panic = tokio::spawn(async move { threads.run(|| panic!("as it must")).await });
        assert!(panic.await.unwrap_err().is_panic());
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn what_is_done_there_gives_way_and_whoever_waits_does_not() {
        let priority = || rustix::process::nice(0).unwrap();
        let before = priority();
        let there = GivingWay::new(1).run(priority).await;
        assert_eq!(there, (before + NICENESS).min(19));
        assert_eq!(priority(), before);
    }
}
