//! The rows of components.

use deadpool_postgres::Transaction;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::error::Failed;
use super::read::{get, optional_timestamp, timestamp};
use super::write::execute;
use crate::connections::StoreError;
use crate::connections::backend::Access;
use crate::connections::kept::{Components, KeptComponent};

/// The components that are wanted, without their bytes unless those are wanted.
pub(super) async fn held(
    on: &Transaction<'_>,
    access: Access,
    wanted: &Components,
) -> Result<Vec<KeptComponent>, StoreError> {
    let (bytes, which, parameters): (_, _, &[&(dyn ToSql + Sync)]) = match wanted {
        Components::None => return Ok(Vec::new()),
        Components::Present => ("NULL::bytea", "replaced_at IS NULL", &[]),
        Components::All => ("NULL::bytea", "true", &[]),
        Components::Of(connector) => ("NULL::bytea", "connector = $1", &[connector]),
        Components::Whole(digest) => ("bytes", "digest = $1", &[digest]),
    };
    if access != Access::Read
        && let Components::Of(connector) = wanted
    {
        // Of two who add components of one connector the second sees the first's.
        super::locks::wait_for_components(on, connector).await?;
    }
    // Whoever looks at all of them drops some: one that somebody is about to change is
    // seen as it is then.
    let for_change = match (access, wanted) {
        (Access::Write | Access::Alone, Components::All) => " ORDER BY digest FOR UPDATE",
        _ => "",
    };
    let select = format!(
        "SELECT digest, connector, {bytes} AS bytes, added_at, replaced_at FROM components
         WHERE {which}{for_change}"
    );
    let select = on.prepare_cached(&select).await.map_err(Failed::from)?;
    let rows = on.query(&select, parameters).await.map_err(Failed::from)?;
    rows.iter().map(component).collect()
}

fn component(row: &Row) -> Result<KeptComponent, StoreError> {
    Ok(KeptComponent {
        digest: get(row, "digest")?,
        connector: get(row, "connector")?,
        bytes: get(row, "bytes")?,
        wanted_at: timestamp(get(row, "added_at")?),
        replaced_at: optional_timestamp(row, "replaced_at")?,
    })
}

/// Keeps a component, or what is known of one that is kept.
pub(super) async fn keep(on: &Transaction<'_>, kept: &KeptComponent) -> Result<(), Failed> {
    let replaced_at = kept.replaced_at.map(Timestamp::as_second);
    let Some(bytes) = &kept.bytes else {
        let update = "UPDATE components SET added_at = $2, replaced_at = $3 WHERE digest = $1";
        let wanted_at = kept.wanted_at.as_second();
        return execute(on, update, &[&kept.digest, &wanted_at, &replaced_at]).await;
    };
    let insert = "INSERT INTO components (digest, connector, bytes, added_at, replaced_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (digest) DO UPDATE SET bytes = excluded.bytes,
             added_at = excluded.added_at, replaced_at = excluded.replaced_at";
    execute(
        on,
        insert,
        &[
            &kept.digest,
            &kept.connector,
            bytes,
            &kept.wanted_at.as_second(),
            &replaced_at,
        ],
    )
    .await
}
