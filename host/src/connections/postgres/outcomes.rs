//! The rows of calls that are made once.

use deadpool_postgres::Transaction;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::error::Failed;
use super::read::{get, sealed, timestamp};
use crate::connections::StoreError;
use crate::connections::backend::Access;
use crate::connections::kept::{KeptOutcome, Outcomes};
use crate::connections::tenant::Tenant;

/// Those that are wanted, of a tenant or of all. Those that are going to be changed are
/// nobody else's until they are.
pub(super) async fn held(
    on: &Transaction<'_>,
    access: Access,
    tenant: Option<&str>,
    wanted: &Outcomes,
) -> Result<Vec<KeptOutcome>, StoreError> {
    let (which, parameters): (&str, &[&(dyn ToSql + Sync)]) = match wanted {
        Outcomes::None => return Ok(Vec::new()),
        Outcomes::All => ("true", &[&tenant]),
        Outcomes::WithId(id) => ("id = $2", &[&tenant, id]),
        Outcomes::FirstUnderWay(since) => return first_under_way(on, *since).await,
    };
    let of_tenant = match tenant {
        Some(_) => "tenant = $1",
        None => "$1::text IS NULL",
    };
    let for_change = match access {
        Access::Read => "",
        Access::Write | Access::Alone => " FOR UPDATE",
    };
    let select = format!(
        "SELECT tenant, id, fingerprint, begun_at, is_done, holder, held_until, content
         FROM outcomes WHERE {of_tenant} AND {which} ORDER BY tenant, id{for_change}"
    );
    let select = on.prepare_cached(&select).await.map_err(Failed::from)?;
    let rows = on.query(&select, parameters).await.map_err(Failed::from)?;
    rows.iter().map(outcome).collect()
}

/// It is only looked at: whoever works at it goes on.
async fn first_under_way(
    on: &Transaction<'_>,
    since: Timestamp,
) -> Result<Vec<KeptOutcome>, StoreError> {
    let select = "SELECT tenant, id, fingerprint, begun_at, is_done, holder, held_until, content
         FROM outcomes WHERE NOT is_done AND begun_at >= $1 ORDER BY begun_at LIMIT 1";
    let select = on.prepare_cached(select).await.map_err(Failed::from)?;
    let rows = on.query(&select, &[&since.as_second()]).await;
    rows.map_err(Failed::from)?.iter().map(outcome).collect()
}

fn outcome(row: &Row) -> Result<KeptOutcome, StoreError> {
    Ok(KeptOutcome {
        tenant: Tenant::kept(get(row, "tenant")?),
        id: get(row, "id")?,
        fingerprint: get(row, "fingerprint")?,
        begun_at: timestamp(get(row, "begun_at")?),
        is_done: get(row, "is_done")?,
        holder: get(row, "holder")?,
        held_until: timestamp(get(row, "held_until")?),
        content: sealed(row, "content")?,
    })
}

/// Keeps one, in place of what was kept of it before.
pub(super) async fn keep(on: &Transaction<'_>, kept: &KeptOutcome) -> Result<(), Failed> {
    let insert =
        "INSERT INTO outcomes (tenant, id, fingerprint, begun_at, is_done, holder, held_until,
             content)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (tenant, id) DO UPDATE SET fingerprint = excluded.fingerprint,
             begun_at = excluded.begun_at, is_done = excluded.is_done, holder = excluded.holder,
             held_until = excluded.held_until, content = excluded.content";
    super::write::execute(
        on,
        insert,
        &[
            &kept.tenant.as_str(),
            &kept.id,
            &kept.fingerprint,
            &kept.begun_at.as_second(),
            &kept.is_done,
            &kept.holder,
            &kept.held_until.as_second(),
            &kept.content.as_ref().map(|sealed| sealed.0.as_slice()),
        ],
    )
    .await
}

/// Forgets those of all tenants that were begun before. One that somebody else is at is
/// left for the next time.
pub(super) async fn forget_before(on: &Transaction<'_>, before: Timestamp) -> Result<(), Failed> {
    let delete = "DELETE FROM outcomes o USING (
             SELECT tenant, id FROM outcomes WHERE begun_at < $1
             FOR UPDATE SKIP LOCKED) too_old
         WHERE o.tenant = too_old.tenant AND o.id = too_old.id";
    super::write::execute(on, delete, &[&before.as_second()]).await
}
