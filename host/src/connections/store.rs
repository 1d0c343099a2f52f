//! The store: an SQLite database with every secret sealed.
//!
//! SQLite runs in write-ahead mode with `synchronous=FULL`: what was committed
//! survives a crash of the process and of the machine. Its calls block, so they
//! run on the threads that tokio keeps for that.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{OptionalExtension as _, TransactionBehavior};

use super::key::{KeyId, KeySource};
use super::lock::{GrantLock, GrantLocks};
use super::seal::Sealer;
use super::{StoreError, create_private_dir, schema};

/// How long a statement waits for another process to finish its transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The connections, grants and apps of a host. Clones share one database; any
/// number of processes may open the same file.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    database: Arc<Mutex<Database>>,
    locks: Arc<GrantLocks>,
}

/// An open database and what opens its secrets.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) connection: rusqlite::Connection,
    pub(super) sealer: Sealer,
    pub(super) lock_directory: PathBuf,
}

impl Store {
    /// The database file in a data directory.
    pub(crate) fn path(directory: &Path) -> PathBuf {
        directory.join("connections.db")
    }

    /// Opens the store of a data directory, or begins one there.
    pub(crate) async fn open(directory: PathBuf, key: KeySource) -> Result<Self, StoreError> {
        let database = blocking(move || Database::open(&directory, &key)).await?;
        let locks = GrantLocks::new(database.lock_directory.clone());
        Ok(Self {
            database: Arc::new(Mutex::new(database)),
            locks: Arc::new(locks),
        })
    }

    /// Waits for the right to renew a grant.
    pub(crate) async fn lock_grant(&self, grant_id: &str) -> Result<GrantLock, StoreError> {
        self.locks.lock(grant_id).await
    }

    pub(super) async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let database = Arc::clone(&self.database);
        blocking(move || work(&mut database.lock().unwrap_or_else(PoisonError::into_inner))).await
    }
}

impl Database {
    fn open(directory: &Path, key: &KeySource) -> Result<Self, StoreError> {
        let lock_directory = directory.join("locks");
        for directory in [directory, &lock_directory] {
            create_private_dir(directory).map_err(|source| StoreError::Directory {
                path: directory.to_owned(),
                source,
            })?;
        }
        let path = Store::path(directory);
        create_private(&path).map_err(|source| StoreError::File {
            path: path.clone(),
            source,
        })?;
        let mut connection = rusqlite::Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // What was deleted is overwritten: no old token stays in a free page.
        connection.pragma_update(None, "secure_delete", true)?;
        schema::migrate(&mut connection)?;
        let sealer = sealer(&mut connection, key)?;
        Ok(Self {
            connection,
            sealer,
            lock_directory,
        })
    }
}

/// Makes the database a file that only its owner can read, unless it is there
/// already. SQLite gives its journals the permissions of the database.
fn create_private(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    // It is closed before it gets the name: closing a file takes away the locks
    // that SQLite has on it elsewhere in this process.
    let directory = path.parent().unwrap_or(Path::new("."));
    let private = tempfile::NamedTempFile::new_in(directory)?.into_temp_path();
    match private.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(error.error),
        _ => Ok(()),
    }
}

/// The sealer with the store's key, which is checked before anything is sealed
/// or opened. A new store takes the key that it is given first.
fn sealer(connection: &mut rusqlite::Connection, source: &KeySource) -> Result<Sealer, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let sealed_with = transaction
        .query_row("SELECT key_id FROM sealing", [], |row| {
            row.get(0).map(KeyId)
        })
        .optional()?;
    let key = source.key(sealed_with.is_none())?;
    match sealed_with {
        Some(sealed_with) if sealed_with != key.id() => {
            return Err(StoreError::OtherKey {
                sealed_with,
                given: key.id(),
            });
        }
        Some(_) => {}
        None => {
            transaction.execute("INSERT INTO sealing (key_id) VALUES (?1)", [key.id().0])?;
            transaction.commit()?;
        }
    }
    Ok(Sealer::new(&key))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[tokio::test]
    async fn the_database_and_its_journals_belong_to_the_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let key = KeySource::File(directory.path().join("host.key"));
        let _store = Store::open(directory.path().to_owned(), key).await.unwrap();
        for name in ["connections.db", "connections.db-wal", "connections.db-shm"] {
            let metadata = std::fs::metadata(directory.path().join(name)).unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
        }
    }
}
