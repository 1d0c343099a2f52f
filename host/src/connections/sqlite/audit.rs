//! The rows of records of exchanges.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiff::Timestamp;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, params, params_from_iter};

use super::error::Failed;
use crate::connections::audit::{
    AuditCursor, AuditKind, AuditPage, AuditRecord, Dialect, KeptRecord, Statement, Value,
};
use crate::connections::kept::Audit;
use crate::connections::tenant::Tenant;

/// The page of the tenant's that is wanted.
pub(super) fn held(
    database: &Connection,
    tenant: Option<&str>,
    wanted: &Audit,
) -> Result<AuditPage, Failed> {
    let (Some(tenant), Audit::Page(query)) = (tenant, wanted) else {
        return Ok(AuditPage::default());
    };
    let end = match query.end(tenant, Dialect::Sqlite) {
        Some(statement) => found(database, &statement, place)?.pop(),
        None => None,
    };
    let rows = found(
        database,
        &query.rows(tenant, end.as_ref(), Dialect::Sqlite),
        |row| Ok((place(row)?, record(row)?)),
    )?;
    Ok(query.page(rows, end))
}

/// There are more of these statements than are worth to be kept.
fn found<T>(
    database: &Connection,
    Statement { text, values }: &Statement,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut statement = database.prepare(text)?;
    let rows = statement.query_map(params_from_iter(values), read)?;
    rows.collect()
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Text(text) => text.to_sql(),
            Self::Number(number) => number.to_sql(),
        }
    }
}

/// Where a row is.
fn place(row: &Row<'_>) -> rusqlite::Result<AuditCursor> {
    Ok(AuditCursor {
        at: row.get("at")?,
        id: row.get("id")?,
    })
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
/// gone before. A row is one statement that can fail in one place, so that SQLite need not
/// write down beforehand what it would take back.
pub(super) fn keep(database: &Connection, records: &[KeptRecord]) -> rusqlite::Result<()> {
    let mut insert = database.prepare_cached(
        "INSERT INTO audit (tenant, at, id, kind, connection_id, connection_name, connector, action,
             run, method, host, path, status, error, duration_ms, tracking_id, dropped)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
    )?;
    let mut tenants = BTreeMap::new();
    for KeptRecord { tenant, record } in records {
        let there_since = match tenants.entry(tenant) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unknown) => *unknown.insert(there_since(database, tenant)?),
        };
        let at = record.at.as_microsecond();
        if there_since.is_none_or(|since| at / 1_000_000 < since) {
            continue;
        }
        insert.execute(params![
            tenant.as_str(),
            at,
            record.id,
            record.kind.as_str(),
            record.connection_id,
            record.connection_name,
            record.connector,
            record.action,
            record.run,
            record.method,
            record.host,
            record.path,
            record.status,
            record.error,
            record.duration_ms,
            record.tracking_id,
            record.dropped,
        ])?;
    }
    Ok(())
}

/// Since when a tenant is there, in seconds; none for one that is not.
fn there_since(database: &Connection, tenant: &Tenant) -> rusqlite::Result<Option<i64>> {
    let mut created = database.prepare_cached("SELECT created_at FROM tenants WHERE name = ?1")?;
    let created = created.query_row([tenant.as_str()], |row| row.get(0));
    let created = created.optional()?;
    Ok(created.map(|created| {
        if tenant.is_default() {
            i64::MIN
        } else {
            created
        }
    }))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connections::audit::{AuditOutcome, AuditQuery};
    use crate::connections::sqlite::schema;

    #[test]
    fn each_search_goes_through_an_index_in_its_order_and_sorts_nothing() {
        let mut database = Connection::open_in_memory().unwrap();
        schema::migrate(&mut database).unwrap();
        let query = AuditQuery::default;
        let by_key = "USING PRIMARY KEY (tenant=? AND ";
        let by_connection = "INDEX audit_by_connection (tenant=? AND connection_id=? AND ";
        let by_action = "INDEX audit_by_action (tenant=? AND action=? AND ";
        for (query, index) in [
            (query(), by_key),
            (query().connection("gone"), by_key),
            (query().outcome(AuditOutcome::Failed), by_key),
            (query().of_id("work"), by_connection),
            (query().of_id("work").action("get-note"), by_connection),
            (query().action("get-note"), by_action),
            (query().connection("gone").action("get-note"), by_action),
        ] {
            let end = AuditCursor::first();
            let rows = [None, Some(&end)].map(|end| query.rows("acme", end, Dialect::Sqlite));
            for Statement { text, values } in
                query.end("acme", Dialect::Sqlite).into_iter().chain(rows)
            {
                let mut plan = database
                    .prepare(&format!("EXPLAIN QUERY PLAN {text}"))
                    .unwrap();
                let plan = plan.query_map(params_from_iter(&values), |row| row.get("detail"));
                let plan: Vec<String> = plan.unwrap().map(Result::unwrap).collect();
                assert_eq!(plan.len(), 1, "{text}: {plan:?}");
                assert!(plan[0].contains(index), "{text}: {plan:?}");
                assert!(plan[0].contains("(at,id)<(?,?)"), "{text}: {plan:?}");
            }
        }
    }
}
