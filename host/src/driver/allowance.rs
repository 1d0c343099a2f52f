//! What one call may take of this machine: the connector's computing time, and
//! the memory for its output.

use std::time::Duration;

use super::{DriveError, Limits};
use crate::component::Connector;
use crate::json_weight::weight;

/// What a call has taken.
#[derive(Debug)]
pub(super) struct Allowance {
    limits: Limits,
    computed: Duration,
    written: usize,
    held: usize,
}

impl Allowance {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            computed: Duration::ZERO,
            written: 0,
            held: 0,
        }
    }

    /// Lets the connector compute, and counts for how long.
    pub(super) async fn compute<T, E>(
        &mut self,
        connector: &Connector,
        work: impl FnOnce(&Connector) -> Result<T, E> + Send + 'static,
    ) -> Result<T, DriveError>
    where
        T: Send + 'static,
        E: Into<DriveError> + Send + 'static,
    {
        let (outcome, took) = connector
            .apart(|connector| measured(|| work(connector)))
            .await;
        self.computed(took)?;
        outcome.map_err(Into::into)
    }

    /// Counts what was computed.
    fn computed(&mut self, took: Duration) -> Result<(), DriveError> {
        self.computed += took;
        if self.computed > self.limits.computing {
            return Err(DriveError::TooMuchComputing(self.limits.computing));
        }
        Ok(())
    }

    /// Takes a part of the output, as text that will be read. `stays` says
    /// whether it is held until the call ends.
    pub(super) fn output(&mut self, json: &str, stays: bool) -> Result<(), DriveError> {
        self.written = self.written.saturating_add(json.len());
        let held = self.held.saturating_add(weight(json.as_bytes()));
        if stays {
            self.held = held;
        }
        if self.written > self.limits.output {
            return Err(DriveError::OutputTooLong(self.limits.output));
        }
        if held > self.limits.memory {
            return Err(DriveError::OutputTooLarge(self.limits.memory));
        }
        Ok(())
    }
}

/// Does something, and says for how long it computed.
fn measured<T>(work: impl FnOnce() -> T) -> (T, Duration) {
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

    fn allowance() -> Allowance {
        Allowance::new(Limits {
            computing: Duration::ZERO,
            output: 100,
            memory: 1_000,
            ..Limits::default()
        })
    }

    #[test]
    fn computing_counts_from_call_to_call() {
        let mut allowance = allowance();
        let spin = || {
            let began = computing_time();
            while computing_time() == began {}
        };
        let ((), took) = measured(spin);
        let error = allowance.computed(took).unwrap_err();
        assert!(matches!(error, DriveError::TooMuchComputing(_)), "{error}");
    }

    #[test]
    fn text_counts_from_page_to_page_whatever_becomes_of_it() {
        let mut allowance = allowance();
        let page = "x".repeat(60);
        allowance.output(&page, false).unwrap();
        let error = allowance.output(&page, false).unwrap_err();
        assert!(matches!(error, DriveError::OutputTooLong(100)), "{error}");
    }

    #[test]
    fn memory_counts_from_page_to_page_where_pages_stay() {
        let page = "[0,0,0,0,0,0,0,0]";
        let mut passing = allowance();
        let mut staying = allowance();
        for _ in 0..5 {
            passing.output(page, false).unwrap();
        }
        staying.output(page, true).unwrap();
        let error = staying.output(page, true).unwrap_err();
        assert!(
            matches!(error, DriveError::OutputTooLarge(1_000)),
            "{error}"
        );
    }
}
