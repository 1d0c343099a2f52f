//! A journal of runs that remembers all that it was given.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use connector_host::{Journal, JournalEntry};
use futures_util::future::BoxFuture;

/// Keeps what it is given, in place of what it was given before, and remembers all.
#[derive(Clone, Default)]
pub(super) struct Kept(Arc<Mutex<Entries>>);

#[derive(Default)]
struct Entries {
    /// By run.
    epochs: BTreeMap<String, u64>,
    all: Vec<Vec<u8>>,
}

impl Kept {
    /// What was kept last, after what was kept before that.
    pub(super) fn last_two(&self) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
        let entries = self.entries();
        let mut latest = entries.all.iter().rev().cloned();
        let last = latest.next();
        (latest.next(), last)
    }

    fn entries(&self) -> std::sync::MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for Kept {
    fn keep(&mut self, entry: JournalEntry) -> BoxFuture<'_, std::io::Result<bool>> {
        let mut entries = self.entries();
        let present = entries.epochs.get(&entry.id);
        let is_the_next = present.is_none_or(|epoch| *epoch == entry.after);
        if is_the_next {
            entries.epochs.insert(entry.id, entry.epoch);
            entries.all.push(entry.run);
        }
        drop(entries);
        Box::pin(std::future::ready(Ok(is_the_next)))
    }
}
