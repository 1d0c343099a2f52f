//! Changing and removing connections in the store.

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, ffi};
use secrecy::SecretString;

use super::keep::set_secret_settings;
use super::lock::GrantLocks;
use super::model::{Connection, LAST_USE_LAG};
use super::rows::by_name;
use super::store::{Database, Store};
use super::{StoreError, grants};

impl Store {
    /// Gives a connection another name.
    pub(crate) async fn rename(&self, from: &str, to: &str) -> Result<Connection, StoreError> {
        let (from, to) = (from.to_owned(), to.to_owned());
        self.call(move |Database { connection, .. }| {
            let renamed = connection.execute(
                "UPDATE connections SET name = ?2 WHERE name = ?1",
                [&from, &to],
            );
            match renamed {
                Ok(0) => Err(StoreError::NoConnection { name: from }),
                Ok(_) => expect(connection, to),
                Err(error) if is_unique_violation(&error) => {
                    Err(StoreError::NameInUse { name: to })
                }
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// Makes a connection the default of its connector.
    pub(crate) async fn set_default(&self, name: &str) -> Result<Connection, StoreError> {
        let name = name.to_owned();
        self.call(move |Database { connection, .. }| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "UPDATE connections SET is_default = 0 WHERE is_default AND connector =
                     (SELECT connector FROM connections WHERE name = ?1)",
                [&name],
            )?;
            transaction.execute(
                "UPDATE connections SET is_default = 1 WHERE name = ?1",
                [&name],
            )?;
            let changed = expect(&transaction, name)?;
            transaction.commit()?;
            Ok(changed)
        })
        .await
    }

    /// Says since when a connection is disabled; none enables it. One that is
    /// disabled already stays so since the earlier time.
    pub(crate) async fn set_disabled(
        &self,
        name: &str,
        since: Option<Timestamp>,
    ) -> Result<Connection, StoreError> {
        let name = name.to_owned();
        self.call(move |Database { connection, .. }| {
            connection.execute(
                "UPDATE connections SET disabled_at = iif(?2 IS NULL, NULL, coalesce(disabled_at, ?2))
                 WHERE name = ?1",
                (&name, since.map(Timestamp::as_second)),
            )?;
            expect(connection, name)
        })
        .await
    }

    /// Notes that a connection is used, unless that was noted lately.
    pub(crate) async fn note_use(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        let id = id.to_owned();
        self.call(move |Database { connection, .. }| {
            connection.execute(
                "UPDATE connections SET last_used_at = ?2
                 WHERE id = ?1 AND coalesce(last_used_at, 0) NOT BETWEEN ?2 - ?3 + 1 AND ?2",
                (id, now.as_second(), LAST_USE_LAG.as_secs()),
            )?;
            Ok(())
        })
        .await
    }

    /// Keeps secret settings that have proven themselves, and the client secret
    /// among them with the grant.
    pub(crate) async fn set_secrets(
        &self,
        connection: &Connection,
        secrets: Vec<(String, SecretString)>,
        client_secret: Option<SecretString>,
    ) -> Result<(), StoreError> {
        let (id, grant_id) = (connection.id.clone(), connection.grant.id.clone());
        self.call(
            move |Database {
                      connection, sealer, ..
                  }| {
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                set_secret_settings(&transaction, sealer, &id, &secrets)?;
                if let Some(client_secret) = &client_secret {
                    grants::set_client_secret(&transaction, sealer, &grant_id, client_secret)?;
                }
                transaction.commit()?;
                Ok(())
            },
        )
        .await
    }

    /// Removes a connection, and its grant when no other connection uses it.
    pub(crate) async fn remove(&self, connection: &Connection) -> Result<(), StoreError> {
        let (id, connector) = (connection.id.clone(), connection.connector.clone());
        self.call(
            move |Database {
                      connection,
                      lock_directory,
                      ..
                  }| {
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                transaction.execute("DELETE FROM connections WHERE id = ?1", [&id])?;
                make_only_connection_default(&transaction, &connector)?;
                let gone = grants::remove_unused(&transaction)?;
                transaction.commit()?;
                GrantLocks::forget(lock_directory, &gone);
                Ok(())
            },
        )
        .await
    }
}

/// A connector's only connection is its default: there is no other to mean.
pub(super) fn make_only_connection_default(
    database: &rusqlite::Connection,
    connector: &str,
) -> rusqlite::Result<()> {
    database.execute(
        "UPDATE connections SET is_default = 1 WHERE connector = ?1
         AND (SELECT count(*) FROM connections WHERE connector = ?1) = 1",
        [connector],
    )?;
    Ok(())
}

fn expect(database: &rusqlite::Connection, name: String) -> Result<Connection, StoreError> {
    by_name(database, &name)?.ok_or(StoreError::NoConnection { name })
}

fn is_unique_violation(error: &rusqlite::Error) -> bool {
    error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == ffi::SQLITE_CONSTRAINT_UNIQUE)
}
