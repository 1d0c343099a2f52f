//! Taking in the connections of an archive, all or none.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};
use secrecy::SecretString;

use super::record::Record;
use super::{ArchiveError, ArchivedConnection, Document, envelope};
use crate::blocking::blocking;
use crate::connections::rows::secret_setting;
use crate::connections::seal::Sealer;
use crate::connections::store::{Database, Store};
use crate::connections::{StoreError, check_name, new_id};

impl Store {
    /// Takes in the connections of an archive; returns their names. What is here
    /// already is replaced only with leave to `replace`, unless it has ended.
    pub(crate) async fn import(
        &self,
        archive: String,
        passphrase: SecretString,
        replace: bool,
    ) -> Result<Vec<String>, StoreError> {
        let document = blocking(move || {
            let document = envelope::open(&archive, passphrase)?;
            of_connectors(document)
        })
        .await?;
        let (document, mut ids) = self
            .call(move |Database { connection, .. }| {
                let mut ids = Vec::new();
                for grant in &document.grants {
                    ids.extend(GrantHere::find(connection, grant)?.map(|grant| grant.id));
                }
                Ok((document, ids))
            })
            .await?;
        // A renewal that is under way ends first, and is seen.
        let mut locks = Vec::new();
        ids.sort_unstable();
        ids.dedup();
        for id in &ids {
            locks.push(self.lock_grant(id).await?);
        }
        self.call(
            move |Database {
                      connection, sealer, ..
                  }| {
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let names = take_in(&transaction, sealer, document, replace)?;
                transaction.commit()?;
                Ok(names)
            },
        )
        .await
    }
}

/// The document with each grant as its connector's. An archive that is older says
/// so of connections alone.
fn of_connectors(mut document: Document) -> Result<Document, StoreError> {
    for ArchivedConnection {
        grant, connection, ..
    } in &document.connections
    {
        check_name(connection.text("name")?)?;
        let key = connection.text("connector")?;
        let grant = document
            .grants
            .get_mut(*grant)
            .ok_or_else(|| ArchiveError::Damaged("a connection has no grant".to_owned()))?;
        match grant.text("connector") {
            Err(_) => {
                grant.set("connector", key);
                grant.set("common_redirect", 1);
            }
            Ok(of_grant) if of_grant == key => {}
            Ok(_) => {
                let problem = "a connection has the grant of another connector".to_owned();
                return Err(ArchiveError::Damaged(problem).into());
            }
        }
    }
    for app in &mut document.apps {
        if app.number("common_redirect").is_err() {
            app.set("common_redirect", 1);
        }
    }
    Ok(document)
}

/// Takes in what is no archive of this host's, for tests.
#[cfg(any(test, fuzzing))]
pub(in crate::connections) fn take_in_any(
    database: &mut Connection,
    sealer: &Sealer,
    bytes: &[u8],
) -> Result<Vec<String>, StoreError> {
    let document = of_connectors(envelope::read_any(bytes)?)?;
    let transaction = database.transaction()?;
    let names = take_in(&transaction, sealer, document, true)?;
    transaction.commit()?;
    Ok(names)
}

fn take_in(
    database: &Connection,
    sealer: &Sealer,
    document: Document,
    replace: bool,
) -> Result<Vec<String>, StoreError> {
    let Document {
        mut grants,
        connections,
        apps,
        ..
    } = document;
    refuse_taken_names(database, &grants, &connections)?;

    let mut replaced = Vec::new();
    for grant in &mut grants {
        replaced.extend(put_in_place(database, grant)?);
    }
    for app in &apps {
        replaced.extend(replaced_app(database, app)?);
    }
    if !replaced.is_empty() && !replace {
        return Err(ArchiveError::WouldReplace { replaced }.into());
    }
    for grant in &grants {
        grant.write(database, "grants", "id", sealer)?;
    }
    for app in &apps {
        app.write(database, "apps", "connector", sealer)?;
    }
    connections
        .into_iter()
        .map(|connection| write_connection(database, sealer, &grants, connection))
        .collect()
}

/// The names that other accounts have here.
fn refuse_taken_names(
    database: &Connection,
    grants: &[Record],
    connections: &[ArchivedConnection],
) -> Result<(), StoreError> {
    let mut taken = Vec::new();
    for ArchivedConnection {
        grant, connection, ..
    } in connections
    {
        let grant = grant_of(grants, *grant)?;
        let (name, connector) = (connection.text("name")?, connection.text("connector")?);
        let existing: Option<(String, String, String, String, String)> = database
            .query_row(
                "SELECT c.connector, g.label, g.token_endpoint, g.client_id, g.subject
                 FROM connections c JOIN grants g ON g.id = c.grant_id WHERE c.name = ?1",
                [name],
                |row| {
                    Ok((
                        row.get(0)?,
                        row.get(1)?,
                        row.get(2)?,
                        row.get(3)?,
                        row.get(4)?,
                    ))
                },
            )
            .optional()?;
        let Some((connector_here, label_here, token_endpoint, client_id, subject)) = existing
        else {
            continue;
        };
        let is_the_same = connector_here == connector
            && token_endpoint == grant.text("token_endpoint")?
            && client_id == grant.text("client_id")?
            && subject == grant.text("subject")?;
        if !is_the_same {
            taken.push(format!(
                "`{name}` is {label_here} at {connector_here} here, and {} at {connector} in the archive",
                grant.text("label")?
            ));
        }
    }
    if taken.is_empty() {
        Ok(())
    } else {
        Err(ArchiveError::NamesTaken { taken }.into())
    }
}

/// A grant of the store for the same token endpoint, client and subject.
struct GrantHere {
    id: String,
    generation: i64,
    received_at: i64,
    lives: bool,
}

impl GrantHere {
    fn find(database: &Connection, grant: &Record) -> Result<Option<Self>, StoreError> {
        let key = [
            grant.text("connector")?,
            grant.text("token_endpoint")?,
            grant.text("client_id")?,
            grant.text("subject")?,
        ];
        Ok(database
            .query_row(
                "SELECT id, generation, received_at, reconnect_reason IS NULL FROM grants
                 WHERE connector = ?1 AND token_endpoint = ?2 AND client_id = ?3
                     AND subject = ?4",
                key,
                |row| {
                    Ok(Self {
                        id: row.get(0)?,
                        generation: row.get(1)?,
                        received_at: row.get(2)?,
                        lives: row.get(3)?,
                    })
                },
            )
            .optional()?)
    }
}

/// Gives a grant of the archive its id here, and a generation after that of the
/// one that it takes the place of; says what living one that is.
fn put_in_place(database: &Connection, grant: &mut Record) -> Result<Option<String>, StoreError> {
    let Some(here) = GrantHere::find(database, grant)? else {
        grant.set("id", new_id()?);
        return Ok(None);
    };
    let (label, received_at) = (grant.text("label")?, grant.number("received_at")?);
    let age = if here.received_at > received_at {
        "newer than"
    } else {
        "no newer than"
    };
    let replaced = here
        .lives
        .then(|| format!("the tokens of {label} here, which are {age} those of the archive"));
    let generation = here.generation.max(grant.number("generation")?) + 1;
    grant.set("generation", generation);
    grant.set("id", here.id);
    Ok(replaced)
}

/// The app that an app of the archive would take the place of.
fn replaced_app(database: &Connection, app: &Record) -> Result<Option<String>, StoreError> {
    let (connector, client_id) = (app.text("connector")?, app.text("client_id")?);
    let here: Option<String> = database
        .query_row(
            "SELECT client_id FROM apps WHERE connector = ?1",
            [connector],
            |row| row.get(0),
        )
        .optional()?;
    Ok(here.filter(|here| here != client_id).map(|here| {
        format!("the app of {connector} with the client id `{here}` by the one with `{client_id}`")
    }))
}

fn write_connection(
    database: &Connection,
    sealer: &Sealer,
    grants: &[Record],
    archived: ArchivedConnection,
) -> Result<String, StoreError> {
    let ArchivedConnection {
        grant,
        mut connection,
        secret_settings,
    } = archived;
    let name = connection.text("name")?.to_owned();
    let id_here: Option<String> = database
        .query_row(
            "SELECT id FROM connections WHERE name = ?1",
            [&name],
            |row| row.get(0),
        )
        .optional()?;
    let id = id_here.map_or_else(new_id, Ok)?;
    // The default connection of this machine stays the default.
    if connection.number("is_default")? == 1 {
        let none_here: bool = database.query_row(
            "SELECT NOT EXISTS
                 (SELECT 1 FROM connections WHERE connector = ?1 AND is_default AND id <> ?2)",
            (connection.text("connector")?, &id),
            |row| row.get(0),
        )?;
        connection.set("is_default", i64::from(none_here));
    }
    connection.set("id", id.as_str());
    connection.set("grant_id", grant_of(grants, grant)?.text("id")?);
    connection.write(database, "connections", "id", sealer)?;
    database.execute(
        "DELETE FROM secret_settings WHERE connection_id = ?1",
        [&id],
    )?;
    for (setting, secret) in &secret_settings {
        let sealed = sealer.seal(secret_setting(&id, setting), &secret.0)?;
        database.execute(
            "INSERT INTO secret_settings (connection_id, name, value) VALUES (?1, ?2, ?3)",
            (&id, setting, sealed),
        )?;
    }
    Ok(name)
}

fn grant_of(grants: &[Record], index: usize) -> Result<&Record, ArchiveError> {
    grants
        .get(index)
        .ok_or_else(|| ArchiveError::Damaged("a connection has no grant".to_owned()))
}
