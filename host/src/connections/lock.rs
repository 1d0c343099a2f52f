//! One renewal at a time for a grant, in the process and between processes, and
//! one key at a time for the store.
//!
//! A refresh token works once where the server rotates it: two refreshes at the
//! same moment lose the grant. In a process a mutex queues the tasks; between
//! processes it is a lock of the operating system on a file beside the
//! database, which a process that dies gives back by dying.
//!
//! The key of the store has a lock of the same kind: everybody holds it together
//! for each use of the database, and whoever rotates the key holds it alone.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;

use super::StoreError;

/// How long to wait for another process: longer than a token request may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait before looking again.
const INTERVAL: Duration = Duration::from_millis(20);

/// Gives out the locks of a store.
#[derive(Debug)]
pub(super) struct GrantLocks {
    directory: PathBuf,
    in_process: Mutex<HashMap<String, Weak<tokio::sync::Mutex<()>>>>,
}

/// The turn of one task among those of this process that want to renew a grant;
/// given back when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    path: PathBuf,
    in_process: OwnedMutexGuard<()>,
}

/// The right to renew one grant; given back when dropped.
#[derive(Debug)]
pub(crate) struct GrantLock {
    // Dropped in this order: the next task finds the file unlocked.
    _file: File,
    _in_process: OwnedMutexGuard<()>,
}

/// Keeps the key of a store as it is while the store is used.
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

    /// Waits until nobody uses the store, and keeps everybody waiting.
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

impl GrantLocks {
    pub(super) fn new(directory: PathBuf) -> Self {
        Self {
            directory,
            in_process: Mutex::default(),
        }
    }

    /// Waits for the other tasks of this process.
    pub(super) async fn turn(&self, grant_id: &str) -> Turn {
        Turn {
            path: self.directory.join(grant_id),
            in_process: self.mutex(grant_id).lock_owned().await,
        }
    }

    fn mutex(&self, grant_id: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut in_process = self
            .in_process
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(mutex) = in_process.get(grant_id).and_then(Weak::upgrade) {
            return mutex;
        }
        in_process.retain(|_, mutex| mutex.strong_count() > 0);
        let mutex = Arc::default();
        in_process.insert(grant_id.to_owned(), Arc::downgrade(&mutex));
        mutex
    }

    /// Forgets the locks of grants that are gone.
    pub(super) fn forget(directory: &Path, grant_ids: &[String]) {
        for id in grant_ids {
            // A file that stays is empty and in nobody's way.
            let _ = std::fs::remove_file(directory.join(id));
        }
    }
}

impl Turn {
    /// Waits for the other processes as well.
    pub(crate) async fn lock(self) -> Result<GrantLock, StoreError> {
        let Self { path, in_process } = self;
        let file = File::create(&path).map_err(|source| StoreError::Lock {
            path: path.clone(),
            source,
        })?;
        let attempts = async {
            loop {
                match file.try_lock() {
                    Ok(()) => return Ok(()),
                    Err(TryLockError::WouldBlock) => tokio::time::sleep(INTERVAL).await,
                    Err(TryLockError::Error(source)) => {
                        return Err(StoreError::Lock {
                            path: path.clone(),
                            source,
                        });
                    }
                }
            }
        };
        tokio::time::timeout(PATIENCE, attempts)
            .await
            .map_err(|_| StoreError::Busy {
                path: path.clone(),
                patience: PATIENCE,
            })??;
        Ok(GrantLock {
            _file: file,
            _in_process: in_process,
        })
    }
}
