//! The tables of the store and how an older database becomes the current one.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// The steps that lead from one version to the next. A step that was released
/// is never changed; `user_version` counts those that a database has taken.
const MIGRATIONS: &[&str] = &[
    "
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
",
    "
    -- Whose connection it is, in the operator's words.
    ALTER TABLE connections ADD COLUMN owner TEXT;
    -- Whether it is used when a call names no connection: one a connector at most.
    ALTER TABLE connections ADD COLUMN is_default INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE connections ADD COLUMN disabled_at INTEGER;
    ALTER TABLE connections ADD COLUMN last_used_at INTEGER;
    CREATE UNIQUE INDEX default_connections ON connections (connector) WHERE is_default;
    UPDATE connections SET is_default = 1 WHERE connector IN
        (SELECT connector FROM connections GROUP BY connector HAVING count(*) = 1);

    -- Whether reconnect_reason is about the client, whose tokens may be good still.
    ALTER TABLE grants ADD COLUMN client_refused INTEGER NOT NULL DEFAULT 0;
    -- When the oldest renewal began whose outcome is unknown.
    ALTER TABLE grants ADD COLUMN renewal_begun_at INTEGER;
    -- The last renewal failed for a passing reason, as did so many in a row, and
    -- the next one may begin at retry_at.
    ALTER TABLE grants ADD COLUMN trouble TEXT;
    ALTER TABLE grants ADD COLUMN trouble_count INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE grants ADD COLUMN retry_at INTEGER;
",
    "
    -- When its tokens were moved to another machine, where they live on.
    ALTER TABLE grants ADD COLUMN moved_at INTEGER;
",
    "
    -- Whose events concern it: those of the account or those of the user.
    ALTER TABLE grants ADD COLUMN reach TEXT NOT NULL DEFAULT 'user';
    -- A subject is an account and a user by now. Of earlier ones it is not known
    -- which they are.
    UPDATE grants SET subject = 'unknown ' || id;
",
];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_the_first_version_keeps_its_connections() {
        let mut database = Connection::open_in_memory().unwrap();
        database.execute_batch(MIGRATIONS[0]).unwrap();
        database.pragma_update(None, "user_version", 1).unwrap();
        database
            .execute_batch(
                "INSERT INTO grants VALUES ('g', 'https://as.example/token', 'c', 'ada', 'Ada', '{}',
                     NULL, x'00', NULL, '[]', NULL, 0, NULL, 1, 'it was revoked');
                 INSERT INTO connections VALUES
                     ('1', 'only', 'notes', 'own-app', '{}', 'g', 0),
                     ('2', 'one', 'tasks', 'own-app', '{}', 'g', 0),
                     ('3', 'other', 'tasks', 'own-app', '{}', 'g', 0);",
            )
            .unwrap();
        migrate(&mut database).unwrap();
        let defaults: Vec<String> = database
            .prepare("SELECT name FROM connections WHERE is_default")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(defaults, ["only"]);
        let subject = "SELECT subject = 'unknown g' AND reach = 'user' FROM grants";
        assert!(
            database
                .query_row(subject, [], |row| row.get(0))
                .unwrap_or(false)
        );
        let ended = "SELECT reconnect_reason = 'it was revoked' AND NOT client_refused FROM grants";
        assert!(
            database
                .query_row(ended, [], |row| row.get(0))
                .unwrap_or(false)
        );
    }
}
