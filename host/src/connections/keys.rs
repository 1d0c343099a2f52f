//! The key of a store, at hand.

use std::sync::{Arc, Mutex, PoisonError};

use super::StoreError;
use super::key::{Key, KeyId, KeySource};
use super::seal::KeySealer;

/// Where the key is found, and what it seals with.
#[derive(Debug)]
pub(super) struct Keys(Mutex<Present>);

#[derive(Clone, Debug)]
pub(super) struct Present {
    pub(super) source: KeySource,
    /// None until the store is asked which key it is.
    pub(super) sealer: Option<Arc<KeySealer>>,
}

impl Keys {
    pub(super) fn new(source: KeySource) -> Self {
        Self(Mutex::new(Present {
            source,
            sealer: None,
        }))
    }

    /// What opens a store that was sealed with the key of that id. It is read
    /// again when another process has rotated it.
    pub(super) fn sealer(&self, sealed_with: Option<KeyId>) -> Result<Arc<KeySealer>, StoreError> {
        let mut present = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &present.sealer {
            Some(sealer) if sealed_with == Some(sealer.key_id()) => Ok(Arc::clone(sealer)),
            _ => {
                let key = key(&present.source, sealed_with)?;
                Ok(Arc::clone(
                    present.sealer.insert(Arc::new(KeySealer::new(&key))),
                ))
            }
        }
    }

    /// Takes another key where there is none that has sealed anything.
    pub(super) fn begin(&self) -> Result<Arc<KeySealer>, StoreError> {
        self.sealer(None)
    }

    pub(super) fn source(&self) -> KeySource {
        let present = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        present.source.clone()
    }

    /// Goes on with a new key from another source.
    pub(super) fn replace(&self, source: KeySource, sealer: KeySealer) {
        let mut present = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *present = Present {
            source,
            sealer: Some(Arc::new(sealer)),
        };
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
