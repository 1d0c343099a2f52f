//! The key that seals secrets: which it is, and changing it.

use std::path::{Path, PathBuf};

use super::Host;
use crate::Error;
use crate::connections::{GaveUpKey, KeyId, KeySource, Rotation};

impl Host {
    /// Where the key is kept that seals the secrets of this host, and its id.
    ///
    /// # Errors
    /// When the key can't be had.
    pub async fn key(&self) -> Result<(KeySource, KeyId), Error> {
        Ok(self.store().await?.key().await?)
    }

    /// The key that the store of this host named until this host opened it with
    /// another. That is done where the store holds no secret, and whoever runs the
    /// host should be told: it may be a key that was given by mistake.
    #[must_use]
    pub fn gave_up_key(&self) -> Option<GaveUpKey> {
        self.inner.store.get()?.gave_up()
    }

    /// The key file of this machine that seals the store of a database which hosts of other
    /// machines may use as well, since this host has begun that store. Whoever runs the host
    /// should be told: the others can't open the store before they have that key. None
    /// where the store was begun before, is in files of this machine, or has a key from
    /// elsewhere.
    #[must_use]
    pub fn began_with_key_file(&self) -> Option<&Path> {
        match self.inner.store.get()?.begun_with()? {
            KeySource::File(path) if self.inner.place.is_shared() => Some(path),
            _ => None,
        }
    }

    /// The file that alone has the key of this host, where that is not the key file but the
    /// one beside it in which a new key waits: the store has taken that, and then the key file
    /// could not be replaced, since it is mounted by itself or in a directory that can't be
    /// written. Whoever runs the host should be told: whoever saves the key file saves an old
    /// key. The first host that opens the store once the key file can be replaced does so.
    #[must_use]
    pub fn key_waits_in(&self) -> Option<PathBuf> {
        self.inner.store.get()?.key_waits_in()
    }

    /// Seals the data keys of all tenants with a new key, and keeps it in `to`: the
    /// key that is given, or else a random one. The old key is deleted where it was
    /// kept in a file or a keyring. No secret is touched, so it takes no longer for
    /// many than for few.
    ///
    /// At every instant the store opens with the key that its source has, also
    /// when the host is killed in the middle. Other processes that use the same
    /// data read the new key by themselves, except from another source.
    ///
    /// # Errors
    /// When the new key can't be kept (a key file is tried before anything is changed:
    /// [`KeyError::NotReplaceable`](crate::connections::KeyError::NotReplaceable)), is the present one, or a data key does not open. The old
    /// key is the key then, as before.
    pub async fn rotate_key(&self, to: KeySource) -> Result<Rotation, Error> {
        self.check_is_operators()?;
        let to = to.below(&self.inner.data_dir);
        Ok(self.store().await?.rotate_key(to).await?)
    }

    /// Seals the tenant's secrets with a new data key, in place of the present one:
    /// what somebody may have got of that opens nothing that is kept from now on.
    ///
    /// It is done in pieces, so that others wait for none of them for long, and until it is done
    /// the old one opens what was not sealed anew so far. Where a host is killed at it nothing is
    /// lost, and the next call goes on with the data key that was begun with.
    ///
    /// # Errors
    /// When a secret does not open, or the store can't be written. What was sealed anew stays so,
    /// and the tenant has both data keys until this succeeds.
    pub async fn rotate_data_key(&self) -> Result<(), Error> {
        Ok(self.store().await?.rotate_data_key().await?)
    }
}
