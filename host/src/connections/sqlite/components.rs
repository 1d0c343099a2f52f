//! The rows of components.

use rusqlite::{Connection, Row, ToSql, named_params};

use super::error::Failed;
use super::read::{optional_timestamp, timestamp};
use crate::connections::kept::{Components, KeptComponent};
use jiff::Timestamp;

/// The components that are wanted, without their bytes unless those are wanted.
pub(super) fn held(
    database: &Connection,
    wanted: &Components,
) -> Result<Vec<KeptComponent>, Failed> {
    let (bytes, which, parameters): (_, _, &[&dyn ToSql]) = match wanted {
        Components::None => return Ok(Vec::new()),
        Components::Present => ("NULL", "replaced_at IS NULL", &[]),
        Components::All => ("NULL", "true", &[]),
        Components::Of(connector) => ("NULL", "connector = ?1", &[connector]),
        Components::Whole(digest) => ("bytes", "digest = ?1", &[digest]),
    };
    let mut statement = database.prepare_cached(&format!(
        "SELECT digest, connector, {bytes} AS bytes, added_at, replaced_at FROM components
         WHERE {which}"
    ))?;
    let mut rows = statement.query(parameters)?;
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        kept.push(component(row)?);
    }
    Ok(kept)
}

fn component(row: &Row<'_>) -> Result<KeptComponent, Failed> {
    Ok(KeptComponent {
        digest: row.get("digest")?,
        connector: row.get("connector")?,
        bytes: row.get("bytes")?,
        wanted_at: timestamp(row.get("added_at")?),
        replaced_at: optional_timestamp(row, "replaced_at")?,
    })
}

/// Keeps a component, or what is known of one that is kept.
pub(super) fn keep(database: &Connection, kept: &KeptComponent) -> rusqlite::Result<()> {
    let (wanted_at, replaced_at) = (
        kept.wanted_at.as_second(),
        kept.replaced_at.map(Timestamp::as_second),
    );
    let Some(bytes) = &kept.bytes else {
        return database
            .prepare_cached(
                "UPDATE components SET added_at = ?2, replaced_at = ?3 WHERE digest = ?1",
            )?
            .execute((&kept.digest, wanted_at, replaced_at))
            .map(drop);
    };
    database
        .prepare_cached(
            "INSERT INTO components (digest, connector, bytes, added_at, replaced_at)
             VALUES (:digest, :connector, :bytes, :wanted_at, :replaced_at)
             ON CONFLICT (digest) DO UPDATE SET bytes = excluded.bytes,
                 added_at = excluded.added_at, replaced_at = excluded.replaced_at",
        )?
        .execute(named_params! {
            ":digest": kept.digest,
            ":connector": kept.connector,
            ":bytes": bytes,
            ":wanted_at": wanted_at,
            ":replaced_at": replaced_at,
        })
        .map(drop)
}
