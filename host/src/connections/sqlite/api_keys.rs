//! The rows of API keys.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params};
use serde_json::json;

use super::error::Failed;
use super::read::{json, optional_timestamp, timestamp};
use crate::connections::api_keys::{ApiKey, Holder};
use crate::connections::kept::{ApiKeys, KeptApiKey};
use crate::connections::tenant::Tenant;

/// The keys that are wanted, the oldest first.
pub(super) fn held(database: &Connection, wanted: &ApiKeys) -> Result<Vec<KeptApiKey>, Failed> {
    let id = match wanted {
        ApiKeys::None | ApiKeys::Ever => return Ok(Vec::new()),
        ApiKeys::All => None,
        ApiKeys::WithId(id) => Some(id),
    };
    let mut statement = database.prepare_cached(
        "SELECT * FROM api_keys WHERE id = coalesce(?1, id) ORDER BY created_at, id",
    )?;
    let mut rows = statement.query([id])?;
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        kept.push(api_key(row)?);
    }
    Ok(kept)
}

/// Whether any key was ever made, where that is wanted.
pub(super) fn has_had(database: &Connection, wanted: &ApiKeys) -> rusqlite::Result<bool> {
    if !matches!(wanted, ApiKeys::Ever) {
        return Ok(false);
    }
    database
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM api_keys_since)")?
        .query_row([], |row| row.get(0))
}

fn api_key(row: &Row<'_>) -> Result<KeptApiKey, Failed> {
    let tenant: Option<String> = row.get("tenant")?;
    let rights: BTreeSet<_> = json(row, "rights")?;
    Ok(KeptApiKey {
        key: ApiKey {
            id: row.get("id")?,
            name: row.get("name")?,
            holder: tenant.map_or(Holder::Operator, |name| Holder::Tenant(Tenant::kept(name))),
            rights,
            created_at: timestamp(row.get("created_at")?),
            expires_at: optional_timestamp(row, "expires_at")?,
            last_used_at: optional_timestamp(row, "last_used_at")?,
        },
        hash: row.get("hash")?,
    })
}

/// Keeps a key that was made.
pub(super) fn keep(database: &Connection, kept: &KeptApiKey) -> rusqlite::Result<()> {
    let KeptApiKey { key, hash } = kept;
    let tenant = match &key.holder {
        Holder::Operator => None,
        Holder::Tenant(tenant) => Some(tenant.as_str()),
    };
    database
        .prepare_cached(
            "INSERT INTO api_keys (id, tenant, name, hash, rights, created_at, expires_at,
                 last_used_at)
             VALUES (:id, :tenant, :name, :hash, :rights, :created_at, :expires_at, :last_used_at)",
        )?
        .execute(named_params! {
            ":id": key.id,
            ":tenant": tenant,
            ":name": key.name,
            ":hash": hash,
            ":rights": json!(key.rights).to_string(),
            ":created_at": key.created_at.as_second(),
            ":expires_at": key.expires_at.map(Timestamp::as_second),
            ":last_used_at": key.last_used_at.map(Timestamp::as_second),
        })?;
    database
        .prepare_cached(
            "INSERT INTO api_keys_since SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM api_keys_since)",
        )?
        .execute([key.created_at.as_second()])
        .map(drop)
}

/// Notes when a key was used, if it is still there.
pub(super) fn note_use(database: &Connection, id: &str, at: Timestamp) -> rusqlite::Result<()> {
    // Hosts may come to it in another order than the key was used in.
    database
        .prepare_cached(
            "UPDATE api_keys SET last_used_at = max(coalesce(last_used_at, ?2), ?2) WHERE id = ?1",
        )?
        .execute((id, at.as_second()))
        .map(drop)
}
