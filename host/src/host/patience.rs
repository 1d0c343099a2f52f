//! How long the host goes on trying to keep what nobody would give it again.

use std::time::Duration;

use crate::clock::Clock;

/// How long to try in all.
const WHOLE: Duration = Duration::from_secs(60);
const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// What is left of it.
#[derive(Debug)]
pub(super) struct Patience {
    next_wait: Duration,
    waited: Duration,
}

impl Patience {
    pub(super) fn new() -> Self {
        Self {
            next_wait: FIRST_WAIT,
            waited: Duration::ZERO,
        }
    }

    /// Waits before the next try; not when there was enough of that. Says whether
    /// there is to be one.
    pub(super) async fn wait(&mut self, clock: &dyn Clock) -> bool {
        if self.waited >= WHOLE {
            return false;
        }
        clock.sleep(self.next_wait).await;
        self.waited += self.next_wait;
        self.next_wait = LONGEST_WAIT.min(self.next_wait * 2);
        true
    }
}
