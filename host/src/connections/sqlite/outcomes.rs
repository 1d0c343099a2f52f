//! The rows of calls that are made once.

use jiff::Timestamp;
use rusqlite::{Connection, Rows, named_params};

use super::error::Failed;
use super::read::timestamp;
use crate::connections::kept::{KeptOutcome, Outcomes};
use crate::connections::seal::Sealed;
use crate::connections::tenant::Tenant;

/// Those that are wanted, of a tenant or of all.
pub(super) fn held(
    database: &Connection,
    tenant: Option<&str>,
    wanted: &Outcomes,
) -> Result<Vec<KeptOutcome>, Failed> {
    let id = match wanted {
        Outcomes::None => return Ok(Vec::new()),
        Outcomes::All => None,
        Outcomes::WithId(id) => Some(id),
        Outcomes::FirstUnderWay(since) => return first_under_way(database, *since),
    };
    let mut statement = database.prepare_cached(
        "SELECT * FROM outcomes WHERE tenant = coalesce(?1, tenant) AND id = coalesce(?2, id)",
    )?;
    of_rows(statement.query((tenant, id))?)
}

fn first_under_way(database: &Connection, since: Timestamp) -> Result<Vec<KeptOutcome>, Failed> {
    let mut statement = database.prepare_cached(
        "SELECT * FROM outcomes WHERE NOT is_done AND begun_at >= ?1 ORDER BY begun_at LIMIT 1",
    )?;
    of_rows(statement.query([since.as_second()])?)
}

fn of_rows(mut rows: Rows<'_>) -> Result<Vec<KeptOutcome>, Failed> {
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        let content: Option<Vec<u8>> = row.get("content")?;
        kept.push(KeptOutcome {
            tenant: Tenant::kept(row.get("tenant")?),
            id: row.get("id")?,
            fingerprint: row.get("fingerprint")?,
            begun_at: timestamp(row.get("begun_at")?),
            is_done: row.get("is_done")?,
            holder: row.get("holder")?,
            held_until: timestamp(row.get("held_until")?),
            content: content.map(Sealed),
        });
    }
    Ok(kept)
}

/// Keeps one, in place of what was kept of it before.
pub(super) fn keep(database: &Connection, kept: &KeptOutcome) -> rusqlite::Result<()> {
    database
        .prepare_cached(
            "INSERT INTO outcomes (tenant, id, fingerprint, begun_at, is_done, holder, held_until,
                 content)
             VALUES (:tenant, :id, :fingerprint, :begun_at, :is_done, :holder, :held_until, :content)
             ON CONFLICT (tenant, id) DO UPDATE SET fingerprint = excluded.fingerprint,
                 begun_at = excluded.begun_at, is_done = excluded.is_done, holder = excluded.holder,
                 held_until = excluded.held_until, content = excluded.content",
        )?
        .execute(named_params! {
            ":tenant": kept.tenant.as_str(),
            ":id": kept.id,
            ":fingerprint": kept.fingerprint,
            ":begun_at": kept.begun_at.as_second(),
            ":is_done": kept.is_done,
            ":holder": kept.holder,
            ":held_until": kept.held_until.as_second(),
            ":content": kept.content,
        })
        .map(drop)
}
