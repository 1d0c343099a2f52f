//! The tables of the store, and how an older database becomes the current one.

use deadpool_postgres::ClientWrapper;
use tokio_postgres::IsolationLevel;

use super::address::SCHEMA;
use super::error::Failed;
use crate::connections::StoreError;
use crate::connections::audit::INDEXES;

/// The steps that lead from one version to the next. A step that was released
/// is never changed; `schema_version` counts those that a database has taken.
const MIGRATIONS: &[&str] = &[
    "
    -- The key that seals the secrets: one row.
    CREATE TABLE sealing (key_id bytea NOT NULL);

    CREATE TABLE tenants (
        name       text PRIMARY KEY,
        created_at bigint NOT NULL,
        -- What its secrets are sealed with, itself sealed with the key of the store.
        data_key   bytea
    );
    INSERT INTO tenants VALUES ('default', extract(epoch FROM now())::bigint, NULL);

    -- What somebody has agreed that a connector may do.
    CREATE TABLE consents (
        connector text PRIMARY KEY,
        consent   text NOT NULL,
        version   text NOT NULL,
        digest    text NOT NULL,
        agreed_at bigint NOT NULL
    );

    CREATE TABLE apps (
        tenant          text NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        connector       text NOT NULL,
        client_id       text NOT NULL,
        client_secret   bytea,
        servers         text,
        common_redirect boolean NOT NULL,
        PRIMARY KEY (tenant, connector)
    );

    CREATE TABLE grants (
        tenant           text NOT NULL REFERENCES tenants (name),
        id               text NOT NULL,
        connector        text NOT NULL,
        token_endpoint   text NOT NULL,
        client_id        text NOT NULL,
        subject          text NOT NULL,
        reach            text NOT NULL,
        label            text NOT NULL,
        account          text NOT NULL,
        consent          text,
        client_secret    bytea,
        access_token     bytea,
        refresh_token    bytea,
        scopes           text NOT NULL,
        base_url         text,
        received_at      bigint NOT NULL,
        expires_at       bigint,
        generation       bigint NOT NULL,
        reconnect_reason text,
        client_refused   boolean NOT NULL,
        renewal_begun_at bigint,
        trouble          text,
        trouble_count    bigint NOT NULL,
        retry_at         bigint,
        moved_at         bigint,
        rerouted         boolean,
        common_redirect  boolean NOT NULL,
        -- Counts the leases that the grant has had.
        fence            bigint NOT NULL DEFAULT 0,
        -- Until when the present one lasts.
        lease_until      timestamptz,
        PRIMARY KEY (tenant, id),
        UNIQUE (tenant, connector, token_endpoint, client_id, subject)
    );

    CREATE TABLE connections (
        tenant       text NOT NULL,
        id           text NOT NULL,
        name         text NOT NULL,
        connector    text NOT NULL,
        method       text NOT NULL,
        settings     text NOT NULL,
        owner        text,
        is_default   boolean NOT NULL,
        disabled_at  bigint,
        created_at   bigint NOT NULL,
        last_used_at bigint,
        grant_id     text NOT NULL,
        PRIMARY KEY (tenant, id),
        UNIQUE (tenant, name),
        FOREIGN KEY (tenant, grant_id) REFERENCES grants (tenant, id)
    );
    CREATE INDEX connections_by_grant ON connections (tenant, grant_id);
    CREATE INDEX connections_by_connector ON connections (tenant, connector);
    CREATE UNIQUE INDEX default_connections ON connections (tenant, connector) WHERE is_default;

    CREATE TABLE secret_settings (
        tenant        text NOT NULL,
        connection_id text NOT NULL,
        name          text NOT NULL,
        value         bytea NOT NULL,
        PRIMARY KEY (tenant, connection_id, name),
        FOREIGN KEY (tenant, connection_id) REFERENCES connections (tenant, id) ON DELETE CASCADE
    );

    -- What programs of other machines prove with that they may use this host: a
    -- tenant's, or the operator's without one.
    CREATE TABLE api_keys (
        id           text PRIMARY KEY,
        tenant       text REFERENCES tenants (name) ON DELETE CASCADE,
        name         text NOT NULL,
        hash         bytea NOT NULL,
        rights       text NOT NULL,
        created_at   bigint NOT NULL,
        expires_at   bigint,
        last_used_at bigint
    );
    CREATE INDEX api_keys_by_tenant ON api_keys (tenant);
",
    "
    -- Somebody is asked to connect an account, by a link of which a hash is kept.
    CREATE TABLE connect_sessions (
        id         text PRIMARY KEY,
        tenant     text NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        hash       bytea NOT NULL,
        expires_at bigint NOT NULL,
        content    bytea NOT NULL
    );
    CREATE INDEX connect_sessions_by_tenant ON connect_sessions (tenant, expires_at);
",
    "
    -- Sign-ins that were begun and have not ended: see sign_ins.rs.
    CREATE TABLE sign_ins (
        tenant        text NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        id            text NOT NULL,
        connector     text NOT NULL,
        -- Whose app asked, with which it goes; none for a client of its own.
        app_of        text,
        -- The SHA-256 of the state that the browser returns with.
        state         text UNIQUE,
        -- What it takes to end it, until somebody who does has it.
        begun         bytea,
        begun_at      bigint NOT NULL,
        expires_at    bigint NOT NULL,
        claims        bigint NOT NULL,
        claimed_until bigint,
        -- How often the server may be asked about it, in seconds, and when next.
        ask_interval  bigint,
        ask_at        bigint,
        PRIMARY KEY (tenant, id),
        FOREIGN KEY (app_of, connector) REFERENCES apps (tenant, connector) ON DELETE CASCADE
    );
    CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_at);
    CREATE INDEX sign_ins_by_app ON sign_ins (app_of, connector);
",
    "
    -- When the first API key was made: a row from then on, whatever becomes of the keys.
    CREATE TABLE api_keys_since (made_at bigint NOT NULL);
    INSERT INTO api_keys_since SELECT min(created_at) FROM api_keys HAVING count(*) > 0;
",
    "
    -- The components of connectors, by their SHA-256. One of a connector is present; those
    -- that it has replaced are kept for a while: see components.rs.
    CREATE TABLE components (
        digest      text PRIMARY KEY,
        connector   text NOT NULL,
        bytes       bytea NOT NULL,
        added_at    bigint NOT NULL,
        replaced_at bigint
    );
    CREATE UNIQUE INDEX present_components ON components (connector) WHERE replaced_at IS NULL;
",
    "
    -- Connections of tenants may use a grant of the operator.
    ALTER TABLE connections ADD COLUMN grant_tenant text;
    UPDATE connections SET grant_tenant = tenant;
    ALTER TABLE connections ALTER COLUMN grant_tenant SET NOT NULL;
    ALTER TABLE connections DROP CONSTRAINT connections_tenant_grant_id_fkey;
    ALTER TABLE connections ADD FOREIGN KEY (grant_tenant, grant_id) REFERENCES grants (tenant, id);
    DROP INDEX connections_by_grant;
    CREATE INDEX connections_by_grant ON connections (grant_tenant, grant_id);
",
    "
    -- What hosts remember is forgotten when it changes: whoever listens is told. Of a
    -- lease, of a use and of secret settings nothing is remembered.
    CREATE FUNCTION tell_of_connection() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN
            PERFORM pg_notify('connector_host', format('connection %s %s', OLD.tenant, OLD.id));
        ELSE
            PERFORM pg_notify('connector_host',
                format('connection %s %s %s', NEW.tenant, NEW.id, NEW.connector));
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER tell AFTER INSERT OR DELETE OR UPDATE OF tenant, id, name, connector, method,
            settings, owner, is_default, disabled_at, created_at, grant_tenant, grant_id
        ON connections FOR EACH ROW EXECUTE FUNCTION tell_of_connection();

    CREATE FUNCTION tell_of_grant() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_notify('connector_host', format('grant %s %s', OLD.tenant, OLD.id));
        RETURN NULL;
    END $$;
    CREATE TRIGGER tell AFTER DELETE OR UPDATE OF tenant, id, connector, token_endpoint, client_id,
            subject, reach, label, account, consent, access_token, scopes, base_url, received_at,
            expires_at, generation, reconnect_reason, client_refused, trouble, trouble_count,
            retry_at, moved_at, rerouted
        ON grants FOR EACH ROW EXECUTE FUNCTION tell_of_grant();

    CREATE FUNCTION tell_of_consent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN
            PERFORM pg_notify('connector_host', format('consent %s', OLD.connector));
        ELSE
            PERFORM pg_notify('connector_host', format('consent %s', NEW.connector));
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE
        ON consents FOR EACH ROW EXECUTE FUNCTION tell_of_consent();

    CREATE FUNCTION tell_of_tenant() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_notify('connector_host', format('tenant %s', OLD.name));
        RETURN NULL;
    END $$;
    CREATE TRIGGER tell AFTER DELETE OR UPDATE
        ON tenants FOR EACH ROW EXECUTE FUNCTION tell_of_tenant();

    -- Whoever is too old for the tables now has to look at them to find out.
    CREATE FUNCTION tell_of_schema() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_notify('connector_host', 'schema');
        RETURN NULL;
    END $$;
    CREATE TRIGGER tell AFTER INSERT OR UPDATE
        ON schema_version FOR EACH STATEMENT EXECUTE FUNCTION tell_of_schema();
",
    "
    -- What came of calls that are made once, whoever asks again: how far they are, or their
    -- outcome.
    CREATE TABLE outcomes (
        tenant      text NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        id          text NOT NULL,
        fingerprint text NOT NULL,
        begun_at    bigint NOT NULL,
        is_done     boolean NOT NULL,
        holder      text NOT NULL,
        held_until  bigint NOT NULL,
        content     bytea,
        PRIMARY KEY (tenant, id)
    );
    CREATE INDEX outcomes_by_age ON outcomes (begun_at);
",
    "
    -- What an administrator empties is forgotten as well.
    CREATE FUNCTION tell_of_everything() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_notify('connector_host', 'everything');
        RETURN NULL;
    END $$;
    CREATE TRIGGER tell_of_truncate AFTER TRUNCATE
        ON connections FOR EACH STATEMENT EXECUTE FUNCTION tell_of_everything();
    CREATE TRIGGER tell_of_truncate AFTER TRUNCATE
        ON grants FOR EACH STATEMENT EXECUTE FUNCTION tell_of_everything();
    CREATE TRIGGER tell_of_truncate AFTER TRUNCATE
        ON consents FOR EACH STATEMENT EXECUTE FUNCTION tell_of_everything();
    CREATE TRIGGER tell_of_truncate AFTER TRUNCATE
        ON tenants FOR EACH STATEMENT EXECUTE FUNCTION tell_of_everything();

    -- What is moved to another tenant, connector or id is gone from where it was.
    CREATE FUNCTION tell_of_moved_connection() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_notify('connector_host',
            format('connection %s %s %s', OLD.tenant, OLD.id, OLD.connector));
        RETURN NULL;
    END $$;
    CREATE TRIGGER tell_of_moved AFTER UPDATE OF tenant, id, connector
        ON connections FOR EACH ROW
        WHEN (OLD.tenant <> NEW.tenant OR OLD.id <> NEW.id OR OLD.connector <> NEW.connector)
        EXECUTE FUNCTION tell_of_moved_connection();
    CREATE FUNCTION tell_of_moved_consent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_notify('connector_host', format('consent %s', OLD.connector));
        RETURN NULL;
    END $$;
    CREATE TRIGGER tell_of_moved AFTER UPDATE OF connector
        ON consents FOR EACH ROW WHEN (OLD.connector <> NEW.connector)
        EXECUTE FUNCTION tell_of_moved_consent();
",
    // Records of exchanges.
    AUDIT,
    // What finds some of them.
    INDEXES,
    "
    CREATE FUNCTION tell_of_api_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_notify('connector_host', format('api-key %s', OLD.id));
        RETURN NULL;
    END $$;
    CREATE TRIGGER tell AFTER DELETE OR UPDATE OF id, tenant, name, hash, rights, created_at, expires_at
        ON api_keys FOR EACH ROW EXECUTE FUNCTION tell_of_api_key();
    CREATE TRIGGER tell_of_truncate AFTER TRUNCATE
        ON api_keys FOR EACH STATEMENT EXECUTE FUNCTION tell_of_everything();
",
    "
    -- An app has a name among those that its owner has for a connector, and secrets by
    -- name: each the current one, and the one before while it is rotated.
    ALTER TABLE sign_ins DROP CONSTRAINT sign_ins_app_of_connector_fkey;
    ALTER TABLE apps ADD COLUMN name text NOT NULL DEFAULT 'default';
    ALTER TABLE apps ALTER COLUMN name DROP DEFAULT;
    ALTER TABLE apps DROP CONSTRAINT apps_pkey;
    ALTER TABLE apps ADD PRIMARY KEY (tenant, connector, name);
    CREATE TABLE app_secrets (
        tenant    text NOT NULL,
        connector text NOT NULL,
        app       text NOT NULL,
        name      text NOT NULL,
        value     bytea NOT NULL,
        previous  bytea,
        PRIMARY KEY (tenant, connector, app, name),
        FOREIGN KEY (tenant, connector, app) REFERENCES apps (tenant, connector, name)
            ON DELETE CASCADE
    );
    INSERT INTO app_secrets
        SELECT tenant, connector, 'default', 'client_secret', client_secret, NULL FROM apps
        WHERE client_secret IS NOT NULL;
    ALTER TABLE apps DROP COLUMN client_secret;
    ALTER TABLE sign_ins ADD COLUMN app text;
    UPDATE sign_ins SET app = 'default' WHERE app_of IS NOT NULL;
    ALTER TABLE sign_ins ADD FOREIGN KEY (app_of, connector, app)
        REFERENCES apps (tenant, connector, name) ON DELETE CASCADE;
    DROP INDEX sign_ins_by_app;
    CREATE INDEX sign_ins_by_app ON sign_ins (app_of, connector, app);
",
    "
    -- What somebody has brought for a grant is an app too, which goes with it. A sealed
    -- secret opens where it was: see app_secrets.rs.
    ALTER TABLE apps ADD COLUMN grant_id text;
    ALTER TABLE apps ADD FOREIGN KEY (tenant, grant_id) REFERENCES grants (tenant, id)
        ON DELETE CASCADE;
    CREATE UNIQUE INDEX brought_apps ON apps (tenant, grant_id) WHERE grant_id IS NOT NULL;
    CREATE INDEX registered_apps ON apps (tenant, connector) WHERE grant_id IS NULL;
    INSERT INTO apps (tenant, connector, name, client_id, servers, common_redirect, grant_id)
        SELECT tenant, connector, '~' || id, client_id, NULL, common_redirect, id FROM grants
        WHERE client_secret IS NOT NULL;
    INSERT INTO app_secrets (tenant, connector, app, name, value, previous)
        SELECT tenant, connector, '~' || id, 'client_secret', client_secret, NULL FROM grants
        WHERE client_secret IS NOT NULL;
    -- The column stays, of no use: a host of an earlier version that has a renewal under
    -- way names it, and would lose the tokens else.
    UPDATE grants SET client_secret = NULL WHERE client_secret IS NOT NULL;
",
    "
    -- Where the deliveries of an app are sent: nobody can guess it.
    ALTER TABLE apps ADD COLUMN address text;
    UPDATE apps SET address = replace(gen_random_uuid()::text, '-', '');
    ALTER TABLE apps ALTER COLUMN address SET NOT NULL;
    CREATE UNIQUE INDEX app_addresses ON apps (address);
",
];

/// The step that makes the table of records.
const AUDIT: &str = "
    -- Records of the exchanges that were made: times are in microseconds. There is no
    -- secret in them.
    CREATE TABLE audit (
        tenant          text NOT NULL REFERENCES tenants (name) ON DELETE CASCADE,
        at              bigint NOT NULL,
        id              text NOT NULL COLLATE \"C\",
        kind            text NOT NULL,
        connection_id   text,
        connection_name text,
        connector       text,
        action          text,
        run             text,
        method          text,
        host            text,
        path            text,
        status          bigint,
        error           text,
        duration_ms     bigint NOT NULL,
        tracking_id     text,
        dropped         bigint NOT NULL,
        PRIMARY KEY (tenant, at, id)
    );
    CREATE INDEX audit_by_age ON audit (at);
";

/// Refuses a version that this host does not know.
pub(super) fn check(found: i64) -> Result<usize, StoreError> {
    let found = usize::try_from(found).unwrap_or(usize::MAX);
    let known = MIGRATIONS.len();
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    Ok(found)
}

/// Tells the lock from those of other programs on the same database.
const LOCK: i64 = 0x636f_6e6e_6563_746f;

/// Brings the database to the current version, in one transaction. Whoever comes
/// second waits, and finds it done.
pub(super) async fn migrate(client: &mut ClientWrapper) -> Result<(), Failed> {
    let transaction = client
        .build_transaction()
        // Whoever comes second has to see what the first has done.
        .isolation_level(IsolationLevel::ReadCommitted)
        .start()
        .await?;
    transaction
        .batch_execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        .await?;
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    let encoding = transaction.query_one("SHOW server_encoding", &[]).await?;
    let encoding: String = encoding.try_get(0)?;
    if encoding != "UTF8" {
        return Err(Failed::other(format!(
            "its encoding is {encoding}, which has no room for what people call their accounts: make one with `ENCODING 'UTF8'`"
        )));
    }
    let is_somewhere = transaction
        .query_one("SELECT current_schema() IS NOT NULL", &[])
        .await?;
    if !is_somewhere.try_get::<_, bool>(0)? {
        let create = format!("CREATE SCHEMA IF NOT EXISTS {SCHEMA}");
        transaction.batch_execute(&create).await?;
    }
    let is_there = transaction
        .query_one("SELECT to_regclass('schema_version') IS NOT NULL", &[])
        .await?;
    if !is_there.try_get::<_, bool>(0)? {
        transaction
            .batch_execute("CREATE TABLE schema_version (version bigint NOT NULL)")
            .await?;
    }
    let found = transaction
        .query_opt("SELECT version FROM schema_version", &[])
        .await?;
    let found: i64 = found.map_or(Ok(0), |row| row.try_get(0))?;
    let known = MIGRATIONS.len();
    let missing = &MIGRATIONS[check(found)?..];
    for migration in missing {
        transaction.batch_execute(migration).await?;
    }
    if !missing.is_empty() {
        let known = i64::try_from(known).unwrap_or(i64::MAX);
        transaction
            .execute("DELETE FROM schema_version", &[])
            .await?;
        transaction
            .execute("INSERT INTO schema_version VALUES ($1)", &[&known])
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}
