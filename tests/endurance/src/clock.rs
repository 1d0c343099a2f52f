//! Time that passes when somebody says so.

use std::time::Duration;

use connector_host::clock::Clock;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::watch;

/// A clock that stands still until it is moved on. Clones share the time.
#[derive(Clone, Debug)]
pub(crate) struct SimulatedClock(watch::Sender<Timestamp>);

impl SimulatedClock {
    pub(crate) fn at(now: Timestamp) -> Self {
        Self(watch::Sender::new(now))
    }

    /// Moves it on to this time, and never back.
    pub(crate) fn advance_to(&self, time: Timestamp) {
        self.0.send_if_modified(|now| {
            let later = time > *now;
            if later {
                *now = time;
            }
            later
        });
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let end = self.now().saturating_add(duration);
        let mut time = self.0.subscribe();
        Box::pin(async move {
            // An error means that the clock is gone: nobody counts time any more.
            let _ = time
                .wait_for(|now| end.as_ref().is_ok_and(|end| now >= end))
                .await;
        })
    }
}
