//! A store in a PostgreSQL database, for any number of hosts on any number of
//! machines.
//!
//! A rule runs in one short transaction, and nothing is held in the database
//! between two of them: the right to renew a grant is a lease, kept in the
//! grant's row, that ends by itself.

mod error;
mod lease;
mod locks;
mod read;
mod schema;
mod tls;
mod write;

use std::fmt;
use std::str::FromStr;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use futures_util::future::BoxFuture;
use tokio_postgres::{Config, IsolationLevel};

use super::StoreError;
use super::backend::{Access, Backend, Decided, GrantHeld, Rule};
use super::kept::Scope;
use super::tenant::Tenant;

pub use error::PostgresError;

/// The most connections to the database at a time.
const CONNECTIONS: usize = 16;
/// What a connection is opened with: a host that was cut off in the middle of a
/// transaction holds nothing for long.
const SESSION: &str = "-c statement_timeout=15s -c lock_timeout=10s \
    -c idle_in_transaction_session_timeout=15s -c synchronous_commit=on";

/// Where a PostgreSQL database is: `postgres://…`, or `host=… user=…`.
#[derive(Clone)]
pub struct PostgresAddress(Config);

/// A pool of connections to the database.
#[derive(Clone)]
pub(super) struct Postgres {
    pool: Pool,
}

impl FromStr for PostgresAddress {
    type Err = PostgresError;

    fn from_str(address: &str) -> Result<Self, PostgresError> {
        let mut config: Config = address
            .parse()
            .map_err(|error: tokio_postgres::Error| PostgresError::Address(error.to_string()))?;
        let own = config.get_options().map(|own| format!("{own} "));
        config.options(format!("{}{SESSION}", own.unwrap_or_default()));
        if config.get_application_name().is_none() {
            config.application_name("connector-host");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(std::time::Duration::from_secs(10));
        }
        Ok(Self(config))
    }
}

/// Without the password.
impl fmt::Debug for PostgresAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PostgresAddress")
            .field("hosts", &self.0.get_hosts())
            .field("database", &self.0.get_dbname())
            .finish_non_exhaustive()
    }
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
            .map_err(|error| PostgresError::Unavailable(error.to_string()))?;
        schema::migrate(&mut *pool.get().await.map_err(PostgresError::from)?).await?;
        Ok(Self { pool })
    }

    async fn work_there(
        &self,
        access: Access,
        scope: &Scope,
        rule: Rule,
    ) -> Result<(), StoreError> {
        let mut client = self.pool.get().await.map_err(PostgresError::from)?;
        let transaction = client.build_transaction();
        let transaction = match access {
            Access::Read => transaction
                .isolation_level(IsolationLevel::RepeatableRead)
                .read_only(true),
            Access::Write | Access::Alone => {
                transaction.isolation_level(IsolationLevel::ReadCommitted)
            }
        };
        let transaction = transaction.start().await.map_err(PostgresError::from)?;
        locks::wait(&transaction, access, scope).await?;
        let held = read::held(&transaction, access, scope).await?;
        let Decided { changes, then } = rule(held)?;
        for change in &changes {
            write::change(&transaction, change).await?;
        }
        transaction.commit().await.map_err(PostgresError::from)?;
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
