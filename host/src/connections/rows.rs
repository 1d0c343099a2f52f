//! Reading connections from the store.

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension as _, Row};
use secrecy::SecretString;

use super::StoreError;
use super::grants::subject_of_key;
use super::model::{Account, Connection, Grant, GrantState, Trouble};
use super::seal::Place;
use super::store::{Database, Store};
use crate::subject::Reach;

const SELECT: &str = "
    SELECT c.id AS connection_id, c.name, c.connector, c.method, c.settings, c.owner, c.is_default,
        c.disabled_at, c.created_at, c.last_used_at, k.consent AS agreed, g.*
    FROM connections c JOIN grants g ON g.id = c.grant_id
    LEFT JOIN consents k ON k.connector = c.connector";

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

    /// The connection that a connector's calls use when they name none.
    pub(crate) async fn default_connection(
        &self,
        connector: &str,
    ) -> Result<Option<Connection>, StoreError> {
        let connector = connector.to_owned();
        self.call(move |database| {
            let statement = format!("{SELECT} WHERE c.connector = ?1 AND c.is_default");
            one(&database.connection, &statement, &connector)
        })
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

    /// The secret settings of a connection.
    pub(crate) async fn secret_settings(
        &self,
        connection_id: &str,
    ) -> Result<Vec<(String, SecretString)>, StoreError> {
        let id = connection_id.to_owned();
        self.call(
            move |Database {
                      connection, sealer, ..
                  }| {
                let mut statement = connection.prepare_cached(
                    "SELECT name, value FROM secret_settings WHERE connection_id = ?1 ORDER BY name",
                )?;
                let mut rows = statement.query([&id])?;
                let mut settings = Vec::new();
                while let Some(row) = rows.next()? {
                    let (name, sealed): (String, Vec<u8>) = (row.get("name")?, row.get("value")?);
                    let value = sealer.open(secret_setting(&id, &name), &sealed)?;
                    settings.push((name, value));
                }
                Ok(settings)
            },
        )
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

pub(super) fn secret_setting<'a>(connection_id: &'a str, name: &'a str) -> Place<'a> {
    Place {
        table: "secret_settings",
        row: connection_id,
        column: name,
    }
}

pub(super) fn by_name(
    database: &rusqlite::Connection,
    name: &str,
) -> Result<Option<Connection>, StoreError> {
    one(database, &format!("{SELECT} WHERE c.name = ?1"), name)
}

fn one(
    database: &rusqlite::Connection,
    statement: &str,
    parameter: &str,
) -> Result<Option<Connection>, StoreError> {
    let mut statement = database.prepare_cached(statement)?;
    let mut rows = statement.query([parameter])?;
    rows.next()?.map(read).transpose()
}

fn read(row: &Row<'_>) -> Result<Connection, StoreError> {
    Ok(Connection {
        id: row.get("connection_id")?,
        name: row.get("name")?,
        connector: row.get("connector")?,
        method: row.get("method")?,
        settings: json(row, "settings")?,
        owner: row.get("owner")?,
        is_default: row.get("is_default")?,
        disabled_at: optional_timestamp(row, "disabled_at")?,
        created_at: timestamp(row.get("created_at")?),
        last_used_at: optional_timestamp(row, "last_used_at")?,
        agreed: optional_json(row, "agreed")?,
        grant: Grant {
            id: row.get("id")?,
            token_endpoint: row.get("token_endpoint")?,
            client_id: row.get("client_id")?,
            account: Account {
                subject: subject_of_key(
                    row.get_ref("subject")?
                        .as_str()
                        .map_err(rusqlite::Error::from)?,
                )
                .map_err(|source| StoreError::Corrupt {
                    what: "subject",
                    source,
                })?,
                reach: match row.get::<_, String>("reach")?.as_str() {
                    "account" => Reach::Account,
                    _ => Reach::User,
                },
                label: row.get("label")?,
                facts: json(row, "account")?,
            },
            scopes: json(row, "scopes")?,
            base_url: row.get("base_url")?,
            received_at: timestamp(row.get("received_at")?),
            expires_at: optional_timestamp(row, "expires_at")?,
            moved_at: optional_timestamp(row, "moved_at")?,
            generation: row.get("generation")?,
            state: grant_state(row)?,
            trouble: trouble(row)?,
            consent: optional_json(row, "consent")?,
            rerouted: row.get("rerouted")?,
        },
    })
}

pub(super) fn grant_state(row: &Row<'_>) -> rusqlite::Result<GrantState> {
    Ok(match row.get("reconnect_reason")? {
        None => GrantState::Living,
        Some(reason) if row.get("client_refused")? => GrantState::ClientRefused { reason },
        Some(reason) => GrantState::Ended { reason },
    })
}

pub(super) fn trouble(row: &Row<'_>) -> rusqlite::Result<Option<Trouble>> {
    let (count, retry_at) = (
        row.get("trouble_count")?,
        optional_timestamp(row, "retry_at")?,
    );
    let reason: Option<String> = row.get("trouble")?;
    Ok(reason.zip(retry_at).map(|(reason, retry_at)| Trouble {
        reason,
        count,
        retry_at,
    }))
}

pub(super) fn optional_json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        _ => json(row, column).map(Some),
    }
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

pub(super) fn optional_timestamp(
    row: &Row<'_>,
    column: &str,
) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(timestamp))
}

/// Seconds since the epoch as a time; what no calendar has becomes its nearest.
pub(super) fn timestamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second()))
        .unwrap_or(Timestamp::MAX)
}
