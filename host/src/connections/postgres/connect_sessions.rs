//! The rows of connect sessions.

use deadpool_postgres::Transaction;
use jiff::Timestamp;

use super::error::Failed;
use super::read::{corrupt, get, timestamp};
use crate::connections::StoreError;
use crate::connections::kept::{ConnectSessions, KeptConnectSession};
use crate::connections::seal::Sealed;
use crate::connections::tenant::Tenant;

/// The sessions that are wanted, of a tenant or of all. Those that are going to be
/// changed are nobody else's until they are.
pub(super) async fn held(
    on: &Transaction<'_>,
    tenant: Option<&str>,
    wanted: &ConnectSessions,
    for_change: &str,
) -> Result<Vec<KeptConnectSession>, StoreError> {
    let (tenant, id) = match wanted {
        ConnectSessions::None | ConnectSessions::Open(_) => return Ok(Vec::new()),
        ConnectSessions::All => (tenant, None),
        ConnectSessions::WithId(id) => (tenant, Some(id.as_str())),
        ConnectSessions::OfAnyWithId(id) => (None, Some(id.as_str())),
    };
    let select = format!(
        "SELECT id, tenant, hash, expires_at, content FROM connect_sessions
         WHERE tenant = coalesce($1, tenant) AND id = coalesce($2, id)
         ORDER BY id COLLATE \"C\"{for_change}"
    );
    let select = on.prepare_cached(&select).await.map_err(Failed::from)?;
    let rows = on.query(&select, &[&tenant, &id]).await;
    let rows = rows.map_err(Failed::from)?;
    let kept = rows.iter().map(|row| {
        let hash: Vec<u8> = get(row, "hash")?;
        Ok(KeptConnectSession {
            tenant: Tenant::kept(get(row, "tenant")?),
            id: get(row, "id")?,
            hash: hash.try_into().map_err(|_| corrupt("hash"))?,
            expires_at: timestamp(get(row, "expires_at")?),
            content: Sealed(get(row, "content")?),
        })
    });
    kept.collect()
}

/// How many of a tenant are open, where that is wanted.
pub(super) async fn open(
    on: &Transaction<'_>,
    tenant: Option<&str>,
    wanted: &ConnectSessions,
) -> Result<u64, StoreError> {
    let ConnectSessions::Open(then) = wanted else {
        return Ok(0);
    };
    let select = "SELECT count(*) AS open FROM connect_sessions
         WHERE tenant = $1 AND expires_at > $2";
    let select = on.prepare_cached(select).await.map_err(Failed::from)?;
    let row = on.query_one(&select, &[&tenant, &then.as_second()]).await;
    let open: i64 = get(&row.map_err(Failed::from)?, "open")?;
    u64::try_from(open).map_err(|_| corrupt("open"))
}

/// Keeps a session.
pub(super) async fn keep(on: &Transaction<'_>, kept: &KeptConnectSession) -> Result<(), Failed> {
    let insert = "INSERT INTO connect_sessions (id, tenant, hash, expires_at, content)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO UPDATE SET content = excluded.content";
    let parameters: &[&(dyn tokio_postgres::types::ToSql + Sync)] = &[
        &kept.id,
        &kept.tenant.as_str(),
        &kept.hash.as_slice(),
        &kept.expires_at.as_second(),
        &kept.content.0,
    ];
    super::write::execute(on, insert, parameters).await
}

/// Deletes those of a tenant whose time was over before `over`.
pub(super) async fn forget(
    on: &Transaction<'_>,
    tenant: &Tenant,
    over: &Timestamp,
) -> Result<(), Failed> {
    let delete = "DELETE FROM connect_sessions WHERE tenant = $1 AND expires_at < $2";
    super::write::execute(on, delete, &[&tenant.as_str(), &over.as_second()]).await
}
