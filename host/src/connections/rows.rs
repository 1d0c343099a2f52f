//! Connections in the store: reading, making and removing them.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, TransactionBehavior, named_params};
use secrecy::SecretString;
use serde_json::Value;

use super::lock::GrantLocks;
use super::model::{Account, Connection, Grant, SignIn, State};
use super::seal::Place;
use super::store::{Database, Store};
use super::{StoreError, grants, new_id};

const SELECT: &str = "
    SELECT c.id AS connection_id, c.name, c.connector, c.method, c.settings, c.created_at, g.*
    FROM connections c JOIN grants g ON g.id = c.grant_id";

impl Store {
    /// All connections, by name.
    pub(crate) async fn connections(&self) -> Result<Vec<Connection>, StoreError> {
        self.call(|database| {
            let mut statement = database
                .connection
                .prepare_cached(&format!("{SELECT} ORDER BY c.name"))?;
            let mut rows = statement.query([])?;
            let mut connections = Vec::new();
            while let Some(row) = rows.next()? {
                connections.push(read(row)?);
            }
            Ok(connections)
        })
        .await
    }

    /// The connection of that name.
    pub(crate) async fn connection(&self, name: &str) -> Result<Connection, StoreError> {
        let name = name.to_owned();
        self.call(move |database| {
            by_name(&database.connection, &name)?.ok_or(StoreError::NoConnection { name })
        })
        .await
    }

    /// Keeps what a sign-in brought: the grant is made or renewed under all its
    /// connections, and the connection is made or renewed, both or neither.
    /// A sign-in whose name turns out to be taken still renews a grant that
    /// other connections use, since the server may have ended its old tokens.
    pub(crate) async fn keep(&self, sign_in: SignIn) -> Result<Connection, StoreError> {
        self.call(move |Database { connection, sealer, .. }| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let known_grant = grants::find(&transaction, &sign_in)?;
            let name = match name_for(&transaction, &sign_in, known_grant.as_deref()) {
                Ok(name) => name,
                Err(refusal) => {
                    if let Some(grant_id) = known_grant {
                        grants::renew_by_sign_in(&transaction, sealer, &grant_id, &sign_in)?;
                        transaction.commit()?;
                    }
                    return Err(refusal);
                }
            };
            let grant_id = match known_grant {
                Some(grant_id) => {
                    grants::renew_by_sign_in(&transaction, sealer, &grant_id, &sign_in)?;
                    grant_id
                }
                None => grants::insert(&transaction, sealer, &sign_in)?,
            };

            let id = transaction.query_row(
                "INSERT INTO connections (id, name, connector, method, settings, grant_id, created_at)
                 VALUES (:id, :name, :connector, :method, :settings, :grant_id, :created_at)
                 ON CONFLICT (name) DO UPDATE SET
                     method = excluded.method, settings = excluded.settings
                 RETURNING id",
                named_params! {
                    ":id": new_id()?,
                    ":name": name,
                    ":connector": sign_in.connector,
                    ":method": sign_in.method,
                    ":settings": Value::from(sign_in.settings).to_string(),
                    ":grant_id": grant_id,
                    ":created_at": sign_in.tokens.received_at.as_second(),
                },
                |row| row.get::<_, String>(0),
            )?;
            transaction.execute("DELETE FROM secret_settings WHERE connection_id = ?1", [&id])?;
            for (setting, value) in &sign_in.secret_settings {
                let sealed = sealer.seal(secret_setting(&id, setting), value)?;
                transaction.execute(
                    "INSERT INTO secret_settings (connection_id, name, value) VALUES (?1, ?2, ?3)",
                    (&id, setting, sealed),
                )?;
            }
            let kept = by_name(&transaction, &name)?.ok_or(StoreError::NoConnection { name })?;
            transaction.commit()?;
            Ok(kept)
        })
        .await
    }

    /// Removes a connection, and its grant when no other connection uses it.
    /// Says whether the grant went as well.
    pub(crate) async fn remove(&self, connection: &Connection) -> Result<bool, StoreError> {
        let (id, grant_id) = (connection.id.clone(), connection.grant.id.clone());
        self.call(
            move |Database {
                      connection,
                      lock_directory,
                      ..
                  }| {
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                transaction.execute("DELETE FROM connections WHERE id = ?1", [&id])?;
                let grant_gone = transaction.execute(
                    "DELETE FROM grants WHERE id = ?1
                 AND NOT EXISTS (SELECT 1 FROM connections WHERE grant_id = ?1)",
                    [&grant_id],
                )? > 0;
                transaction.commit()?;
                if grant_gone {
                    GrantLocks::forget(lock_directory, &grant_id);
                }
                Ok(grant_gone)
            },
        )
        .await
    }

    /// How many connections use a grant.
    pub(crate) async fn connections_of_grant(&self, grant_id: &str) -> Result<usize, StoreError> {
        let grant_id = grant_id.to_owned();
        self.call(move |Database { connection, .. }| {
            Ok(connection.query_row(
                "SELECT count(*) FROM connections WHERE grant_id = ?1",
                [grant_id],
                |row| row.get(0),
            )?)
        })
        .await
    }

    /// The value of a secret setting of a connection, when it has one.
    pub(crate) async fn secret_setting(
        &self,
        connection_id: &str,
        name: &str,
    ) -> Result<Option<SecretString>, StoreError> {
        let (connection_id, name) = (connection_id.to_owned(), name.to_owned());
        self.call(
            move |Database {
                      connection, sealer, ..
                  }| {
                let sealed: Option<Vec<u8>> = connection
                    .query_row(
                        "SELECT value FROM secret_settings WHERE connection_id = ?1 AND name = ?2",
                        [&connection_id, &name],
                        |row| row.get(0),
                    )
                    .optional()?;
                let open =
                    |sealed: Vec<u8>| sealer.open(secret_setting(&connection_id, &name), &sealed);
                Ok(sealed.map(open).transpose()?)
            },
        )
        .await
    }
}

fn secret_setting<'a>(connection_id: &'a str, name: &'a str) -> Place<'a> {
    Place {
        table: "secret_settings",
        row: connection_id,
        column: name,
    }
}

/// The name to keep a sign-in under. Without a name, the connection that the
/// same sign-in made before is renewed; failing that, the connector's key
/// becomes the name, with a number when it is taken.
fn name_for(
    database: &rusqlite::Connection,
    sign_in: &SignIn,
    known_grant: Option<&str>,
) -> Result<String, StoreError> {
    if let Some(name) = &sign_in.name {
        let existing = by_name(database, name)?;
        return match existing {
            Some(existing)
                if existing.connector != sign_in.connector
                    || known_grant != Some(existing.grant.id.as_str()) =>
            {
                Err(StoreError::NameTaken {
                    name: name.clone(),
                    existing: format!("{} at {}", existing.grant.account.label, existing.connector),
                    new: format!("{} at {}", sign_in.account.label, sign_in.connector),
                    grant_renewed: known_grant.is_some(),
                })
            }
            _ => Ok(name.clone()),
        };
    }
    let made_before = database
        .query_row(
            "SELECT name FROM connections WHERE connector = ?1 AND method = ?2 AND grant_id = ?3
             ORDER BY created_at, name LIMIT 1",
            (&sign_in.connector, &sign_in.method, known_grant),
            |row| row.get(0),
        )
        .optional()?;
    if let Some(name) = made_before {
        return Ok(name);
    }
    let mut candidate = sign_in.connector.clone();
    let mut number = 1;
    while by_name(database, &candidate)?.is_some() {
        number += 1;
        candidate = format!("{}-{number}", sign_in.connector);
    }
    Ok(candidate)
}

fn by_name(database: &rusqlite::Connection, name: &str) -> Result<Option<Connection>, StoreError> {
    let mut statement = database.prepare_cached(&format!("{SELECT} WHERE c.name = ?1"))?;
    let mut rows = statement.query([name])?;
    rows.next()?.map(read).transpose()
}

fn read(row: &Row<'_>) -> Result<Connection, StoreError> {
    Ok(Connection {
        id: row.get("connection_id")?,
        name: row.get("name")?,
        connector: row.get("connector")?,
        method: row.get("method")?,
        settings: json(row, "settings")?,
        created_at: timestamp(row.get("created_at")?),
        grant: Grant {
            id: row.get("id")?,
            token_endpoint: row.get("token_endpoint")?,
            client_id: row.get("client_id")?,
            account: Account {
                subject: row.get("subject")?,
                label: row.get("label")?,
                facts: json(row, "account")?,
            },
            scopes: json(row, "scopes")?,
            base_url: row.get("base_url")?,
            received_at: timestamp(row.get("received_at")?),
            expires_at: row.get::<_, Option<i64>>("expires_at")?.map(timestamp),
            generation: row.get("generation")?,
            state: match row.get("reconnect_reason")? {
                None => State::Connected,
                Some(reason) => State::NeedsReconnecting { reason },
            },
        },
    })
}

pub(super) fn json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_str(
        row.get_ref(column)?
            .as_str()
            .map_err(rusqlite::Error::from)?,
    )
    .map_err(|source| StoreError::Corrupt {
        what: column,
        source,
    })
}

/// Seconds since the epoch as a time; what no calendar has becomes its nearest.
pub(super) fn timestamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second()))
        .unwrap_or(Timestamp::MAX)
}
