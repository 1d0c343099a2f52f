//! Notes of when connections were last used: gathered, and written in the background.
//!
//! Each note is a change of the store, which those who share it take notice of, so
//! there is one for all connections that were used within some seconds.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::StoreError;
use super::id::ConnectionId;
use super::kept::{Change, Scope, in_seconds};
use super::pauses::{Hurry, Pauses};
use super::store::Store;
use super::tenant::Tenant;

/// How long notes are gathered after some were written.
const PAUSE: Duration = Duration::from_secs(5);

/// When connections were last used, by tenant and id.
pub(super) type LastUses = BTreeMap<(Tenant, String), Timestamp>;

/// What was not written so far.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    gathered: Mutex<Gathered>,
    pauses: Pauses,
}

#[derive(Debug, Default)]
struct Gathered {
    uses: LastUses,
    /// Whether somebody is there to write them.
    has_writer: bool,
}

impl Uses {
    /// Gathers a note. Says whether somebody has to [write](Self::write) it.
    #[must_use]
    pub(crate) fn gather(&self, tenant: &Tenant, id: &ConnectionId, now: Timestamp) -> bool {
        let mut gathered = self.gathered();
        let of = (tenant.clone(), id.0.clone());
        gathered.uses.insert(of, in_seconds(now));
        !std::mem::replace(&mut gathered.has_writer, true)
    }

    /// Writes what is there at once, and after a pause what was gathered meanwhile,
    /// until there is nothing.
    pub(crate) async fn write(&self, store: &Store) {
        // Whoever writes may be dropped with the runtime that it is in.
        let mut writer = Writer(Some(self));
        while let Some(uses) = self.take() {
            if let Err(error) = store.note_uses(uses).await {
                tracing::warn!(%error, "the use of connections could not be noted");
            }
            self.pauses.pause(PAUSE).await;
        }
        // There may be another by now.
        writer.0 = None;
    }

    /// Has everything written without a pause, until what it gives is dropped.
    pub(crate) fn hurry(&self) -> Hurry<'_> {
        self.pauses.hurry()
    }

    /// What is to be written; whoever finds nothing is not the writer any more.
    fn take(&self) -> Option<LastUses> {
        let mut gathered = self.gathered();
        gathered.has_writer = !gathered.uses.is_empty();
        gathered
            .has_writer
            .then(|| std::mem::take(&mut gathered.uses))
    }

    // It is whole at any time, so a panic elsewhere does not matter.
    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever writes. When it is dropped before it has found nothing more, the next to
/// gather a note has to write.
struct Writer<'a>(Option<&'a Uses>);

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        if let Some(uses) = self.0 {
            uses.gathered().has_writer = false;
        }
    }
}

impl Store {
    /// Notes when connections were last used, of whichever tenants. Those that are
    /// gone stay so. Sign-ins that are over by then go, whoever begins the next.
    pub(crate) async fn note_uses(&self, uses: LastUses) -> Result<(), StoreError> {
        let last = uses.values().max().copied();
        let mut changes = vec![Change::ConnectionsUsed(uses)];
        changes.extend(last.map(Change::SignInsOver));
        self.operators()
            .change(Scope::default(), move |_, _| Ok((changes, ())))
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connections::tests::{Fixture, sign_in};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[tokio::test]
    async fn what_is_used_while_notes_are_written_is_written_together_after_a_pause() {
        let fixture = Fixture::new();
        let store = fixture.open().await.unwrap();
        let mut ids = Vec::new();
        for name in ["ada", "bob", "eve"] {
            ids.push(store.keep(sign_in(Some(name), name, "1")).await.unwrap().id);
        }
        let uses = std::sync::Arc::new(Uses::default());
        let note = |number: usize| uses.gather(store.tenant(), &ids[number], at(1_000));
        let noted = async || {
            let all = store.connections().await.unwrap();
            let noted = all.iter().filter(|one| one.last_used_at.is_some());
            noted.count()
        };
        assert!(note(0));
        let writing = tokio::spawn({
            let (uses, store) = (std::sync::Arc::clone(&uses), store.clone());
            async move { uses.write(&store).await }
        });
        while noted().await == 0 {
            tokio::task::yield_now().await;
        }
        assert!(!note(1) && !note(2));
        let _hurry = uses.hurry();
        writing.await.unwrap();
        assert_eq!(noted().await, 3);
        assert!(note(0), "the writer has gone");
    }

    #[test]
    fn uses_are_noted_in_the_next_runtime_when_the_one_that_wrote_them_is_gone() {
        let fixture = Fixture::new();
        let runtime = || tokio::runtime::Runtime::new().unwrap();
        let store = runtime().block_on(fixture.open()).unwrap();
        let kept = store.keep(sign_in(Some("ada"), "ada", "1"));
        let ada = runtime().block_on(kept).unwrap().id;
        let uses = std::sync::Arc::new(Uses::default());
        for second in [1_000, 2_000] {
            let runtime = runtime();
            assert!(uses.gather(store.tenant(), &ada, at(second)));
            let (writing, of) = (std::sync::Arc::clone(&uses), store.clone());
            runtime.spawn(async move { writing.write(&of).await });
            runtime.block_on(async {
                while store.connection("ada").await.unwrap().last_used_at != Some(at(second)) {
                    tokio::task::yield_now().await;
                }
            });
            // While the writer waits for more.
        }
    }

    #[tokio::test]
    async fn a_use_of_what_was_removed_meanwhile_is_noted_nowhere() {
        let fixture = Fixture::new();
        let store = fixture.open().await.unwrap();
        let ada = store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
        store.remove(&ada).await.unwrap();
        let of = (store.tenant().clone(), ada.id.as_str().to_owned());
        store
            .note_uses(LastUses::from([(of, at(1_000))]))
            .await
            .unwrap();
        assert!(store.connections().await.unwrap().is_empty());
    }
}
