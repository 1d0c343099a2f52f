//! The rows of records of exchanges.

use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params};

use super::error::Failed;
use crate::connections::audit::{
    AuditCursor, AuditKind, AuditOutcome, AuditQuery, AuditRecord, KeptRecord,
};
use crate::connections::kept::Audit;
use crate::connections::tenant::Tenant;

/// Those of the tenant that are wanted, the newest first, and one more.
pub(super) fn held(
    database: &Connection,
    tenant: Option<&str>,
    wanted: &Audit,
) -> Result<Vec<AuditRecord>, Failed> {
    let (Some(tenant), Audit::Page(query)) = (tenant, wanted) else {
        return Ok(Vec::new());
    };
    let AuditQuery {
        connection,
        action,
        outcome,
        since,
        until,
        after,
        is_by_id,
        ..
    } = &**query;
    let after = after.clone().unwrap_or_else(AuditCursor::first);
    let mut statement = database.prepare_cached(&format!(
        "SELECT * FROM audit
         WHERE tenant = :tenant AND at >= :since AND at < :until AND (at, id) < (:at, :id)
           AND (:connection IS NULL OR connection_id = :connection
               OR (NOT :is_by_id AND connection_name = :connection))
           AND (:action IS NULL OR action = :action) AND {}
         ORDER BY at DESC, id DESC LIMIT :most",
        AuditOutcome::in_sql(*outcome)
    ))?;
    let mut rows = statement.query(named_params! {
        ":tenant": tenant,
        ":since": since.map_or(i64::MIN, Timestamp::as_microsecond),
        ":until": until.map_or(i64::MAX, Timestamp::as_microsecond),
        ":at": after.at,
        ":id": after.id,
        ":connection": connection,
        ":is_by_id": is_by_id,
        ":action": action,
        ":most": i64::try_from(query.most()).unwrap_or(i64::MAX).saturating_add(1),
    })?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.extend(record(row)?);
    }
    Ok(records)
}

/// A record; none of a kind that a newer host has kept.
fn record(row: &Row<'_>) -> rusqlite::Result<Option<AuditRecord>> {
    let kind: String = row.get("kind")?;
    let Some(kind) = AuditKind::kept(&kind) else {
        return Ok(None);
    };
    let at = Timestamp::from_microsecond(row.get("at")?).unwrap_or_default();
    Ok(Some(AuditRecord {
        id: row.get("id")?,
        connection_id: row.get("connection_id")?,
        connection_name: row.get("connection_name")?,
        connector: row.get("connector")?,
        action: row.get("action")?,
        run: row.get("run")?,
        method: row.get("method")?,
        host: row.get("host")?,
        path: row.get("path")?,
        status: row.get("status")?,
        error: row.get("error")?,
        duration_ms: row.get("duration_ms")?,
        tracking_id: row.get("tracking_id")?,
        dropped: row.get("dropped")?,
        ..AuditRecord::begun(at, kind)
    }))
}

/// Keeps those of tenants that are there, and were then: one of the same name may have
/// gone before.
pub(super) fn keep(database: &Connection, records: &[KeptRecord]) -> rusqlite::Result<()> {
    let mut insert = database.prepare_cached(
        "INSERT INTO audit (tenant, at, id, kind, connection_id, connection_name, connector, action,
             run, method, host, path, status, error, duration_ms, tracking_id, dropped)
         SELECT :tenant, :at, :id, :kind, :connection_id, :connection_name, :connector, :action,
             :run, :method, :host, :path, :status, :error, :duration_ms, :tracking_id, :dropped
         WHERE EXISTS (SELECT 1 FROM tenants WHERE name = :tenant
             AND (name = 'default' OR created_at <= :at / 1000000))
         ON CONFLICT DO NOTHING",
    )?;
    for KeptRecord { tenant, record } in records {
        insert.execute(named_params! {
            ":tenant": tenant.as_str(),
            ":at": record.at.as_microsecond(),
            ":id": record.id,
            ":kind": record.kind.as_str(),
            ":connection_id": record.connection_id,
            ":connection_name": record.connection_name,
            ":connector": record.connector,
            ":action": record.action,
            ":run": record.run,
            ":method": record.method,
            ":host": record.host,
            ":path": record.path,
            ":status": record.status,
            ":error": record.error,
            ":duration_ms": record.duration_ms,
            ":tracking_id": record.tracking_id,
            ":dropped": record.dropped,
        })?;
    }
    Ok(())
}

/// Forgets those of a tenant but for so many, the newest.
pub(super) fn keep_newest(
    database: &Connection,
    tenant: &Tenant,
    most: u64,
) -> rusqlite::Result<()> {
    let Some(last) = most.checked_sub(1) else {
        let delete = "DELETE FROM audit WHERE tenant = ?1";
        return database.execute(delete, [tenant.as_str()]).map(drop);
    };
    database
        .prepare_cached(
            "DELETE FROM audit WHERE (tenant, at, id) IN
                 (SELECT tenant, at, id FROM audit WHERE tenant = ?1 AND (at, id) <
                     (SELECT at, id FROM audit WHERE tenant = ?1 ORDER BY at DESC, id DESC
                      LIMIT 1 OFFSET ?2) LIMIT 50000)",
        )?
        .execute((tenant.as_str(), i64::try_from(last).unwrap_or(i64::MAX)))
        .map(drop)
}
