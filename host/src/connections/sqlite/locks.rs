//! What processes of one machine do one at a time: renewing a grant, and
//! changing the key of the store.
//!
//! It is a lock of the operating system on a file beside the database, which a
//! process that dies gives back by dying. The lock of the key is of the same
//! kind: everybody holds it together who changes the database, and whoever rotates the
//! key holds it alone.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::future::BoxFuture;
use sha2::{Digest as _, Sha256};

use crate::connections::StoreError;
use crate::connections::backend::Right;
use crate::connections::tenant::Tenant;
use crate::digest;

/// How long to wait for another process: longer than a token request may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait before looking again.
const INTERVAL: Duration = Duration::from_millis(20);

/// Waits for the lock on a file, which closing it gives back.
pub(super) async fn lock(path: PathBuf) -> Result<File, StoreError> {
    let failed = |source| StoreError::Lock {
        path: path.clone(),
        source,
    };
    let file = File::create(&path).map_err(failed)?;
    let attempts = async {
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(()),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(INTERVAL).await,
                Err(TryLockError::Error(source)) => return Err(failed(source)),
            }
        }
    };
    tokio::time::timeout(PATIENCE, attempts)
        .await
        .map_err(|_| StoreError::Busy {
            path: path.clone(),
            patience: PATIENCE,
        })??;
    Ok(file)
}

/// What the lock of a grant is called: by its id, which in another tenant may be
/// another grant's; a tenant's name may be longer than that of a file.
pub(super) fn name(tenant: &Tenant, grant_id: &str) -> String {
    if tenant.is_default() {
        return grant_id.to_owned();
    }
    let tenant = Sha256::new_with_prefix(tenant.as_str());
    format!("{}.{grant_id}", digest::hex(tenant))
}

/// The lock of a grant, which closing the file gives back.
#[derive(Debug)]
pub(super) struct Locked(pub(super) File);

impl Right for Locked {
    fn give_back(self: Box<Self>) -> BoxFuture<'static, ()> {
        let Self(file) = *self;
        drop(file);
        Box::pin(std::future::ready(()))
    }
}

/// Forgets the lock of a grant that is gone.
pub(super) fn forget(directory: &Path, name: &str) {
    // A file that stays is empty and in nobody's way.
    let _ = std::fs::remove_file(directory.join(name));
}

/// Keeps the key of a store as it is while the store is changed.
#[derive(Debug)]
pub(super) struct KeyLock {
    path: PathBuf,
    file: File,
}

/// The key stays as it is, or is this holder's to change, until this is dropped.
#[derive(Debug)]
pub(super) struct KeyHeld<'a>(&'a File);

impl KeyLock {
    pub(super) fn open(directory: &Path) -> Result<Self, StoreError> {
        let path = directory.join("key");
        match File::create(&path) {
            Ok(file) => Ok(Self { path, file }),
            Err(source) => Err(StoreError::Lock { path, source }),
        }
    }

    /// Waits for a rotation that is under way, and keeps the next one waiting.
    pub(super) fn hold(&self) -> Result<KeyHeld<'_>, StoreError> {
        self.held(self.file.lock_shared())
    }

    /// Waits until nobody changes the store, and keeps everybody waiting who would.
    pub(super) fn hold_alone(&self) -> Result<KeyHeld<'_>, StoreError> {
        self.held(self.file.lock())
    }

    fn held(&self, outcome: io::Result<()>) -> Result<KeyHeld<'_>, StoreError> {
        outcome.map_err(|source| StoreError::Lock {
            path: self.path.clone(),
            source,
        })?;
        Ok(KeyHeld(&self.file))
    }
}

impl Drop for KeyHeld<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::error!(%error, "the lock of the key could not be given back");
        }
    }
}
