//! Where runs are kept while they are worked at.

use std::io;

use futures_util::future::BoxFuture;

use super::run::{Head, sealed};
use crate::connections::Store;
use crate::driver::{Marking, Progress};

/// Keeps runs: at the moment when one has to be known of, since a request that must not
/// be sent twice is about to leave, and when one is taken up.
pub trait Journal: Send {
    /// Keeps a run in place of what is kept of it, as a compare-and-set: if nothing is
    /// kept under that id, or something whose epoch is [`after`](JournalEntry::after).
    /// Says whether it did. Where it did not, somebody else works at the run, and this
    /// one ends with [`RunError::TakenUp`](crate::RunError::TakenUp) before it sends
    /// anything. What was kept has to be durable when this is done.
    ///
    /// Keep the last of a run for as long as anybody may take up what was kept before
    /// it, also when the run is over: where nothing is kept, whoever comes first is let.
    ///
    /// # Errors
    ///
    /// An error ends the step, and nothing is sent.
    fn keep(&mut self, entry: JournalEntry) -> BoxFuture<'_, io::Result<bool>>;
}

/// What a journal is to keep.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct JournalEntry {
    /// The id of the run, of 32 hexadecimal digits.
    pub id: String,
    /// Counts how often the run was kept: this is the time that it is.
    pub epoch: u64,
    /// The epoch that the run has to be kept under so far; 0 where it never was.
    pub after: u64,
    /// The run, sealed as [`Running::put_away`](crate::Running::put_away) gives it.
    pub run: Vec<u8>,
}

/// Where a run is kept that is worked at.
pub(super) enum Keeping {
    /// Nobody has said.
    NotSaid,
    /// Nowhere: it ends with its process.
    Nowhere,
    In(Box<dyn Journal>),
    /// In the store of the connections, which sees which component it needs.
    InStore(Box<dyn Journal>),
}

/// The journal of a run, as it is when a step is performed.
pub(super) struct InJournal<'a> {
    pub(super) head: &'a mut Head,
    pub(super) store: &'a Store,
    pub(super) keeping: &'a mut Keeping,
    /// Whether somebody else works at the run.
    pub(super) is_elsewhere: &'a mut bool,
}

impl InJournal<'_> {
    /// Keeps the run, whose text is [the next one to be kept](Head::next_text).
    pub(super) async fn keep(&mut self, text: String) -> io::Result<()> {
        let journal = match self.keeping {
            Keeping::Nowhere => return Ok(()),
            Keeping::In(journal) | Keeping::InStore(journal) => journal,
            Keeping::NotSaid => return Err(io::Error::other("no journal was given for it")),
        };
        let after = self.head.epoch;
        let epoch = after + 1;
        let run = sealed(self.store, &self.head.id, text).await;
        let entry = JournalEntry {
            id: self.head.id.clone(),
            epoch,
            after,
            run: run.map_err(io::Error::other)?,
        };
        if !journal.keep(entry).await? {
            *self.is_elsewhere = true;
            return Err(io::Error::other("somebody else works at it"));
        }
        self.head.epoch = epoch;
        Ok(())
    }
}

impl Marking for InJournal<'_> {
    fn mark<'a>(&'a mut self, progress: &'a Progress) -> BoxFuture<'a, io::Result<()>> {
        let text = match self.keeping {
            Keeping::In(_) | Keeping::InStore(_) => self.head.next_text(progress),
            Keeping::Nowhere | Keeping::NotSaid => String::new(),
        };
        Box::pin(self.keep(text))
    }
}
