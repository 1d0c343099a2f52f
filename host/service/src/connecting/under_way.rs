//! Attempts that this process is at: one at a time in each session. What is connected
//! is settled in the store, whichever replicas are at it; here nobody is asked twice.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The ids of the sessions in which an attempt is under way. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnderWay(Arc<Mutex<HashSet<String>>>);

/// The one attempt in a session, until this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    all: UnderWay,
    session: String,
}

impl UnderWay {
    /// The turn to attempt something in a session; none while somebody has it.
    pub(super) fn take(&self, session: &str) -> Option<Turn> {
        let is_first = self.lock().insert(session.to_owned());
        is_first.then(|| Turn {
            all: self.clone(),
            session: session.to_owned(),
        })
    }

    /// Whether an attempt is under way in a session.
    pub(super) fn has(&self, session: &str) -> bool {
        self.lock().contains(session)
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.all.lock().remove(&self.session);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_session_has_one_attempt_at_a_time() {
        let under_way = UnderWay::default();
        let turn = under_way.take("one").unwrap();
        assert!(under_way.take("one").is_none());
        assert!(under_way.take("other").is_some());
        assert!(under_way.has("one"));
        drop(turn);
        assert!(!under_way.has("one"));
        assert!(under_way.take("one").is_some());
    }
}
