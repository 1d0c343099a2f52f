//! The rows of records of exchanges.

use deadpool_postgres::Transaction;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::error::Failed;
use super::read::get;
use super::write::execute;
use crate::connections::audit::{
    AuditCursor, AuditKind, AuditPage, AuditRecord, Dialect, KeptRecord, Statement, Value,
};
use crate::connections::kept::Audit;
use crate::connections::tenant::Tenant;

/// The page of the tenant's that is wanted.
pub(super) async fn held(
    on: &Transaction<'_>,
    tenant: Option<&str>,
    wanted: &Audit,
) -> Result<AuditPage, Failed> {
    let (Some(tenant), Audit::Page(query)) = (tenant, wanted) else {
        return Ok(AuditPage::default());
    };
    let end = match query.end(tenant, Dialect::Postgres) {
        Some(statement) => {
            let rows = found(on, &statement).await?;
            rows.first().map(place).transpose()?
        }
        None => None,
    };
    let rows = found(on, &query.rows(tenant, end.as_ref(), Dialect::Postgres)).await?;
    let rows: Result<Vec<_>, Failed> = rows
        .iter()
        .map(|row| Ok((place(row)?, record(row)?)))
        .collect();
    Ok(query.page(rows?, end))
}

async fn found(
    on: &Transaction<'_>,
    Statement { text, values }: &Statement,
) -> Result<Vec<Row>, Failed> {
    let parameters: Vec<&(dyn ToSql + Sync)> = values.iter().map(parameter).collect();
    let statement = on.prepare_cached(text).await?;
    Ok(on.query(&statement, &parameters).await?)
}

fn parameter(value: &Value) -> &(dyn ToSql + Sync) {
    match value {
        Value::Text(text) => text,
        Value::Number(number) => number,
    }
}

/// Where a row is.
fn place(row: &Row) -> Result<AuditCursor, Failed> {
    Ok(AuditCursor {
        at: get(row, "at")?,
        id: get(row, "id")?,
    })
}

/// A record; none of a kind that a newer host has kept.
fn record(row: &Row) -> Result<Option<AuditRecord>, Failed> {
    let Some(kind) = AuditKind::kept(get(row, "kind")?) else {
        return Ok(None);
    };
    let at = Timestamp::from_microsecond(get(row, "at")?).unwrap_or_default();
    let status: Option<i64> = get(row, "status")?;
    let number = |column| Ok::<_, Failed>(u64::try_from(get::<i64>(row, column)?).unwrap_or(0));
    Ok(Some(AuditRecord {
        id: get(row, "id")?,
        connection_id: get(row, "connection_id")?,
        connection_name: get(row, "connection_name")?,
        connector: get(row, "connector")?,
        action: get(row, "action")?,
        run: get(row, "run")?,
        method: get(row, "method")?,
        host: get(row, "host")?,
        path: get(row, "path")?,
        status: status.and_then(|status| u16::try_from(status).ok()),
        error: get(row, "error")?,
        duration_ms: number("duration_ms")?,
        tracking_id: get(row, "tracking_id")?,
        dropped: number("dropped")?,
        ..AuditRecord::begun(at, kind)
    }))
}

/// Keeps those of tenants that are there, and were then.
pub(super) async fn keep(on: &Transaction<'_>, records: &[KeptRecord]) -> Result<(), Failed> {
    type Text<'a> = Vec<Option<&'a str>>;
    fn texts<'a>(
        records: &'a [KeptRecord],
        of: impl Fn(&'a AuditRecord) -> Option<&'a str>,
    ) -> Text<'a> {
        records.iter().map(|kept| of(&kept.record)).collect()
    }
    let numbers = |of: fn(&AuditRecord) -> u64| -> Vec<i64> {
        let numbers = records.iter().map(|kept| of(&kept.record));
        numbers
            .map(|number| i64::try_from(number).unwrap_or(i64::MAX))
            .collect()
    };
    let tenants: Vec<&str> = records.iter().map(|kept| kept.tenant.as_str()).collect();
    let at: Vec<i64> = records
        .iter()
        .map(|kept| kept.record.at.as_microsecond())
        .collect();
    let status: Vec<Option<i64>> = records
        .iter()
        .map(|kept| kept.record.status.map(i64::from))
        .collect();
    execute(
        on,
        "INSERT INTO audit (tenant, at, id, kind, connection_id, connection_name, connector,
             action, run, method, host, path, error, tracking_id, status, duration_ms, dropped)
         SELECT n.* FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[],
             $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
             $12::text[], $13::text[], $14::text[], $15::bigint[], $16::bigint[], $17::bigint[])
             AS n (tenant, at, id, kind, connection_id, connection_name, connector, action, run,
                 method, host, path, error, tracking_id, status, duration_ms, dropped)
         JOIN tenants t ON t.name = n.tenant
             AND (t.name = 'default' OR t.created_at <= n.at / 1000000)
         ON CONFLICT DO NOTHING",
        &[
            &tenants,
            &at,
            &texts(records, |record| Some(&record.id)),
            &texts(records, |record| Some(record.kind.as_str())),
            &texts(records, |record| record.connection_id.as_deref()),
            &texts(records, |record| record.connection_name.as_deref()),
            &texts(records, |record| record.connector.as_deref()),
            &texts(records, |record| record.action.as_deref()),
            &texts(records, |record| record.run.as_deref()),
            &texts(records, |record| record.method.as_deref()),
            &texts(records, |record| record.host.as_deref()),
            &texts(records, |record| record.path.as_deref()),
            &texts(records, |record| record.error.as_deref()),
            &texts(records, |record| record.tracking_id.as_deref()),
            &status,
            &numbers(|record| record.duration_ms),
            &numbers(|record| record.dropped),
        ],
    )
    .await
}

/// Forgets those of all tenants that began before. One that somebody else is at is left
/// for the next time.
pub(super) async fn forget_before(on: &Transaction<'_>, before: Timestamp) -> Result<(), Failed> {
    let delete = "DELETE FROM audit a USING (
             SELECT tenant, at, id FROM audit WHERE at < $1
             LIMIT 50000 FOR UPDATE SKIP LOCKED) too_old
         WHERE a.tenant = too_old.tenant AND a.at = too_old.at AND a.id = too_old.id";
    execute(on, delete, &[&before.as_microsecond()]).await
}

/// Forgets those of a tenant but for so many, the newest.
pub(super) async fn keep_newest(
    on: &Transaction<'_>,
    tenant: &Tenant,
    most: u64,
) -> Result<(), Failed> {
    let Some(last) = most.checked_sub(1) else {
        let delete = "DELETE FROM audit WHERE tenant = $1";
        return execute(on, delete, &[&tenant.as_str()]).await;
    };
    let delete = "DELETE FROM audit a USING (
             SELECT tenant, at, id FROM audit WHERE tenant = $1 AND (at, id) <
                 (SELECT at, id FROM audit WHERE tenant = $1 ORDER BY at DESC, id DESC
                  LIMIT 1 OFFSET $2)
             LIMIT 50000 FOR UPDATE SKIP LOCKED) beyond
         WHERE a.tenant = beyond.tenant AND a.at = beyond.at AND a.id = beyond.id";
    let last = i64::try_from(last).unwrap_or(i64::MAX);
    execute(on, delete, &[&tenant.as_str(), &last]).await
}
