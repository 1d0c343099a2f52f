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

use super::key::{Key, KeyId, KeySource};
use super::lock::{GrantLock, GrantLocks, KeyLock, Turn};
use super::seal::Sealer;
use super::{StoreError, schema};
use crate::blocking::blocking;
use crate::private_dir;

/// How long a statement waits for another process to finish its transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The connections, grants and apps of a host. Clones share one database; any
/// number of processes may open the same file.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    database: Arc<Mutex<Database>>,
    locks: Arc<GrantLocks>,
    key_lock: Arc<KeyLock>,
}

/// An open database and what opens its secrets.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) connection: rusqlite::Connection,
    pub(super) sealer: Sealer,
    pub(super) key_source: KeySource,
    pub(super) lock_directory: PathBuf,
}

impl Store {
    /// The database file in a data directory.
    pub(crate) fn path(directory: &Path) -> PathBuf {
        directory.join("connections.db")
    }

    /// Opens the store of a data directory, or begins one there.
    pub(crate) async fn open(directory: PathBuf, key: KeySource) -> Result<Self, StoreError> {
        blocking(move || {
            let lock_directory = directory.join("locks");
            for directory in [&directory, &lock_directory] {
                private_dir::create(directory).map_err(|source| StoreError::Directory {
                    path: directory.clone(),
                    source,
                })?;
            }
            let key_lock = KeyLock::open(&lock_directory)?;
            let path = Self::path(&directory);
            let open = |other| Database::open(&path, key.clone(), lock_directory.clone(), other);
            let opened = {
                let _held = key_lock.hold()?;
                open(OtherKey::Refuse)
            };
            let database = match opened {
                // Nobody may be about to seal with the key that is given up.
                Err(StoreError::OtherKey { .. }) => {
                    let _held = key_lock.hold_alone()?;
                    open(OtherKey::TakeWithoutSecrets)
                }
                opened => opened,
            }?;
            Ok(Self {
                database: Arc::new(Mutex::new(database)),
                locks: Arc::new(GrantLocks::new(lock_directory)),
                key_lock: Arc::new(key_lock),
            })
        })
        .await
    }

    /// Waits for the right to renew a grant.
    pub(crate) async fn lock_grant(&self, grant_id: &str) -> Result<GrantLock, StoreError> {
        self.turn_with_grant(grant_id).await.lock().await
    }

    /// Waits until no other task of this process renews a grant; another process
    /// may.
    pub(crate) async fn turn_with_grant(&self, grant_id: &str) -> Turn {
        self.locks.turn(grant_id).await
    }

    /// Works with the database, in which every secret is sealed with the key
    /// of the sealer, and stays so until the work is done.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Self {
            database, key_lock, ..
        } = self.clone();
        blocking(move || {
            let mut database = database.lock().unwrap_or_else(PoisonError::into_inner);
            let _held = key_lock.hold()?;
            database.take_the_present_key()?;
            work(&mut database)
        })
        .await
    }

    /// Works with the database while nobody else does, in any process.
    pub(super) async fn call_alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Self {
            database, key_lock, ..
        } = self.clone();
        blocking(move || {
            let mut database = database.lock().unwrap_or_else(PoisonError::into_inner);
            let _held = key_lock.hold_alone()?;
            database.take_the_present_key()?;
            work(&mut database)
        })
        .await
    }
}

impl Database {
    fn open(
        path: &Path,
        key_source: KeySource,
        lock_directory: PathBuf,
        other_key: OtherKey,
    ) -> Result<Self, StoreError> {
        create_private(path).map_err(|source| StoreError::File {
            path: path.to_owned(),
            source,
        })?;
        make_private(path)?;
        let mut connection = rusqlite::Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        // What was deleted is overwritten: no old token stays in a free page.
        connection.pragma_update(None, "secure_delete", true)?;
        schema::migrate(&mut connection)?;
        let sealer = sealer(&mut connection, &key_source, other_key)?;
        Ok(Self {
            connection,
            sealer,
            key_source,
            lock_directory,
        })
    }

    /// Reads the key again when another process has rotated it.
    fn take_the_present_key(&mut self) -> Result<(), StoreError> {
        let sealed_with = sealed_with(&self.connection)?;
        if sealed_with != Some(self.sealer.key_id()) {
            self.sealer = Sealer::new(&key(&self.key_source, sealed_with)?);
        }
        Ok(())
    }
}

/// Takes the database and its journals from whoever else can read them, such as
/// after a copy by hand.
fn make_private(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    for ending in ["", "-wal", "-shm"] {
        use std::fs::{self, Permissions};
        use std::os::unix::fs::PermissionsExt as _;

        let mut file = path.as_os_str().to_owned();
        file.push(ending);
        let file = PathBuf::from(file);
        let Ok(metadata) = fs::metadata(&file) else {
            continue;
        };
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            tracing::warn!(file = %file.display(), mode = %format_args!("{mode:03o}"), "others could read the database");
            fs::set_permissions(&file, Permissions::from_mode(0o600)).map_err(|source| {
                StoreError::Exposed {
                    path: file,
                    mode,
                    source,
                }
            })?;
        }
    }
    Ok(())
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

/// What becomes of a key that is not the one which the store names.
#[derive(Clone, Copy)]
enum OtherKey {
    Refuse,
    /// It is taken where there is no secret: adding a connector, such as while a
    /// container's image is built, seals nothing. Only for who holds the key alone.
    TakeWithoutSecrets,
}

/// The sealer with the store's key, which is checked before anything is sealed
/// or opened. A new store takes the key that it is given.
fn sealer(
    connection: &mut rusqlite::Connection,
    source: &KeySource,
    other_key: OtherKey,
) -> Result<Sealer, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let kept = sealed_with(&transaction)?;
    let key = match (key(source, kept), other_key) {
        (Err(StoreError::OtherKey { .. }), OtherKey::TakeWithoutSecrets)
            if !schema::has_secrets(&transaction)? =>
        {
            key(source, None)?
        }
        (key, _) => key?,
    };
    if kept != Some(key.id()) {
        transaction.execute("DELETE FROM sealing", [])?;
        transaction.execute("INSERT INTO sealing (key_id) VALUES (?1)", [key.id().0])?;
        transaction.commit()?;
    }
    Ok(Sealer::new(&key))
}

/// The key that every secret of the store is sealed with; none for a new store.
fn sealed_with(connection: &rusqlite::Connection) -> rusqlite::Result<Option<KeyId>> {
    connection
        .prepare_cached("SELECT key_id FROM sealing")?
        .query_row([], |row| row.get(0).map(KeyId))
        .optional()
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

    #[tokio::test]
    async fn a_store_without_secrets_takes_another_key_and_one_with_some_does_not() {
        let directory = tempfile::tempdir().unwrap();
        let open = |key| Store::open(directory.path().to_owned(), key);
        let other = || KeySource::Given(Key::generate().unwrap());
        let kept = KeySource::File(directory.path().join("host.key"));
        let before = open(kept).await.unwrap();
        let store = open(other()).await.unwrap();
        let refused = before.key().await.unwrap_err();
        assert!(
            !matches!(refused, StoreError::Lock { .. }),
            "who has the key of before seals nothing any more: {refused}"
        );
        let app = crate::connections::App {
            connector: "notes".to_owned(),
            client_id: "the-client".to_owned(),
            client_secret: Some("hush".into()),
        };
        store
            .set_app(app, crate::connections::Servers::default())
            .await
            .unwrap();
        drop((before, store));
        let refused = open(other()).await.unwrap_err();
        assert!(matches!(refused, StoreError::OtherKey { .. }), "{refused}");
    }

    #[tokio::test]
    async fn a_database_that_others_can_read_is_taken_from_them() {
        let directory = tempfile::tempdir().unwrap();
        let key = KeySource::File(directory.path().join("host.key"));
        let open = || Store::open(directory.path().to_owned(), key.clone());
        let _keeps_the_journals = open().await.unwrap();
        let files = ["connections.db", "connections.db-wal", "connections.db-shm"]
            .map(|name| directory.path().join(name));
        for file in &files {
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o644)).unwrap();
        }
        open().await.unwrap();
        for file in &files {
            let metadata = std::fs::metadata(file).unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        }
    }
}
