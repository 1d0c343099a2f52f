//! A store in an SQLite database, for any number of processes of one machine.
//!
//! SQLite runs in write-ahead mode with `synchronous=FULL`: what was committed
//! survives a crash of the process and of the machine. Its calls block, so they
//! run on the threads that tokio keeps for that. Whoever reads has a connection of its
//! own, and waits for nobody who changes something, however long that takes.

mod api_keys;
mod audit;
mod changing;
mod components;
mod connect_sessions;
mod error;
mod files;
mod lines;
mod locks;
mod otherwise;
mod outcomes;
mod read;
mod schema;
mod sign_ins;
mod write;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;
use super::backend::{Access, Backend, Decided, GrantHeld, Known, Rule};
use super::kept::{Change, Scope, Whose};
use super::memory::Memory;
use super::place::Place;
use super::tenant::Tenant;
use crate::blocking::blocking;
use crate::private_dir;
use changing::{Changing, Now};
use error::Failed;
use lines::Lines;
use locks::KeyLock;

/// How long a statement waits for another process to finish its transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// More than there are statements, so that none is parsed twice.
const STATEMENTS: usize = 64;

/// How often to look whether somebody else has looked: that takes microseconds.
const LOOKS: u32 = 1000;

/// An open database with its locks.
#[derive(Clone, Debug)]
pub(super) struct Sqlite {
    /// For whoever changes something, and to look at the version.
    database: Arc<Mutex<Connection>>,
    /// For whoever only reads.
    reader: Arc<Mutex<Connection>>,
    lines: Lines,
    changing: Arc<Changing>,
    lock_directory: PathBuf,
    key_lock: Arc<KeyLock>,
}

/// The database file in a data directory.
pub(super) fn path(directory: &Path) -> PathBuf {
    directory.join("connections.db")
}

/// The data directory that a database is in, or is going to be.
#[derive(Debug)]
pub(super) struct InDirectory(pub(super) PathBuf);

impl Place for InDirectory {
    fn is_begun(&self) -> bool {
        path(&self.0).exists()
    }

    fn is_shared(&self) -> bool {
        false
    }

    fn file(&self) -> Option<PathBuf> {
        Some(path(&self.0))
    }

    fn open(&self, _memory: Arc<Memory>) -> BoxFuture<'_, Result<Arc<dyn Backend>, StoreError>> {
        Box::pin(async {
            let backend = Sqlite::open(self.0.clone()).await?;
            Ok(Arc::new(backend) as Arc<dyn Backend>)
        })
    }
}

impl Sqlite {
    /// Opens the database of a data directory, or begins one there.
    pub(super) async fn open(directory: PathBuf) -> Result<Self, StoreError> {
        blocking(move || {
            let lock_directory = directory.join("locks");
            for directory in [&directory, &lock_directory] {
                private_dir::create(directory).map_err(|source| StoreError::Directory {
                    path: directory.clone(),
                    source,
                })?;
            }
            let key_lock = KeyLock::open(&lock_directory)?;
            let path = path(&directory);
            let (database, reader) = {
                // Whoever begins a database is alone with it: SQLite waits for nobody while it
                // takes up its write-ahead mode.
                let _held = if path.exists() {
                    key_lock.hold()?
                } else {
                    key_lock.hold_alone()?
                };
                (open(&path)?, open_to_read(&path)?)
            };
            Ok(Self {
                database: Arc::new(Mutex::new(database)),
                reader: Arc::new(Mutex::new(reader)),
                lines: Lines::default(),
                changing: Arc::default(),
                lock_directory,
                key_lock: Arc::new(key_lock),
            })
        })
        .await
    }

    /// Shows a rule what is held. What is decided on has no changes to make.
    fn read_here(&self, scope: &Scope, rule: Rule) -> Result<(), Failed> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = reader.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let Decided { changes, then } = rule(read::held(&transaction, scope)?)?;
        debug_assert!(changes.is_empty(), "whoever reads changes nothing");
        transaction.commit()?;
        if let Some(then) = then {
            then();
        }
        Ok(())
    }

    fn change_here(&self, access: Access, scope: &Scope, rule: Rule) -> Result<(), Failed> {
        let working = self.changing.begin();
        let mut database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        // To be alone with what is one tenant's takes no more than a transaction, as
        // nobody else has one that changes something.
        let _held = match (access, &scope.of) {
            (Access::Alone, Whose::All) => self.key_lock.hold_alone()?,
            _ => self.key_lock.hold()?,
        };
        let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // On whichever way it ends, this ends before the transaction does.
        let keeps = version(&transaction).map(|version| working.keeps(version));
        let Decided { changes, then } = rule(read::held(&transaction, scope)?)?;
        for change in &changes {
            write::change(&transaction, change)?;
        }
        drop(keeps);
        transaction.commit()?;
        let is_a_piece = scope.otherwise.is_some()
            && !changes
                .iter()
                .any(|change| matches!(change, Change::DataKey(..)));
        // Not by each piece of what is sealed anew: the last has no more of it.
        let mut ends_a_key = access == Access::Alone && !is_a_piece;
        for change in changes {
            match change {
                Change::GrantGone(tenant, id) => {
                    locks::forget(&self.lock_directory, &locks::name(&tenant, &id));
                }
                Change::GrantUnused(tenant, id)
                    if !read::has_grant(&database, &tenant, &id).unwrap_or(true) =>
                {
                    locks::forget(&self.lock_directory, &locks::name(&tenant, &id));
                }
                Change::TenantGone(_) => ends_a_key = true,
                _ => {}
            }
        }
        if let Some(then) = then {
            then();
        }
        if ends_a_key
            // It has pages with what the old key opens, or with the key.
            && let Err(error) = empty_journal(&database)
        {
            tracing::warn!(%error, "what an old key opens stays in the journal for a while");
        }
        Ok(())
    }
}

impl Backend for Sqlite {
    fn work(
        &self,
        access: Access,
        scope: Scope,
        rule: Rule,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        let this = self.clone();
        Box::pin(async move {
            let turn = match access {
                Access::Read => this.lines.to_read().await,
                Access::Write | Access::Alone => this.lines.to_change().await,
            };
            blocking(move || {
                let _turn = turn;
                let worked = match access {
                    Access::Read => this.read_here(&scope, rule),
                    Access::Write | Access::Alone => this.change_here(access, &scope, rule),
                };
                worked.map_err(StoreError::from)
            })
            .await
        })
    }

    /// Looks at the version of the database, which takes no disk and waits for
    /// nobody's: where somebody begins to change it or commits, it is known once that is
    /// done.
    fn known(&self) -> Known {
        for _ in 0..LOOKS {
            match self.changing.now() {
                Now::Idle => {}
                Now::Of(version) => return Known::Version(version),
                Now::Busy => return Known::Soon,
            }
            match self.database.try_lock() {
                Ok(database) => return version(&database).map_or(Known::Nothing, Known::Version),
                Err(TryLockError::Poisoned(_)) => return Known::Soon,
                // Another one looks.
                Err(TryLockError::WouldBlock) => std::hint::spin_loop(),
            }
        }
        Known::Soon
    }

    fn known_soon(&self) -> BoxFuture<'_, Option<u64>> {
        let this = self.clone();
        Box::pin(blocking(move || {
            loop {
                if let Some(version) = this.changing.wait() {
                    return Some(version);
                }
                match this.database.try_lock() {
                    Ok(database) => return version(&database),
                    Err(TryLockError::Poisoned(error)) => return version(&error.into_inner()),
                    // Another one looks, or has begun to change it.
                    Err(TryLockError::WouldBlock) => std::hint::spin_loop(),
                }
            }
        }))
    }

    fn lock_grant(
        &self,
        tenant: Tenant,
        id: String,
    ) -> BoxFuture<'static, Result<GrantHeld, StoreError>> {
        let path = self.lock_directory.join(locks::name(&tenant, &id));
        Box::pin(async move {
            Ok(GrantHeld {
                fence: None,
                until_dropped: Box::new(locks::Locked(locks::lock(path).await?)),
            })
        })
    }
}

/// The version of the database: another one after whatever is committed, except on
/// this very connection. None when it can't be told.
fn version(database: &Connection) -> Option<u64> {
    let mut look = database.prepare_cached("PRAGMA data_version").ok()?;
    look.query_row([], |row| row.get(0)).ok()
}

fn open(path: &Path) -> Result<Connection, Failed> {
    files::create_private(path).map_err(|source| StoreError::File {
        path: path.to_owned(),
        source,
    })?;
    files::make_private(path)?;
    let mut connection = connect(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What was deleted is overwritten: no old token stays in a free page.
    connection.pragma_update(None, "secure_delete", true)?;
    schema::migrate(&mut connection)?;
    Ok(connection)
}

/// Another connection to a database that is open, for reading.
fn open_to_read(path: &Path) -> Result<Connection, Failed> {
    let connection = connect(path)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// A connection whose statements are prepared once.
fn connect(path: &Path) -> Result<Connection, Failed> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Else one whose plan might be better for another value is prepared anew for each: with
    // a limit that is a parameter, always.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

/// Makes changes in an empty database in memory, for tests. They are taken back:
/// to make the database takes longer than whatever is made in it.
#[cfg(any(test, fuzzing))]
pub(super) fn change_new(changes: &[Change]) -> Result<(), StoreError> {
    Ok(changed_empty(changes)?)
}

#[cfg(any(test, fuzzing))]
fn changed_empty(changes: &[Change]) -> Result<(), Failed> {
    static EMPTY: Mutex<Option<Connection>> = Mutex::new(None);

    let mut empty = EMPTY.lock().unwrap_or_else(PoisonError::into_inner);
    let database = match &mut *empty {
        Some(database) => database,
        none => {
            let mut database = Connection::open_in_memory()?;
            schema::migrate(&mut database)?;
            none.insert(database)
        }
    };
    let transaction = database.transaction()?;
    for change in changes {
        write::change(&transaction, change)?;
    }
    Ok(())
}

fn empty_journal(database: &Connection) -> rusqlite::Result<()> {
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::FutureExt as _;
    use jiff::Timestamp;
    use rusqlite::StatementStatus;
    use tokio::sync::oneshot;

    use super::*;
    use crate::connections::DatabaseTrouble;
    use crate::connections::kept::KeptComponent;

    /// More pages than there may be.
    const ANY: u32 = u32::MAX;

    /// How often to look while somebody else looks.
    const OFTEN: usize = 10_000;

    #[test]
    fn a_statement_is_prepared_once_whatever_its_values_are() {
        let directory = tempfile::tempdir().unwrap();
        let path = path(directory.path());
        let database = open(&path).unwrap();
        let reader = open_to_read(&path).unwrap();
        for connection in [&database, &reader] {
            let sql = "SELECT name FROM tenants WHERE name > ?1 ORDER BY name LIMIT ?2";
            for limit in 1..4 {
                let mut select = connection.prepare_cached(sql).unwrap();
                let names = select.query_map((limit.to_string(), limit), |row| row.get(0));
                let names: Vec<String> = names.unwrap().collect::<Result<_, _>>().unwrap();
                assert_eq!(names, ["default"]);
                assert_eq!(select.get_status(StatementStatus::RePrepare), 0);
            }
        }
    }

    #[test]
    fn whoever_has_given_up_waiting_has_nothing_done_and_keeps_nobody_waiting() {
        let directory = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let open = Sqlite::open(directory.path().to_owned());
        let sqlite = runtime.block_on(open).unwrap();
        for access in [Access::Read, Access::Write] {
            let done = runtime.block_on(done_of_what_was_given_up(&sqlite, access));
            assert_eq!(done, 0, "{access:?}");
        }
    }

    /// How much is done of what nobody waits for any more by the time that others have worked.
    async fn done_of_what_was_given_up(sqlite: &Sqlite, access: Access) -> usize {
        let work = |rule: Rule| {
            let sqlite = sqlite.clone();
            async move { sqlite.work(access, Scope::default(), rule).await }
        };
        let (begin, begun) = oneshot::channel();
        let (let_go, held) = std::sync::mpsc::channel();
        let first = tokio::spawn(work(Box::new(move |_| {
            let _ = begin.send(());
            let _ = held.recv();
            Ok(Decided::default())
        })));
        begun.await.unwrap();
        let done = Arc::new(AtomicUsize::new(0));
        for _ in 0..10 {
            let done = Arc::clone(&done);
            let given_up = work(Box::new(move |_| {
                done.fetch_add(1, Ordering::Relaxed);
                Ok(Decided::default())
            }));
            assert!(given_up.now_or_never().is_none());
        }
        let_go.send(()).unwrap();
        first.await.unwrap().unwrap();
        work(Box::new(|_| Ok(Decided::default()))).await.unwrap();
        done.load(Ordering::Relaxed)
    }

    #[test]
    fn whoever_only_looks_sends_nobody_else_to_a_thread() {
        let directory = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let open = Sqlite::open(directory.path().to_owned());
        let sqlite = runtime.block_on(open).unwrap();
        let database = sqlite.database.lock().unwrap();
        let looking = sqlite.clone();
        let looking = runtime.spawn(async move { looking.known_soon().await });
        for _ in 0..OFTEN {
            assert_eq!(sqlite.changing.now(), Now::Idle);
            std::thread::yield_now();
        }
        drop(database);
        let seen = runtime.block_on(looking).unwrap();
        assert_eq!(seen.map(Known::Version), Some(sqlite.known()));
    }

    /// Has a database of so many pages at most, and of those that there are.
    fn bound(sqlite: &Sqlite, pages: u32) {
        let database = sqlite.database.lock().unwrap();
        database
            .pragma_update(None, "max_page_count", pages)
            .unwrap();
    }

    /// Keeps something of a megabyte.
    async fn keep_much(sqlite: &Sqlite) -> Result<(), StoreError> {
        let component = KeptComponent {
            digest: "00".to_owned(),
            connector: "notes".to_owned(),
            bytes: Some(vec![7; 1 << 20]),
            wanted_at: Timestamp::UNIX_EPOCH,
            replaced_at: None,
        };
        let decided = Decided {
            changes: vec![Change::Component(Box::new(component))],
            then: None,
        };
        let rule: Rule = Box::new(|_| Ok(decided));
        sqlite.work(Access::Write, Scope::default(), rule).await
    }

    #[test]
    fn a_database_without_room_says_so_keeps_nothing_in_part_and_goes_on_once_there_is_some() {
        let directory = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let open = Sqlite::open(directory.path().to_owned());
        let sqlite = runtime.block_on(open).unwrap();
        bound(&sqlite, 1);
        for _ in 0..2 {
            match runtime.block_on(keep_much(&sqlite)).unwrap_err() {
                StoreError::Database(error) => assert_eq!(error.trouble(), DatabaseTrouble::Full),
                other => panic!("{other}"),
            }
        }
        let count = || {
            let database = sqlite.database.lock().unwrap();
            let count = "SELECT count(*) FROM components";
            database.query_row(count, [], |row| row.get::<_, u32>(0))
        };
        assert_eq!(count().unwrap(), 0);
        bound(&sqlite, ANY);
        runtime.block_on(keep_much(&sqlite)).unwrap();
        assert_eq!(count().unwrap(), 1);
    }
}
