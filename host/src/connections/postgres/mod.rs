//! A store in a PostgreSQL database, for any number of hosts on any number of
//! machines.
//!
//! A rule runs in one short transaction, and nothing is held in the database
//! between two of them: the right to renew a grant is a lease, kept in the
//! grant's row, that ends by itself.

mod address;
mod error;
mod lease;
mod locks;
mod read;
mod schema;
mod tls;
mod write;

use std::fmt;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use futures_util::future::BoxFuture;
use tokio_postgres::IsolationLevel;

use super::StoreError;
use super::backend::{Access, Backend, Decided, GrantHeld, Rule};
use super::kept::Scope;
use super::tenant::Tenant;

pub use address::{AddressError, PostgresAddress};
use error::Failed;

/// The most connections to the database at a time.
const CONNECTIONS: usize = 16;

/// A pool of connections to the database.
#[derive(Clone)]
pub(super) struct Postgres {
    pool: Pool,
}

impl fmt::Debug for Postgres {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Postgres")
    }
}

impl Postgres {
    /// Connects to the database, and makes the tables that are missing.
    pub(super) async fn open(address: &PostgresAddress) -> Result<Self, StoreError> {
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = Manager::from_config(address.0.clone(), tls::connector()?, recycling);
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .build()
            .map_err(|error| Failed::unavailable(error.to_string()))?;
        let mut client = pool.get().await.map_err(Failed::from)?;
        schema::migrate(&mut client).await?;
        Ok(Self { pool })
    }

    async fn work_there(
        &self,
        access: Access,
        scope: &Scope,
        rule: Rule,
    ) -> Result<(), StoreError> {
        let mut client = self.pool.get().await.map_err(Failed::from)?;
        let transaction = client.build_transaction();
        let transaction = match access {
            Access::Read => transaction
                .isolation_level(IsolationLevel::RepeatableRead)
                .read_only(true),
            Access::Write | Access::Alone => {
                transaction.isolation_level(IsolationLevel::ReadCommitted)
            }
        };
        let transaction = transaction.start().await.map_err(Failed::from)?;
        locks::wait(&transaction, access, scope).await?;
        let held = read::held(&transaction, access, scope).await?;
        let Decided { changes, then } = rule(held)?;
        for change in &changes {
            write::change(&transaction, change).await?;
        }
        transaction.commit().await.map_err(Failed::from)?;
        if let Some(then) = then {
            then();
        }
        Ok(())
    }
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

    fn lock_grant(
        &self,
        tenant: Tenant,
        id: String,
    ) -> BoxFuture<'static, Result<GrantHeld, StoreError>> {
        let pool = self.pool.clone();
        Box::pin(async move { lease::take(pool, tenant, id).await })
    }
}
