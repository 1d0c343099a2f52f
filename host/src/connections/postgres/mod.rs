//! A store in a PostgreSQL database, for any number of hosts on any number of
//! machines.
//!
//! A rule runs in one short transaction, and nothing is held in the database
//! between two of them: the right to renew a grant is a lease, kept in the
//! grant's row, that ends by itself.

mod address;
mod api_keys;
mod audit;
mod clocks;
mod components;
mod connect_sessions;
mod error;
mod lease;
mod listen;
mod locks;
mod otherwise;
mod outcomes;
mod pool;
mod read;
mod schema;
mod sign_ins;
mod tls;
mod write;

use std::fmt;
use std::future::ready;
use std::mem::discriminant;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Object, Transaction};
use futures_util::future::{BoxFuture, try_join_all};
use tokio::sync::{RwLock, RwLockReadGuard};
use tokio_postgres::IsolationLevel;

use super::backend::{Access, Backend, Decided, GrantHeld, Known, Rule};
use super::kept::{Change, Scope, Whose};
use super::memory::Memory;
use super::place::Place;
use super::renewal_lease::RenewalLease;
use super::tenant::Tenant;
use super::{DatabaseTrouble, StoreError};
use crate::blocking::blocking;
use crate::clock::Clock;

pub use address::{AddressError, PostgresAddress};
use clocks::Clocks;
use error::Failed;
use listen::Listener;
use pool::Alike;

/// How long to wait for one, and for what is done with it: longer than for a lock.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long to wait for what is done with what is of all tenants, which is as long as
/// the store is large: longer than the server lets any statement of it take.
const PATIENCE_OF_ALL: Duration = Duration::from_secs(6 * 60);
/// How long the tables may take to be brought up to date, by whoever does it.
const MIGRATING: Duration = Duration::from_secs(10 * 60);

/// How many changes are sent before the answer to the first is there.
const AT_ONCE: usize = 30;

/// A pool of connections to the database, and one that listens.
#[derive(Clone)]
pub(super) struct Postgres {
    pool: Alike,
    /// Whoever of this process changes what is of all tenants: the others wait for
    /// that, and not in the pool.
    alone: Arc<RwLock<()>>,
    lease: RenewalLease,
    listener: Arc<Listener>,
}

impl fmt::Debug for Postgres {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Postgres")
    }
}

/// The database that the tables are in, or are going to be, and how long the right to
/// renew a grant lasts there.
#[derive(Debug)]
pub(super) struct InDatabase {
    pub(super) address: PostgresAddress,
    pub(super) lease: RenewalLease,
    /// The clock of this machine, which has to be the database's.
    pub(super) clock: Arc<dyn Clock>,
}

impl Place for InDatabase {
    /// Who else uses it is not known until it is asked.
    fn is_begun(&self) -> bool {
        true
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn file(&self) -> Option<PathBuf> {
        None
    }

    fn open(&self, memory: Arc<Memory>) -> BoxFuture<'_, Result<Arc<dyn Backend>, StoreError>> {
        Box::pin(async {
            let backend = Postgres::open(self, memory).await?;
            Ok(Arc::new(backend) as Arc<dyn Backend>)
        })
    }
}

impl Postgres {
    /// Connects to the database, and makes the tables that are missing. What others
    /// change is forgotten in `memory`.
    pub(super) async fn open(place: &InDatabase, memory: Arc<Memory>) -> Result<Self, StoreError> {
        let InDatabase {
            address,
            lease,
            clock,
        } = place;
        let pool = Alike::new(address, Clocks::new(Arc::clone(clock)))?;
        let mut client = pool.get().await?;
        match tokio::time::timeout(MIGRATING, schema::migrate(&mut client)).await {
            Ok(migrated) => migrated?,
            Err(_) => return Err(given_up(client).into()),
        }
        let listener = Arc::new(Listener::new(
            address.0.clone(),
            memory,
            Arc::clone(&pool.clocks),
        ));
        Ok(Self {
            pool,
            alone: Arc::default(),
            lease: *lease,
            listener,
        })
    }

    /// Waits while this process changes what is of all tenants.
    async fn beside(&self) -> Result<RwLockReadGuard<'_, ()>, Failed> {
        match tokio::time::timeout(PATIENCE, self.alone.read()).await {
            Ok(beside) => Ok(beside),
            Err(_) => Err(Failed::busy("what is of all tenants is being changed")),
        }
    }

    async fn work_there(
        &self,
        access: Access,
        scope: &Scope,
        rule: Rule,
    ) -> Result<(), StoreError> {
        let changes = access != Access::Read;
        let is_of_all = matches!(scope.of, Whose::All);
        let _alone = match changes && is_of_all {
            true => Some(self.alone.write().await),
            false => None,
        };
        let _beside = match changes && !is_of_all && !scope.by_rows {
            true => Some(self.beside().await?),
            false => None,
        };
        let mut client = match scope.by_rows {
            // Of a renewal, which has begun with its lease.
            true => self.pool.get_to_end().await?,
            false => self.pool.get().await?,
        };
        // A line that has gone dead says nothing by itself, and others of this process
        // wait for whoever changes what is of all tenants.
        let patience = match access == Access::Alone || changes && is_of_all {
            true => PATIENCE_OF_ALL,
            false => PATIENCE,
        };
        let work = in_transaction(&mut client, access, scope, rule, self.lease);
        let Ok(outcome) = tokio::time::timeout(patience, work).await else {
            return Err(given_up(client).into());
        };
        if outcome.as_ref().is_err_and(is_of_the_connection) {
            drop(Object::take(client));
        }
        outcome
    }
}

/// Runs a rule in a transaction, and what it wants done after it.
async fn in_transaction(
    client: &mut Object,
    access: Access,
    scope: &Scope,
    rule: Rule,
    lease: RenewalLease,
) -> Result<(), StoreError> {
    let transaction = client.build_transaction();
    let transaction = match access {
        Access::Read => transaction
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true),
        Access::Write | Access::Alone => transaction.isolation_level(IsolationLevel::ReadCommitted),
    };
    let transaction = transaction.start().await.map_err(Failed::from)?;
    if access == Access::Alone || access == Access::Write && matches!(scope.of, Whose::All) {
        // Whoever is cut off in between keeps the others waiting until then; a key that is
        // asked for somewhere takes longer than a rule.
        let longer = match access {
            Access::Alone => {
                "SET LOCAL statement_timeout = '5min';
                 SET LOCAL idle_in_transaction_session_timeout = '1min'"
            }
            Access::Read | Access::Write => "SET LOCAL statement_timeout = '5min'",
        };
        let set = transaction.batch_execute(longer);
        set.await.map_err(Failed::from)?;
    }
    locks::wait(&transaction, access, scope).await?;
    let held = read::held(&transaction, access, scope).await?;
    let Decided { changes, then } = match access {
        // Another key may be written to a file.
        Access::Alone => blocking(move || rule(held)).await?,
        Access::Read | Access::Write => rule(held)?,
    };
    make(&transaction, &changes, lease).await?;
    transaction.commit().await.map_err(Failed::from)?;
    match (then, access) {
        (Some(then), Access::Alone) => blocking(then).await,
        (Some(then), Access::Read | Access::Write) => then(),
        (None, _) => {}
    }
    Ok(())
}

/// Makes the changes in their order. Of those of one kind the first prepares what
/// makes them, so that the others need not wait for one another's answers.
async fn make(
    transaction: &Transaction<'_>,
    changes: &[Change],
    lease: RenewalLease,
) -> Result<(), Failed> {
    for alike in changes.chunk_by(|one, next| discriminant(one) == discriminant(next)) {
        let (first, others) = alike.split_at(1);
        for some in std::iter::once(first).chain(others.chunks(AT_ONCE)) {
            let made = some
                .iter()
                .map(|change| write::change(transaction, change, lease));
            try_join_all(made).await?;
        }
    }
    Ok(())
}

/// Whether another connection may fare better: to a server that may be written,
/// after this one's has become a standby, or with statements prepared anew.
fn is_of_the_connection(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Database(error) if matches!(
            error.trouble(),
            DatabaseTrouble::NotWritable | DatabaseTrouble::Other
        )
    )
}

/// Gives up a connection that does not answer, so that nobody else waits for it.
fn given_up(client: Object) -> Failed {
    drop(Object::take(client));
    Failed::unavailable("it did not answer in time".to_owned())
}

impl Backend for Postgres {
    fn work(
        &self,
        access: Access,
        scope: Scope,
        rule: Rule,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.work_there(access, &scope, rule).await })
    }

    fn known(&self) -> Known {
        self.listener.known()
    }

    fn known_soon(&self) -> BoxFuture<'_, Option<u64>> {
        Box::pin(ready(None))
    }

    fn lock_grant(
        &self,
        tenant: Tenant,
        id: String,
    ) -> BoxFuture<'static, Result<GrantHeld, StoreError>> {
        let (pool, length) = (self.pool.clone(), self.lease);
        Box::pin(async move { lease::take(pool, tenant, id, length).await })
    }
}
