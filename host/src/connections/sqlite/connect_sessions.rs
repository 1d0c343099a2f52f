//! The rows of connect sessions.

use jiff::Timestamp;
use rusqlite::{Connection, named_params};

use super::error::Failed;
use super::read::timestamp;
use crate::connections::kept::{ConnectSessions, KeptConnectSession};
use crate::connections::tenant::Tenant;

/// The sessions that are wanted, of a tenant or of all.
pub(super) fn held(
    database: &Connection,
    tenant: Option<&str>,
    wanted: &ConnectSessions,
) -> Result<Vec<KeptConnectSession>, Failed> {
    let (tenant, id) = match wanted {
        ConnectSessions::None | ConnectSessions::Open(_) => return Ok(Vec::new()),
        ConnectSessions::All => (tenant, None),
        ConnectSessions::WithId(id) => (tenant, Some(id)),
        ConnectSessions::OfAnyWithId(id) => (None, Some(id)),
    };
    let mut statement = database.prepare_cached(
        "SELECT * FROM connect_sessions
         WHERE tenant = coalesce(?1, tenant) AND id = coalesce(?2, id) ORDER BY id",
    )?;
    let mut rows = statement.query((tenant, id))?;
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        kept.push(KeptConnectSession {
            tenant: row.get("tenant").map(Tenant::kept)?,
            id: row.get("id")?,
            hash: row.get("hash")?,
            expires_at: timestamp(row.get("expires_at")?),
            content: row.get("content")?,
        });
    }
    Ok(kept)
}

/// How many of a tenant are open, where that is wanted.
pub(super) fn open(
    database: &Connection,
    tenant: Option<&str>,
    wanted: &ConnectSessions,
) -> rusqlite::Result<u64> {
    let ConnectSessions::Open(then) = wanted else {
        return Ok(0);
    };
    database
        .prepare_cached(
            "SELECT count(*) FROM connect_sessions WHERE tenant = ?1 AND expires_at > ?2",
        )?
        .query_row((tenant, then.as_second()), |row| row.get(0))
}

/// Keeps a session.
pub(super) fn keep(database: &Connection, kept: &KeptConnectSession) -> rusqlite::Result<()> {
    database
        .prepare_cached(
            "INSERT INTO connect_sessions (id, tenant, hash, expires_at, content)
             VALUES (:id, :tenant, :hash, :expires_at, :content)
             ON CONFLICT (id) DO UPDATE SET content = excluded.content",
        )?
        .execute(named_params! {
            ":id": kept.id,
            ":tenant": kept.tenant.as_str(),
            ":hash": kept.hash,
            ":expires_at": kept.expires_at.as_second(),
            ":content": kept.content,
        })
        .map(drop)
}

/// Deletes those of a tenant whose time was over before `over`.
pub(super) fn forget(
    database: &Connection,
    tenant: &Tenant,
    over: &Timestamp,
) -> rusqlite::Result<()> {
    database
        .prepare_cached("DELETE FROM connect_sessions WHERE tenant = ?1 AND expires_at < ?2")?
        .execute((tenant.as_str(), over.as_second()))
        .map(drop)
}
