//! What one call may take of this machine: the connector's computing time, and
//! the memory for its output.

use std::time::Duration;

use super::{DriveError, Limits};
use crate::component::{CallError, Connector};
use crate::json_weight::weight;

/// What a call has taken, and may take.
#[derive(Debug)]
pub(super) struct Allowance {
    limits: Limits,
    pub(super) taken: Taken,
}

/// What a call has taken.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Taken {
    /// For how long the connector has computed.
    pub(super) computed: Duration,
    /// The length of the output so far, in bytes.
    pub(super) written: usize,
    /// The memory that is held of it, in bytes.
    pub(super) held: usize,
}

impl Allowance {
    pub(super) fn new(limits: Limits) -> Self {
        Self::after(Taken::default(), limits)
    }

    /// What is left of the limits after this.
    pub(super) fn after(taken: Taken, limits: Limits) -> Self {
        Self { limits, taken }
    }

    /// Goes by other limits.
    pub(super) fn limit(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Counts what the call took before it was begun anew. Of its output nothing is
    /// left.
    pub(super) fn add(&mut self, before: &Self) {
        self.taken.computed += before.taken.computed;
    }

    /// Lets the connector compute, which is given `size` bytes to read, for as long
    /// as the call has left, and counts for how long it did.
    pub(super) async fn compute<T: Send + 'static>(
        &mut self,
        connector: &Connector,
        size: usize,
        work: impl Fn(&Connector) -> Result<T, CallError> + Send + Sync + 'static,
    ) -> Result<T, DriveError> {
        let left = self.limits.computing.saturating_sub(self.taken.computed);
        let (outcome, took) = connector.compute(left, size, work).await;
        self.count(took)?;
        Ok(outcome?)
    }

    /// Has this host compute for the connector, with `size` bytes to go through, and
    /// counts it as if the connector did.
    pub(super) async fn compute_here<T: Send + 'static>(
        &mut self,
        connector: &Connector,
        size: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, DriveError> {
        let (outcome, took) = connector.compute_for(size, work).await;
        self.count(took)?;
        Ok(outcome)
    }

    /// Counts what was computed.
    fn count(&mut self, computed: Duration) -> Result<(), DriveError> {
        self.taken.computed += computed;
        if self.taken.computed > self.limits.computing {
            return Err(DriveError::TooMuchComputing(self.limits.computing));
        }
        Ok(())
    }

    /// Takes a part of the output, as text that will be read. `stays` says
    /// whether it is held until the call ends.
    pub(super) fn output(&mut self, json: &str, stays: bool) -> Result<(), DriveError> {
        self.taken.written = self.taken.written.saturating_add(json.len());
        let held = self.taken.held.saturating_add(weight(json.as_bytes()));
        if stays {
            self.taken.held = held;
        }
        if self.taken.written > self.limits.output {
            return Err(DriveError::OutputTooLong(self.limits.output));
        }
        if held > self.limits.memory {
            return Err(DriveError::OutputTooLarge(self.limits.memory));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowance() -> Allowance {
        Allowance::new(Limits {
            computing: Duration::from_millis(10),
            output: 100,
            memory: 1_000,
            ..Limits::default()
        })
    }

    #[test]
    fn computing_counts_from_call_to_call() {
        let mut allowance = allowance();
        allowance.count(Duration::from_millis(6)).unwrap();
        let error = allowance.count(Duration::from_millis(6)).unwrap_err();
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
