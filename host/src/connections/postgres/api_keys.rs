//! The rows of API keys.

use std::collections::BTreeSet;

use deadpool_postgres::Transaction;
use jiff::Timestamp;
use serde_json::json;
use tokio_postgres::Row;

use super::error::Failed;
use super::read::{get, json, optional_timestamp, timestamp};
use crate::connections::StoreError;
use crate::connections::api_keys::{ApiKey, Holder};
use crate::connections::kept::{ApiKeys, KeptApiKey};
use crate::connections::tenant::Tenant;

/// The keys that are wanted, the oldest first.
pub(super) async fn held(
    on: &Transaction<'_>,
    wanted: &ApiKeys,
) -> Result<Vec<KeptApiKey>, StoreError> {
    let id = match wanted {
        ApiKeys::None | ApiKeys::Ever => return Ok(Vec::new()),
        ApiKeys::All => None,
        ApiKeys::WithId(id) => Some(id.as_str()),
    };
    let select = "SELECT id, tenant, name, hash, rights, created_at, expires_at, last_used_at
         FROM api_keys WHERE id = coalesce($1, id)
         ORDER BY created_at, id COLLATE \"C\"";
    let select = on.prepare_cached(select).await.map_err(Failed::from)?;
    let rows = on.query(&select, &[&id]).await.map_err(Failed::from)?;
    rows.iter().map(api_key).collect()
}

/// Whether any key was ever made, where that is wanted.
pub(super) async fn has_had(on: &Transaction<'_>, wanted: &ApiKeys) -> Result<bool, StoreError> {
    if !matches!(wanted, ApiKeys::Ever) {
        return Ok(false);
    }
    let select = "SELECT EXISTS (SELECT 1 FROM api_keys_since) AS made";
    let select = on.prepare_cached(select).await.map_err(Failed::from)?;
    let row = on.query_one(&select, &[]).await.map_err(Failed::from)?;
    Ok(get(&row, "made")?)
}

fn api_key(row: &Row) -> Result<KeptApiKey, StoreError> {
    let tenant: Option<String> = get(row, "tenant")?;
    let rights: BTreeSet<_> = json(row, "rights")?;
    let hash: Vec<u8> = get(row, "hash")?;
    Ok(KeptApiKey {
        key: ApiKey {
            id: get(row, "id")?,
            name: get(row, "name")?,
            holder: tenant.map_or(Holder::Operator, |name| Holder::Tenant(Tenant::kept(name))),
            rights,
            created_at: timestamp(get(row, "created_at")?),
            expires_at: optional_timestamp(row, "expires_at")?,
            last_used_at: optional_timestamp(row, "last_used_at")?,
        },
        hash: hash.try_into().map_err(|_| super::read::corrupt("hash"))?,
    })
}

/// Keeps a key that was made.
pub(super) async fn keep(on: &Transaction<'_>, kept: &KeptApiKey) -> Result<(), Failed> {
    let KeptApiKey { key, hash } = kept;
    let tenant = match &key.holder {
        Holder::Operator => None,
        Holder::Tenant(tenant) => Some(tenant.as_str()),
    };
    let insert = "INSERT INTO api_keys (id, tenant, name, hash, rights, created_at, expires_at,
             last_used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    super::write::execute(
        on,
        insert,
        &[
            &key.id,
            &tenant,
            &key.name,
            &hash.as_slice(),
            &json!(key.rights).to_string(),
            &key.created_at.as_second(),
            &key.expires_at.map(Timestamp::as_second),
            &key.last_used_at.map(Timestamp::as_second),
        ],
    )
    .await?;
    let since = "INSERT INTO api_keys_since SELECT $1::bigint WHERE NOT EXISTS (SELECT 1 FROM api_keys_since)";
    super::write::execute(on, since, &[&key.created_at.as_second()]).await
}

/// Notes when a key was used, if it is still there.
pub(super) async fn note_use(on: &Transaction<'_>, id: &str, at: Timestamp) -> Result<(), Failed> {
    // Hosts may come to it in another order than the key was used in.
    let update = "UPDATE api_keys SET last_used_at = greatest(last_used_at, $2) WHERE id = $1";
    super::write::execute(on, update, &[&id, &at.as_second()]).await
}
