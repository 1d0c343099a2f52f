//! The tables of the store and how an older database becomes the current one.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// The steps that lead from one version to the next. A step that was released
/// is never changed; `user_version` counts those that a database has taken.
const MIGRATIONS: &[&str] = &["
    -- The key that seals the secrets: one row.
    CREATE TABLE sealing (
        key_id BLOB NOT NULL
    ) STRICT;

    -- The OAuth clients that the operator has registered, one a connector.
    CREATE TABLE apps (
        connector     TEXT PRIMARY KEY,
        client_id     TEXT NOT NULL,
        client_secret BLOB
    ) STRICT;

    -- What an authorization server has granted, once for each subject and client.
    CREATE TABLE grants (
        id                   TEXT PRIMARY KEY,
        token_endpoint       TEXT NOT NULL,
        client_id            TEXT NOT NULL,
        subject              TEXT NOT NULL,
        label                TEXT NOT NULL,
        account              TEXT NOT NULL,
        client_secret        BLOB,
        access_token         BLOB NOT NULL,
        refresh_token        BLOB,
        scopes               TEXT NOT NULL,
        base_url             TEXT,
        received_at          INTEGER NOT NULL,
        expires_at           INTEGER,
        generation           INTEGER NOT NULL,
        reconnect_reason     TEXT,
        UNIQUE (token_endpoint, client_id, subject)
    ) STRICT;

    -- The names under which grants are used.
    CREATE TABLE connections (
        id         TEXT PRIMARY KEY,
        name       TEXT NOT NULL UNIQUE,
        connector  TEXT NOT NULL,
        method     TEXT NOT NULL,
        settings   TEXT NOT NULL,
        grant_id   TEXT NOT NULL REFERENCES grants (id),
        created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX connections_by_grant ON connections (grant_id);

    CREATE TABLE secret_settings (
        connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
        name          TEXT NOT NULL,
        value         BLOB NOT NULL,
        PRIMARY KEY (connection_id, name)
    ) STRICT;
"];

/// Brings the database to the current version, in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let known = MIGRATIONS.len();
    if version(connection)? == known {
        return Ok(());
    }
    // The version is read again inside: another process may migrate as well.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    let missing = MIGRATIONS
        .get(found..)
        .ok_or(StoreError::NewerSchema { found, known })?;
    for migration in missing {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> rusqlite::Result<usize> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}
