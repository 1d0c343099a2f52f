//! Writing connections to an archive, and ending their grants here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};
use secrecy::SecretString;

use super::record::{Record, Secret};
use super::{ArchiveError, ArchivedConnection, Document, VERSION, envelope};
use crate::blocking::blocking;
use crate::connections::StoreError;
use crate::connections::lock::GrantLock;
use crate::connections::rows::secret_setting;
use crate::connections::seal::Sealer;
use crate::connections::store::{Database, Store};

/// An archive of connections. Their grants are not renewed as long as it lives.
#[derive(Debug)]
pub struct Export {
    archive: String,
    names: Vec<String>,
    grant_ids: Vec<String>,
    store: Store,
    _locks: Vec<GrantLock>,
}

impl Export {
    /// The archive, as text to be written to a file.
    #[must_use]
    pub fn archive(&self) -> &str {
        &self.archive
    }

    /// The names of the connections in it.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Leaves the grants to the machine that imports the archive: they end here.
    /// To be called once the archive is kept safe. Importing the archive here
    /// brings them back.
    ///
    /// # Errors
    /// When the store can't be written; the grants live on here then.
    pub async fn move_out(self) -> Result<(), StoreError> {
        let Self {
            grant_ids, store, ..
        } = &self;
        let grant_ids = grant_ids.clone();
        let now = Timestamp::now();
        store
            .call(move |Database { connection, .. }| {
                let transaction = connection.transaction()?;
                for id in &grant_ids {
                    transaction.execute(
                        "UPDATE grants SET moved_at = ?2, reconnect_reason = ?3 WHERE id = ?1",
                        (
                            id,
                            now.as_second(),
                            format!(
                                "its tokens were moved to another machine on {}",
                                now.strftime("%Y-%m-%d")
                            ),
                        ),
                    )?;
                }
                Ok(transaction.commit()?)
            })
            .await
    }
}

impl Store {
    /// Writes the connections of these names to an archive; all when there are
    /// none. Renewals wait until the export is dropped.
    pub(crate) async fn export(
        &self,
        names: Vec<String>,
        passphrase: SecretString,
    ) -> Result<Export, StoreError> {
        let (names, grant_ids) = self
            .call(move |Database { connection, .. }| chosen(connection, names))
            .await?;
        let mut locks = Vec::new();
        for id in &grant_ids {
            locks.push(self.lock_grant(id).await?);
        }
        let (wanted, ids) = (names.clone(), grant_ids.clone());
        let document = self
            .call(
                move |Database {
                          connection, sealer, ..
                      }| document(connection, sealer, &wanted, &ids),
            )
            .await?;
        let archive = blocking(move || envelope::close(&document, passphrase)).await?;
        Ok(Export {
            archive,
            names,
            grant_ids,
            store: self.clone(),
            _locks: locks,
        })
    }
}

/// The names to export and the grants that go with them, in an order in which
/// everybody takes their locks.
fn chosen(
    database: &Connection,
    mut names: Vec<String>,
) -> Result<(Vec<String>, Vec<String>), StoreError> {
    let all: Vec<(String, String, bool)> = database
        .prepare(
            "SELECT c.name, c.grant_id, g.moved_at IS NOT NULL
             FROM connections c JOIN grants g ON g.id = c.grant_id ORDER BY c.name",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    if names.is_empty() {
        let here = all.iter().filter(|(_, _, moved)| !moved);
        names = here.map(|(name, _, _)| name.clone()).collect();
    }
    if names.is_empty() {
        return Err(ArchiveError::Nothing.into());
    }
    let mut grant_ids = BTreeSet::new();
    for name in &names {
        let (_, grant_id, moved) = all
            .iter()
            .find(|(known, _, _)| known == name)
            .ok_or_else(|| StoreError::NoConnection { name: name.clone() })?;
        if *moved {
            return Err(ArchiveError::AlreadyMoved { name: name.clone() }.into());
        }
        grant_ids.insert(grant_id.clone());
    }
    for grant_id in &grant_ids {
        let (leaving, staying): (Vec<String>, Vec<String>) = all
            .iter()
            .filter(|(_, id, _)| id == grant_id)
            .map(|(name, _, _)| name.clone())
            .partition(|name| names.contains(name));
        if !staying.is_empty() {
            return Err(ArchiveError::Shared { leaving, staying }.into());
        }
    }
    names.sort_unstable();
    names.dedup();
    Ok((names, grant_ids.into_iter().collect()))
}

fn document(
    database: &Connection,
    sealer: &Sealer,
    names: &[String],
    grant_ids: &[String],
) -> Result<Document, StoreError> {
    let mut grants = Vec::new();
    for id in grant_ids {
        let grant = record(database, sealer, "grants", "id", id)?;
        grants.push(grant.ok_or(StoreError::GrantGone)?);
    }
    let mut connections = Vec::new();
    let mut apps = BTreeMap::new();
    for name in names {
        let (id, grant_id, connector): (String, String, String) = database
            .query_row(
                "SELECT id, grant_id, connector FROM connections WHERE name = ?1",
                [name],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?
            .ok_or_else(|| StoreError::NoConnection { name: name.clone() })?;
        let grant = grant_ids
            .iter()
            .position(|known| *known == grant_id)
            .ok_or(StoreError::GrantGone)?;
        let connection = record(database, sealer, "connections", "id", &id)?;
        connections.push(ArchivedConnection {
            grant,
            connection: connection.ok_or(StoreError::GrantGone)?,
            secret_settings: secret_settings(database, sealer, &id)?,
        });
        if let Some(app) = record(database, sealer, "apps", "connector", &connector)?
            && app.text("client_id")? == grants[grant].text("client_id")?
        {
            apps.insert(connector, app);
        }
    }
    Ok(Document {
        version: VERSION,
        grants,
        connections,
        apps: apps.into_values().collect(),
    })
}

fn record(
    database: &Connection,
    sealer: &Sealer,
    table: &'static str,
    key_column: &str,
    key: &str,
) -> Result<Option<Record>, StoreError> {
    let sql = format!("SELECT * FROM {table} WHERE {key_column} = ?1");
    let mut statement = database.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter([key]))?;
    rows.next()?
        .map(|row| Record::read(row, table, key, sealer))
        .transpose()
}

fn secret_settings(
    database: &Connection,
    sealer: &Sealer,
    connection_id: &str,
) -> Result<BTreeMap<String, Secret>, StoreError> {
    let mut statement =
        database.prepare("SELECT name, value FROM secret_settings WHERE connection_id = ?1")?;
    let mut rows = statement.query([connection_id])?;
    let mut secrets = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (name, sealed): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let secret = sealer.open(secret_setting(connection_id, &name), &sealed)?;
        secrets.insert(name, Secret(secret));
    }
    Ok(secrets)
}
