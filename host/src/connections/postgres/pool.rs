//! The connections to the database, which what a host does at once has in common.

use std::sync::Arc;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};

use super::address::PostgresAddress;
use super::clocks::Clocks;
use super::error::Failed;
use super::{PATIENCE, given_up, tls};

/// The most connections to the database at a time.
const CONNECTIONS: usize = 16;

/// Connections to a database whose clock is this machine's.
#[derive(Clone, Debug)]
pub(super) struct Alike {
    pool: Pool,
    pub(super) clocks: Arc<Clocks>,
}

impl Alike {
    /// Those to that address. None is opened yet.
    pub(super) fn new(address: &PostgresAddress, clocks: Clocks) -> Result<Self, Failed> {
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = Manager::from_config(address.0.clone(), tls::connector()?, recycling);
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .recycle_timeout(Some(PATIENCE))
            .build()
            .map_err(|error| Failed::unavailable(error.to_string()))?;
        Ok(Self {
            pool,
            clocks: Arc::new(clocks),
        })
    }

    /// One for whoever begins something, while the clocks are alike.
    pub(super) async fn get(&self) -> Result<Object, Failed> {
        let client = self.pool.get().await?;
        // A new one may be to another server.
        let is_new = Object::metrics(&client).recycle_count == 0;
        if !is_new && self.clocks.are_alike() {
            return Ok(client);
        }
        match tokio::time::timeout(PATIENCE, self.clocks.compare(&client)).await {
            Ok(compared) => compared.map(|()| client),
            Err(_) => Err(given_up(client)),
        }
    }

    /// One for whoever ends what was begun while they were: what a renewal has brought is
    /// nowhere else, and is kept whatever a clock says by then.
    pub(super) async fn get_to_end(&self) -> Result<Object, Failed> {
        Ok(self.pool.get().await?)
    }
}
