//! Keys that are kept by something that this host does not know.

use std::fmt;

use super::{Key, KeyError, KeyId};

/// Keeps the keys of stores somewhere of its own, such as in the vault of a
/// platform. Its text (`Display`) says where, as in "It is in {provider}".
///
/// The key of a store seals no more than the data keys of the tenants. So to go on
/// with another is quick, and is done in three steps: [`prepare`](Self::prepare)
/// makes the new key durable, the store takes it, and [`forget`](Self::forget)
/// deletes the old one. Whoever was killed in between has both keys kept, and each
/// under its id.
///
/// Its methods are called rarely, and on threads that may wait: one that asks a server
/// may do so there.
pub trait KeyProvider: fmt::Debug + fmt::Display + Send + Sync {
    /// The key of that id. Without an id it is for a new store: the key that it is
    /// to have, which is durable from then on.
    ///
    /// # Errors
    /// When it can't be had, such as [`KeyError::Provider`].
    fn key(&self, id: Option<KeyId>) -> Result<Key, KeyError>;

    /// Makes a new key durable under its id, and leaves the present one as it is.
    ///
    /// # Errors
    /// When it can't be kept.
    fn prepare(&self, new: &Key, present: KeyId) -> Result<(), KeyError>;

    /// Deletes the key of that id, which seals nothing any more, if it is there.
    ///
    /// # Errors
    /// When it can't be deleted.
    fn forget(&self, old: KeyId) -> Result<(), KeyError>;
}
