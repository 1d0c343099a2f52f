//! The key of a store, at hand.
//!
//! Where it comes from may take its time, and may be a server that a person has to
//! let in first. So it is fetched away from the threads that calls share, and while
//! nothing in the database waits for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::StoreError;
use super::key::{Key, KeyId, KeySource};
use super::seal::KeySealer;
use crate::blocking::blocking;

/// Where the key is found, and what it seals with.
#[derive(Debug)]
pub(super) struct Keys {
    present: Mutex<Present>,
    /// Whoever fetches it, so that others wait for that.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug)]
struct Present {
    source: KeySource,
    /// None until the store is asked which key it is.
    sealer: Option<Arc<KeySealer>>,
}

impl Keys {
    pub(super) fn new(source: KeySource) -> Self {
        Self {
            present: Mutex::new(Present {
                source,
                sealer: None,
            }),
            fetching: tokio::sync::Mutex::default(),
        }
    }

    /// What opens a store that was sealed with the key of that id, if it is at hand.
    pub(super) fn at_hand(&self, sealed_with: Option<KeyId>) -> Option<Arc<KeySealer>> {
        let sealer = self.present().sealer.clone()?;
        let is_it = sealed_with.is_none_or(|id| id == sealer.key_id());
        is_it.then_some(sealer)
    }

    /// Fetches it: at first, and again when another process has rotated it.
    pub(super) async fn fetch(&self, sealed_with: Option<KeyId>) -> Result<(), StoreError> {
        let _fetching = self.fetching.lock().await;
        if self.at_hand(sealed_with).is_none() {
            let source = self.source();
            let key = blocking(move || key(&source, sealed_with)).await?;
            self.present().sealer = Some(Arc::new(KeySealer::new(&key)));
        }
        Ok(())
    }

    /// The same for who waits on a thread that may, and has the store to itself. For
    /// a new store it is the key that is there, or else a new one.
    pub(super) fn sealer(&self, sealed_with: Option<KeyId>) -> Result<Arc<KeySealer>, StoreError> {
        if sealed_with.is_some()
            && let Some(sealer) = self.at_hand(sealed_with)
        {
            return Ok(sealer);
        }
        let key = key(&self.source(), sealed_with)?;
        let sealer = Arc::new(KeySealer::new(&key));
        self.present().sealer = Some(Arc::clone(&sealer));
        Ok(sealer)
    }

    pub(super) fn source(&self) -> KeySource {
        self.present().source.clone()
    }

    /// Goes on with a new key from another source.
    pub(super) fn replace(&self, source: KeySource, sealer: KeySealer) {
        *self.present() = Present {
            source,
            sealer: Some(Arc::new(sealer)),
        };
    }

    // It is whole at any time, so a panic elsewhere does not matter.
    fn present(&self) -> MutexGuard<'_, Present> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The key of that id from its source; any key for a new store.
fn key(source: &KeySource, sealed_with: Option<KeyId>) -> Result<Key, StoreError> {
    let key = source.key(sealed_with)?;
    match sealed_with {
        Some(sealed_with) if sealed_with != key.id() => Err(StoreError::OtherKey {
            sealed_with,
            given: key.id(),
        }),
        _ => Ok(key),
    }
}
