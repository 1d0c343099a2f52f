//! The right to renew a grant, among hosts: a lease in the grant's row.
//!
//! It ends by itself, so that a host that was killed or cut off keeps nobody
//! waiting for ever; who lives prolongs it, however slow the authorization server
//! is. Each lease has a number, counted up for each grant: what somebody without
//! the present lease brings is not taken while another has it.

use std::time::Duration;

use deadpool_postgres::Object;
use futures_util::future::BoxFuture;
use tokio::task::AbortHandle;
use tokio_postgres::types::ToSql;

use super::error::Failed;
use super::pool::Alike;
use super::{PATIENCE, given_up};
use crate::connections::backend::{GrantHeld, Right};
use crate::connections::renewal_lease::RenewalLease;
use crate::connections::tenant::Tenant;
use crate::connections::{DatabaseTrouble, StoreError};

/// How long to wait before looking again.
const INTERVAL: Duration = Duration::from_millis(50);

/// A lease, which is given back when it is dropped.
struct Lease {
    pool: Alike,
    tenant: Tenant,
    /// None once it is given back.
    id: Option<String>,
    fence: i64,
    length: RenewalLease,
    /// What prolongs it meanwhile.
    prolonging: AbortHandle,
}

/// Waits for the lease of a grant. For a grant that is gone there is nothing to
/// wait for.
pub(super) async fn take(
    pool: Alike,
    tenant: Tenant,
    id: String,
    length: RenewalLease,
) -> Result<GrantHeld, StoreError> {
    let attempts = async {
        loop {
            match attempt(&pool, &tenant, &id, length).await {
                Ok(Some(fence)) => return Ok::<_, Failed>(fence),
                Ok(None) => {}
                // Somebody has the row for longer than a statement waits.
                Err(Failed::Database(error)) if error.trouble() == DatabaseTrouble::Busy => {}
                Err(error) => return Err(error),
            }
            tokio::time::sleep(INTERVAL).await;
        }
    };
    let patience = length.patience();
    let fence = match tokio::time::timeout(patience, attempts).await {
        Ok(taken) => taken?,
        Err(_) => return Err(StoreError::LeaseBusy { patience }),
    };
    let prolonging = prolong(pool.clone(), tenant.clone(), id.clone(), fence, length);
    let prolonging = tokio::spawn(prolonging);
    let lease = Lease {
        pool,
        tenant,
        id: Some(id),
        fence,
        length,
        prolonging: prolonging.abort_handle(),
    };
    Ok(GrantHeld {
        fence: Some(lease.fence.unsigned_abs()),
        until_dropped: Box::new(lease),
    })
}

/// The number of a new lease; none while another has one.
async fn attempt(
    pool: &Alike,
    tenant: &Tenant,
    id: &str,
    length: RenewalLease,
) -> Result<Option<i64>, Failed> {
    let client = pool.get().await?;
    match tokio::time::timeout(PATIENCE, attempt_by(&client, tenant, id, length)).await {
        Ok(taken) => taken,
        Err(_) => Err(given_up(client)),
    }
}

async fn attempt_by(
    client: &Object,
    tenant: &Tenant,
    id: &str,
    length: RenewalLease,
) -> Result<Option<i64>, Failed> {
    let take = client
        .prepare_cached(
            "UPDATE grants SET fence = fence + 1,
                 lease_until = clock_timestamp() + make_interval(secs => $3)
             WHERE tenant = $1 AND id = $2
                 AND (lease_until IS NULL OR lease_until <= clock_timestamp())
             RETURNING fence",
        )
        .await?;
    let taken = client
        .query_opt(&take, &[&tenant.as_str(), &id, &length.seconds()])
        .await?;
    if let Some(row) = taken {
        return Ok(Some(row.try_get(0)?));
    }
    let look = client
        .prepare_cached("SELECT 1 FROM grants WHERE tenant = $1 AND id = $2")
        .await?;
    let is_there = client.query_opt(&look, &[&tenant.as_str(), &id]).await?;
    Ok(is_there.is_none().then_some(0))
}

/// Prolongs a lease for as long as it lasts. A database that can't be reached is
/// tried again; whoever has had no answer until the lease has ended has lost it.
async fn prolong(pool: Alike, tenant: Tenant, id: String, fence: i64, length: RenewalLease) {
    loop {
        tokio::time::sleep(length.prolonged_every()).await;
        match set(&pool, &tenant, &id, fence, length, PROLONG).await {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "a lease could not be prolonged"),
        }
    }
}

impl std::fmt::Debug for Lease {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Lease")
            .field("fence", &self.fence)
            .finish_non_exhaustive()
    }
}

impl Lease {
    /// Gives it back, once.
    fn given_back(&mut self) -> impl Future<Output = ()> + Send + use<> {
        self.prolonging.abort();
        let (pool, fence, length) = (self.pool.clone(), self.fence, self.length);
        let (tenant, id) = (self.tenant.clone(), self.id.take());
        async move {
            let Some(id) = id else { return };
            if let Err(error) = set(&pool, &tenant, &id, fence, length, END).await {
                tracing::warn!(%error, "a lease could not be given back; it ends by itself");
            }
        }
    }
}

impl Right for Lease {
    fn give_back(mut self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(self.given_back())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.prolonging.abort();
        if self.id.is_none() {
            return;
        }
        // Without a runtime it ends by itself.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(self.given_back());
        }
    }
}

/// Of the tenant, the id, the number and the seconds.
const PROLONG: &str = "UPDATE grants
    SET lease_until = clock_timestamp() + make_interval(secs => $4)
    WHERE tenant = $1 AND id = $2 AND fence = $3 AND lease_until > clock_timestamp()";
const END: &str = "UPDATE grants SET lease_until = NULL
    WHERE tenant = $1 AND id = $2 AND fence = $3 AND $4::double precision IS NOT NULL";

/// Changes the end of a lease, as long as it is the present one; says of how many
/// that was.
async fn set(
    pool: &Alike,
    tenant: &Tenant,
    id: &str,
    fence: i64,
    length: RenewalLease,
    statement: &str,
) -> Result<u64, Failed> {
    let client = pool.get_to_end().await?;
    let update = async {
        let statement = client.prepare_cached(statement).await?;
        let parameters: &[&(dyn ToSql + Sync)] =
            &[&tenant.as_str(), &id, &fence, &length.seconds()];
        Ok::<_, Failed>(client.execute(&statement, parameters).await?)
    };
    match tokio::time::timeout(PATIENCE, update).await {
        Ok(outcome) => outcome,
        Err(_) => Err(given_up(client)),
    }
}
