//! Whether a request is on its way that must not be sent twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a call has sent a request that must not be sent twice, and has no
/// answer to it yet. Whoever ends a call before its time learns here that it may
/// have been carried out. Clones are of the same call.
#[derive(Clone, Debug, Default)]
pub struct Unanswered(Arc<AtomicBool>);

impl Unanswered {
    /// Whether there is such a request now.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    pub(super) fn set(&self, is_on_its_way: bool) {
        self.0.store(is_on_its_way, Ordering::SeqCst);
    }
}
