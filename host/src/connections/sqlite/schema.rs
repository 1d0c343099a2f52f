//! The tables of the store and how an older database becomes the current one.

use rusqlite::{Connection, TransactionBehavior};

use super::error::Failed;
use crate::connections::StoreError;
use crate::connections::audit::INDEXES;

/// Where sealed values are: the table and the column.
const SEALED: [(&str, &str); 8] = [
    ("app_secrets", "value"),
    ("app_secrets", "previous"),
    ("connect_sessions", "content"),
    ("grants", "access_token"),
    ("grants", "refresh_token"),
    ("secret_settings", "value"),
    ("sign_ins", "begun"),
    ("outcomes", "content"),
];

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
    "
    -- What somebody has agreed that a connector may do.
    CREATE TABLE consents (
        connector TEXT PRIMARY KEY,
        consent   TEXT NOT NULL,
        version   TEXT NOT NULL,
        digest    TEXT NOT NULL,
        agreed_at INTEGER NOT NULL
    ) STRICT;

    -- By auth method, the authorization servers that an app may be used at.
    ALTER TABLE apps ADD COLUMN servers TEXT;
    -- Whether an app is registered with the redirect address that all connectors
    -- had in common.
    ALTER TABLE apps ADD COLUMN common_redirect INTEGER NOT NULL DEFAULT 0;
    UPDATE apps SET common_redirect = 1;

    -- A grant is of a connector: no other gets at it.
    CREATE TABLE grants_of_connectors (
        id                   TEXT PRIMARY KEY,
        connector            TEXT NOT NULL,
        token_endpoint       TEXT NOT NULL,
        client_id            TEXT NOT NULL,
        subject              TEXT NOT NULL,
        reach                TEXT NOT NULL,
        label                TEXT NOT NULL,
        account              TEXT NOT NULL,
        -- What somebody has agreed that may be done with it.
        consent              TEXT,
        client_secret        BLOB,
        -- None for one that never had any: see below.
        access_token         BLOB,
        refresh_token        BLOB,
        scopes               TEXT NOT NULL,
        base_url             TEXT,
        received_at          INTEGER NOT NULL,
        expires_at           INTEGER,
        generation           INTEGER NOT NULL,
        reconnect_reason     TEXT,
        client_refused       INTEGER NOT NULL DEFAULT 0,
        renewal_begun_at     INTEGER,
        trouble              TEXT,
        trouble_count        INTEGER NOT NULL DEFAULT 0,
        retry_at             INTEGER,
        moved_at             INTEGER,
        -- Whether it was made by a server on this machine in place of the real one.
        rerouted             INTEGER,
        common_redirect      INTEGER NOT NULL DEFAULT 0,
        UNIQUE (connector, token_endpoint, client_id, subject)
    ) STRICT;
    INSERT INTO grants_of_connectors (id, connector, token_endpoint, client_id, subject, reach,
            label, account, client_secret, access_token, refresh_token, scopes, base_url,
            received_at, expires_at, generation, reconnect_reason, client_refused,
            renewal_begun_at, trouble, trouble_count, retry_at, moved_at, common_redirect)
        SELECT id, (SELECT connector FROM connections WHERE grant_id = grants.id
                    ORDER BY created_at, name LIMIT 1),
            token_endpoint, client_id, subject, reach, label, account, client_secret, access_token,
            refresh_token, scopes,
            -- Anything could be in it.
            iif(base_url LIKE 'https://%', base_url, NULL),
            received_at, expires_at, generation, reconnect_reason, client_refused,
            renewal_begun_at, trouble, trouble_count, retry_at, moved_at, 1
        FROM grants WHERE EXISTS (SELECT 1 FROM connections WHERE grant_id = grants.id);
    -- Where connectors shared one it stays with the first, and the others have
    -- to connect: two would end each other's tokens.
    INSERT INTO grants_of_connectors (id, connector, token_endpoint, client_id, subject, reach,
            label, account, scopes, received_at, generation, reconnect_reason, common_redirect)
        SELECT lower(hex(randomblob(16))), c.connector, g.token_endpoint, g.client_id, g.subject,
            g.reach, g.label, g.account, '[]', g.received_at, 1,
            'another connector had the same grant, and each has one of its own now', 1
        FROM connections c JOIN grants g ON g.id = c.grant_id
        WHERE true
        GROUP BY g.id, c.connector
        ON CONFLICT (connector, token_endpoint, client_id, subject) DO NOTHING;
    UPDATE connections SET grant_id = (
        SELECT own.id FROM grants g JOIN grants_of_connectors own
            ON own.connector = connections.connector AND own.token_endpoint = g.token_endpoint
            AND own.client_id = g.client_id AND own.subject = g.subject
        WHERE g.id = connections.grant_id);
    DROP TABLE grants;
    ALTER TABLE grants_of_connectors RENAME TO grants;
",
    "
    -- Everything but what was agreed to for connectors is a tenant's.
    CREATE TABLE tenants (
        name       TEXT PRIMARY KEY,
        created_at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO tenants VALUES ('default', unixepoch());

    CREATE TABLE apps_of_tenants (
        tenant          TEXT NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        connector       TEXT NOT NULL,
        client_id       TEXT NOT NULL,
        client_secret   BLOB,
        servers         TEXT,
        common_redirect INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (tenant, connector)
    ) STRICT;
    INSERT INTO apps_of_tenants
        SELECT 'default', connector, client_id, client_secret, servers, common_redirect FROM apps;

    CREATE TABLE grants_of_tenants (
        tenant               TEXT NOT NULL REFERENCES tenants (name),
        id                   TEXT NOT NULL,
        connector            TEXT NOT NULL,
        token_endpoint       TEXT NOT NULL,
        client_id            TEXT NOT NULL,
        subject              TEXT NOT NULL,
        reach                TEXT NOT NULL,
        label                TEXT NOT NULL,
        account              TEXT NOT NULL,
        consent              TEXT,
        client_secret        BLOB,
        access_token         BLOB,
        refresh_token        BLOB,
        scopes               TEXT NOT NULL,
        base_url             TEXT,
        received_at          INTEGER NOT NULL,
        expires_at           INTEGER,
        generation           INTEGER NOT NULL,
        reconnect_reason     TEXT,
        client_refused       INTEGER NOT NULL DEFAULT 0,
        renewal_begun_at     INTEGER,
        trouble              TEXT,
        trouble_count        INTEGER NOT NULL DEFAULT 0,
        retry_at             INTEGER,
        moved_at             INTEGER,
        rerouted             INTEGER,
        common_redirect      INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (tenant, id),
        UNIQUE (tenant, connector, token_endpoint, client_id, subject)
    ) STRICT;
    INSERT INTO grants_of_tenants
        SELECT 'default', id, connector, token_endpoint, client_id, subject, reach, label, account,
            consent, client_secret, access_token, refresh_token, scopes, base_url, received_at,
            expires_at, generation, reconnect_reason, client_refused, renewal_begun_at, trouble,
            trouble_count, retry_at, moved_at, rerouted, common_redirect
        FROM grants;

    CREATE TABLE connections_of_tenants (
        tenant       TEXT NOT NULL,
        id           TEXT NOT NULL,
        name         TEXT NOT NULL,
        connector    TEXT NOT NULL,
        method       TEXT NOT NULL,
        settings     TEXT NOT NULL,
        owner        TEXT,
        is_default   INTEGER NOT NULL DEFAULT 0,
        disabled_at  INTEGER,
        created_at   INTEGER NOT NULL,
        last_used_at INTEGER,
        grant_id     TEXT NOT NULL,
        PRIMARY KEY (tenant, id),
        UNIQUE (tenant, name),
        FOREIGN KEY (tenant, grant_id) REFERENCES grants (tenant, id)
    ) STRICT;
    INSERT INTO connections_of_tenants
        SELECT 'default', id, name, connector, method, settings, owner, is_default, disabled_at,
            created_at, last_used_at, grant_id
        FROM connections;

    CREATE TABLE secret_settings_of_tenants (
        tenant        TEXT NOT NULL,
        connection_id TEXT NOT NULL,
        name          TEXT NOT NULL,
        value         BLOB NOT NULL,
        PRIMARY KEY (tenant, connection_id, name),
        FOREIGN KEY (tenant, connection_id) REFERENCES connections (tenant, id) ON DELETE CASCADE
    ) STRICT;
    INSERT INTO secret_settings_of_tenants
        SELECT 'default', connection_id, name, value FROM secret_settings;

    DROP TABLE secret_settings;
    DROP TABLE connections;
    DROP TABLE grants;
    DROP TABLE apps;
    ALTER TABLE apps_of_tenants RENAME TO apps;
    ALTER TABLE grants_of_tenants RENAME TO grants;
    ALTER TABLE connections_of_tenants RENAME TO connections;
    ALTER TABLE secret_settings_of_tenants RENAME TO secret_settings;
    CREATE INDEX connections_by_grant ON connections (tenant, grant_id);
    CREATE INDEX connections_by_connector ON connections (tenant, connector);
    CREATE UNIQUE INDEX default_connections ON connections (tenant, connector) WHERE is_default;
",
    "
    -- What the tenant's secrets are sealed with, itself sealed with the key of the
    -- store. None until the store is opened next, which makes one.
    ALTER TABLE tenants ADD COLUMN data_key BLOB;
",
    "
    -- What programs of other machines prove with that they may use this host: a tenant's,
    -- or the operator's without one.
    CREATE TABLE api_keys (
        id           TEXT PRIMARY KEY,
        tenant       TEXT REFERENCES tenants (name) ON DELETE CASCADE,
        name         TEXT NOT NULL,
        hash         BLOB NOT NULL,
        rights       TEXT NOT NULL,
        created_at   INTEGER NOT NULL,
        expires_at   INTEGER,
        last_used_at INTEGER
    ) STRICT;
    CREATE INDEX api_keys_by_tenant ON api_keys (tenant);
",
    "
    -- Somebody is asked to connect an account, by a link of which a hash is kept.
    CREATE TABLE connect_sessions (
        id         TEXT PRIMARY KEY,
        tenant     TEXT NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        hash       BLOB NOT NULL,
        expires_at INTEGER NOT NULL,
        content    BLOB NOT NULL
    ) STRICT;
    CREATE INDEX connect_sessions_by_tenant ON connect_sessions (tenant, expires_at);
",
    "
    -- Sign-ins that were begun and have not ended: see sign_ins.rs.
    CREATE TABLE sign_ins (
        tenant        TEXT NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        id            TEXT NOT NULL,
        connector     TEXT NOT NULL,
        -- Whose app asked, with which it goes; none for a client of its own.
        app_of        TEXT,
        -- The SHA-256 of the state that the browser returns with.
        state         TEXT UNIQUE,
        -- What it takes to end it, until somebody who does has it.
        begun         BLOB,
        begun_at      INTEGER NOT NULL,
        expires_at    INTEGER NOT NULL,
        claims        INTEGER NOT NULL,
        claimed_until INTEGER,
        -- How often the server may be asked about it, in seconds, and when next.
        ask_interval  INTEGER,
        ask_at        INTEGER,
        PRIMARY KEY (tenant, id),
        FOREIGN KEY (app_of, connector) REFERENCES apps (tenant, connector) ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_at);
    CREATE INDEX sign_ins_by_app ON sign_ins (app_of, connector);
",
    "
    -- When the first API key was made: a row from then on, whatever becomes of the keys.
    CREATE TABLE api_keys_since (
        made_at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO api_keys_since SELECT min(created_at) FROM api_keys HAVING count(*) > 0;
",
    "
    -- The components of connectors, by their SHA-256. One of a connector is present; those
    -- that it has replaced are kept for a while: see components.rs.
    CREATE TABLE components (
        digest      TEXT PRIMARY KEY,
        connector   TEXT NOT NULL,
        bytes       BLOB NOT NULL,
        added_at    INTEGER NOT NULL,
        replaced_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX present_components ON components (connector) WHERE replaced_at IS NULL;
",
    "
    -- Connections of tenants may use a grant of the operator.
    CREATE TABLE connections_by_any_grant (
        tenant       TEXT NOT NULL,
        id           TEXT NOT NULL,
        name         TEXT NOT NULL,
        connector    TEXT NOT NULL,
        method       TEXT NOT NULL,
        settings     TEXT NOT NULL,
        owner        TEXT,
        is_default   INTEGER NOT NULL DEFAULT 0,
        disabled_at  INTEGER,
        created_at   INTEGER NOT NULL,
        last_used_at INTEGER,
        grant_tenant TEXT NOT NULL,
        grant_id     TEXT NOT NULL,
        PRIMARY KEY (tenant, id),
        UNIQUE (tenant, name),
        FOREIGN KEY (grant_tenant, grant_id) REFERENCES grants (tenant, id)
    ) STRICT;
    INSERT INTO connections_by_any_grant
        SELECT tenant, id, name, connector, method, settings, owner, is_default, disabled_at,
            created_at, last_used_at, tenant, grant_id
        FROM connections;
    DROP TABLE connections;
    ALTER TABLE connections_by_any_grant RENAME TO connections;
    CREATE INDEX connections_by_grant ON connections (grant_tenant, grant_id);
    CREATE INDEX connections_by_connector ON connections (tenant, connector);
    CREATE UNIQUE INDEX default_connections ON connections (tenant, connector) WHERE is_default;
",
    "
    -- What came of calls that are made once, whoever asks again: how far they are, or their
    -- outcome.
    CREATE TABLE outcomes (
        tenant      TEXT NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        id          TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        begun_at    INTEGER NOT NULL,
        is_done     INTEGER NOT NULL,
        holder      TEXT NOT NULL,
        held_until  INTEGER NOT NULL,
        content     BLOB,
        PRIMARY KEY (tenant, id)
    ) STRICT;
    CREATE INDEX outcomes_by_age ON outcomes (begun_at);
",
    // Records of exchanges.
    AUDIT,
    // What finds some of them.
    INDEXES,
    "
    -- An app has a name among those that its owner has for a connector, and secrets by
    -- name: each the current one, and the one before while it is rotated.
    CREATE TABLE named_apps (
        tenant          TEXT NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        connector       TEXT NOT NULL,
        name            TEXT NOT NULL,
        client_id       TEXT NOT NULL,
        servers         TEXT,
        common_redirect INTEGER NOT NULL,
        PRIMARY KEY (tenant, connector, name)
    ) STRICT;
    INSERT INTO named_apps
        SELECT tenant, connector, 'default', client_id, servers, common_redirect FROM apps;
    CREATE TABLE app_secrets (
        tenant    TEXT NOT NULL,
        connector TEXT NOT NULL,
        app       TEXT NOT NULL,
        name      TEXT NOT NULL,
        value     BLOB NOT NULL,
        previous  BLOB,
        PRIMARY KEY (tenant, connector, app, name),
        FOREIGN KEY (tenant, connector, app) REFERENCES apps (tenant, connector, name)
            ON DELETE CASCADE
    ) STRICT;
    INSERT INTO app_secrets
        SELECT tenant, connector, 'default', 'client_secret', client_secret, NULL FROM apps
        WHERE client_secret IS NOT NULL;

    CREATE TABLE sign_ins_by_named_apps (
        tenant        TEXT NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        id            TEXT NOT NULL,
        connector     TEXT NOT NULL,
        -- Whose app asked, and its name, with which it goes; none for a client of its own.
        app_of        TEXT,
        app           TEXT,
        -- The SHA-256 of the state that the browser returns with.
        state         TEXT UNIQUE,
        -- What it takes to end it, until somebody who does has it.
        begun         BLOB,
        begun_at      INTEGER NOT NULL,
        expires_at    INTEGER NOT NULL,
        claims        INTEGER NOT NULL,
        claimed_until INTEGER,
        -- How often the server may be asked about it, in seconds, and when next.
        ask_interval  INTEGER,
        ask_at        INTEGER,
        PRIMARY KEY (tenant, id),
        FOREIGN KEY (app_of, connector, app) REFERENCES apps (tenant, connector, name)
            ON DELETE CASCADE
    ) STRICT;
    INSERT INTO sign_ins_by_named_apps
        SELECT tenant, id, connector, app_of, CASE WHEN app_of IS NOT NULL THEN 'default' END,
            state, begun, begun_at, expires_at, claims, claimed_until, ask_interval, ask_at
        FROM sign_ins;
    DROP TABLE sign_ins;
    DROP TABLE apps;
    ALTER TABLE named_apps RENAME TO apps;
    ALTER TABLE sign_ins_by_named_apps RENAME TO sign_ins;
    CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_at);
    CREATE INDEX sign_ins_by_app ON sign_ins (app_of, connector, app);
",
    "
    -- What somebody has brought for a grant is an app too, which goes with it. A sealed
    -- secret opens where it was: see app_secrets.rs.
    CREATE TABLE apps_and_brought_ones (
        tenant          TEXT NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        connector       TEXT NOT NULL,
        name            TEXT NOT NULL,
        client_id       TEXT NOT NULL,
        servers         TEXT,
        common_redirect INTEGER NOT NULL,
        grant_id        TEXT,
        PRIMARY KEY (tenant, connector, name),
        FOREIGN KEY (tenant, grant_id) REFERENCES grants (tenant, id) ON DELETE CASCADE
    ) STRICT;
    INSERT INTO apps_and_brought_ones
        SELECT tenant, connector, name, client_id, servers, common_redirect, NULL FROM apps;
    INSERT INTO apps_and_brought_ones
        SELECT tenant, connector, '~' || id, client_id, NULL, common_redirect, id FROM grants
        WHERE client_secret IS NOT NULL;
    DROP TABLE apps;
    ALTER TABLE apps_and_brought_ones RENAME TO apps;
    CREATE UNIQUE INDEX brought_apps ON apps (tenant, grant_id) WHERE grant_id IS NOT NULL;
    CREATE INDEX registered_apps ON apps (tenant, connector) WHERE grant_id IS NULL;
    INSERT INTO app_secrets
        SELECT tenant, connector, '~' || id, 'client_secret', client_secret, NULL FROM grants
        WHERE client_secret IS NOT NULL;
    -- The column stays, of no use: a process of an earlier version that has a renewal under
    -- way names it, and would lose the tokens else.
    UPDATE grants SET client_secret = NULL WHERE client_secret IS NOT NULL;
",
    "
    -- Where the deliveries of an app are sent: nobody can guess it.
    ALTER TABLE apps ADD COLUMN address TEXT NOT NULL DEFAULT '';
    UPDATE apps SET address = lower(hex(randomblob(16)));
    CREATE UNIQUE INDEX app_addresses ON apps (address);
",
];

/// The step that makes the table of records.
const AUDIT: &str = "
    -- Records of the exchanges that were made: times are in microseconds. There is no
    -- secret in them.
    CREATE TABLE audit (
        tenant          TEXT NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        at              INTEGER NOT NULL,
        id              TEXT NOT NULL,
        kind            TEXT NOT NULL,
        connection_id   TEXT,
        connection_name TEXT,
        connector       TEXT,
        action          TEXT,
        run             TEXT,
        method          TEXT,
        host            TEXT,
        path            TEXT,
        status          INTEGER,
        error           TEXT,
        duration_ms     INTEGER NOT NULL,
        tracking_id     TEXT,
        dropped         INTEGER NOT NULL,
        PRIMARY KEY (tenant, at, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX audit_by_age ON audit (at);
";

/// Brings the database to the current version, in one transaction. References
/// are looked after from then on: a migration may make a table anew that others
/// refer to.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), Failed> {
    connection.pragma_update(None, "foreign_keys", false)?;
    bring_up(connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

fn bring_up(connection: &mut Connection) -> Result<(), Failed> {
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

/// Whether anything is sealed in the store.
pub(super) fn has_secrets(connection: &Connection) -> rusqlite::Result<bool> {
    for (table, column) in SEALED {
        let any = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE {column} IS NOT NULL)");
        if connection.query_row(&any, [], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests;
