//! The schemas that outputs were held against lately.
//!
//! What a schema is made into takes memory, and a connector may have thousands of
//! them. Those that are in use stay; one that is asked for again is made again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::OutputCheck;

/// How many stay.
const KEPT: usize = 16;

/// The checks of a connector's actions that were used last, by the number of the
/// action, the latest at the end.
#[derive(Debug, Default)]
pub(crate) struct LatestChecks(Mutex<VecDeque<(usize, Slot)>>);

/// Where a check is, once whoever came first has made it.
type Slot = Arc<OnceLock<Arc<OutputCheck>>>;

impl LatestChecks {
    /// The place of an action's check.
    pub(crate) fn of(&self, action: usize) -> Slot {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = latest.iter().position(|(number, _)| *number == action);
        let slot = known
            .and_then(|at| latest.remove(at))
            .map_or_else(Slot::default, |(_, slot)| slot);
        if latest.len() == KEPT {
            latest.pop_front();
        }
        latest.push_back((action, Arc::clone(&slot)));
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_are_used_stay_and_the_others_are_forgotten() {
        let latest = LatestChecks::default();
        let first = latest.of(0);
        for action in 1..100 {
            let _ = latest.of(action);
            assert!(Arc::ptr_eq(&latest.of(0), &first));
        }
        assert_eq!(latest.0.lock().unwrap().len(), KEPT);
        let one = latest.of(99);
        for action in 100..100 + KEPT {
            let _ = latest.of(action);
        }
        assert!(!Arc::ptr_eq(&latest.of(99), &one));
    }
}
