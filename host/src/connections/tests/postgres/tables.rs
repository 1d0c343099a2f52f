//! The tables: those of a database of before and of a newer host, and what the database and the role have
//! to be for them.

use super::*;
use crate::connections::tests::sign_ins::browser;
use crate::connections::{NewSignIn, Tenant};

#[tokio::test]
async fn hosts_that_begin_a_database_at_once_agree_on_its_key() {
    let server = Server::start();
    for _ in 0..10 {
        let address = server.new_database();
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..8 {
            let address = address.clone();
            tasks.spawn(async move {
                let store = open(&address).await;
                let app = App::new(format!("connector-{number}"), "the-client")
                    .secret("client_secret", "hush".into());
                store.set_app(app, Servers::new()).await.unwrap();
            });
        }
        tasks.join_all().await;
        let store = open(&address).await;
        for number in 0..8 {
            let secret = client_secret(&store, &format!("connector-{number}")).await;
            assert_eq!(secret.as_deref(), Some("hush"));
        }
    }
}

#[tokio::test]
async fn a_schema_of_a_newer_host_is_refused_and_left_alone() {
    let server = Server::start();
    let address = server.address();
    drop(open(&address).await);
    in_database(&server, "UPDATE schema_version SET version = 99").await;
    let error = Store::open_postgres(&address, key(), RenewalLease::DEFAULT)
        .await
        .unwrap_err();
    assert!(
        matches!(error, StoreError::NewerSchema { found: 99, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn a_host_that_runs_while_a_newer_one_changes_the_tables_keeps_new_tokens_and_no_more() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    in_database(&server, "UPDATE schema_version SET version = 99").await;
    for outcome in [
        store.connections().await.map(drop),
        store.remove(&work).await.map(drop),
        store.set_disabled("work", None).await.map(drop),
    ] {
        let error = outcome.unwrap_err();
        let is_it = matches!(error, StoreError::NewerSchema { found: 99, .. });
        assert!(is_it, "{error}");
    }
    let finished = store.finish_renewal(&work.grant.id, 1, tokens("2"), Fence::default());
    assert!(finished.await.unwrap());
    in_database(&server, "UPDATE schema_version SET version = 1").await;
    assert_eq!(store.connections().await.unwrap().len(), 1);
    let grant = store.grant_secrets(&work.grant.id).await.unwrap();
    assert_eq!(grant.generation, 2);
}

/// What leads from the present version back to the one before the one before, in which what
/// was brought for a grant was kept with it, and apps had no address.
const BEFORE_BROUGHT_APPS: &str = "
    ALTER TABLE apps DROP COLUMN address;
    UPDATE grants g SET client_secret = s.value FROM apps a JOIN app_secrets s
        ON s.tenant = a.tenant AND s.connector = a.connector AND s.app = a.name
        WHERE a.tenant = g.tenant AND a.grant_id = g.id;
    DELETE FROM apps WHERE grant_id IS NOT NULL;
    DROP INDEX registered_apps;
    ALTER TABLE apps DROP COLUMN grant_id;
    UPDATE schema_version SET version = version - 2";

#[tokio::test]
async fn what_was_brought_for_a_grant_of_before_is_an_app_that_goes_with_it() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let count = async |table: &str| {
        let session = Session::begin(&server).await;
        let count = format!("SELECT count(*) FROM {table}");
        let row = session.query_one(&count, &[]).await.unwrap();
        row.get::<_, i64>(0)
    };
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let public = SignIn {
        client: WhoseClient::Brought(None),
        ..sign_in(Some("play"), "bob", "2")
    };
    let play = store.keep(public).await.unwrap();
    drop(store);
    in_database(&server, BEFORE_BROUGHT_APPS).await;
    let sealed = "grants WHERE client_secret IS NOT NULL";
    assert_eq!((count("apps").await, count(sealed).await), (0, 1));
    let store = open(&server.address()).await;
    assert_eq!((count("apps").await, count(sealed).await), (1, 0));
    let addressed = "apps WHERE address ~ '^[0-9a-f]{32}$'";
    assert_eq!(count(addressed).await, 1);
    let of_work = store.grant_secrets(&work.grant.id).await.unwrap();
    assert_eq!(of_work.client_secret.unwrap().expose_secret(), "secret-1");
    let of_play = store.grant_secrets(&play.grant.id).await.unwrap();
    assert!(of_play.client_secret.is_none());
    // Sealed anew it opens as well.
    store.rotate_data_key().await.unwrap();
    let of_work = store.grant_secrets(&work.grant.id).await.unwrap();
    assert_eq!(of_work.client_secret.unwrap().expose_secret(), "secret-1");
    store.remove(&work).await.unwrap();
    assert_eq!((count("apps").await, count("app_secrets").await), (0, 0));
}

/// What leads from that one back to the one before, in which apps had no name and one
/// secret.
const BEFORE_NAMED_APPS: &str = "
    ALTER TABLE apps ADD COLUMN client_secret bytea;
    UPDATE apps a SET client_secret = s.value FROM app_secrets s
        WHERE s.tenant = a.tenant AND s.connector = a.connector;
    DROP TABLE app_secrets;
    ALTER TABLE sign_ins DROP COLUMN app;
    ALTER TABLE apps DROP COLUMN name;
    ALTER TABLE apps ADD PRIMARY KEY (tenant, connector);
    ALTER TABLE sign_ins ADD FOREIGN KEY (app_of, connector) REFERENCES apps (tenant, connector)
        ON DELETE CASCADE;
    CREATE INDEX sign_ins_by_app ON sign_ins (app_of, connector);
    UPDATE schema_version SET version = version - 1";

#[tokio::test]
async fn the_apps_of_a_database_of_before_are_the_default_ones_with_their_secrets() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let app = App::new("notes", "the-client").secret("client_secret", "hush".into());
    store.set_app(app, Servers::new()).await.unwrap();
    let public = App::new("tasks", "the-client");
    store.set_app(public, Servers::new()).await.unwrap();
    let begin = |state: &str, app_of| {
        store.begin_sign_in(
            NewSignIn {
                app_of,
                ..browser(state)
            },
            Timestamp::now(),
        )
    };
    let of = (Tenant::default(), DEFAULT_APP.to_owned());
    let by_app = begin("1", Some(of)).await.unwrap().id;
    let by_none = begin("2", None).await.unwrap().id;
    drop(store);
    in_database(&server, BEFORE_BROUGHT_APPS).await;
    in_database(&server, BEFORE_NAMED_APPS).await;
    let store = open(&server.address()).await;
    assert_eq!(
        client_secret(&store, "notes").await.as_deref(),
        Some("hush")
    );
    assert_eq!(client_secret(&store, "tasks").await, None);
    let now = Timestamp::now();
    for id in [&by_app, &by_none] {
        store.sign_in(id, now).await.unwrap();
    }
    assert!(store.remove_app("notes", DEFAULT_APP).await.unwrap());
    assert!(store.sign_in(&by_app, now).await.is_err());
    store.sign_in(&by_none, now).await.unwrap();
}

#[tokio::test]
async fn a_column_that_is_added_disturbs_no_host_that_runs() {
    let server = Server::start();
    let store = open(&server.address()).await;
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let app = || App::new("notes", "the-client").secret("client_secret", "hush".into());
    let use_all = async || {
        store.set_app(app(), Servers::new()).await.unwrap();
        store.app("notes", DEFAULT_APP).await.unwrap().unwrap();
        store.keep(sign_in(Some("work"), "ada", "2")).await.unwrap();
        store.agreed("notes").await.unwrap();
        store.api_keys().await.unwrap();
        store
            .export(Vec::new(), "pass".into())
            .await
            .unwrap()
            .keep_here()
            .await;
    };
    use_all().await;
    for table in [
        "grants",
        "connections",
        "apps",
        "app_secrets",
        "consents",
        "api_keys",
        "secret_settings",
        "tenants",
        "sealing",
    ] {
        in_database(
            &server,
            &format!("ALTER TABLE {table} ADD COLUMN newer text"),
        )
        .await;
        use_all().await;
    }
}

#[tokio::test]
async fn a_database_that_has_no_room_for_all_letters_is_refused() {
    let server = Server::start();
    in_database(
        &server,
        "CREATE DATABASE letters ENCODING 'SQL_ASCII' TEMPLATE template0
             LC_COLLATE 'C' LC_CTYPE 'C'",
    )
    .await;
    let address = server.address_for("postgres", "letters");
    let error = Store::open_postgres(&address, key(), RenewalLease::DEFAULT)
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"the database of connections: its encoding is SQL_ASCII, which has no room for what people call their accounts: make one with `ENCODING 'UTF8'`");
}

#[tokio::test]
async fn tables_of_others_with_the_same_names_are_left_alone() {
    let server = Server::start();
    in_database(
        &server,
        "CREATE TABLE public.schema_version (version bigint);
         INSERT INTO public.schema_version VALUES (99);
         CREATE TABLE public.connections (of text)",
    )
    .await;
    let store = open(&server.address()).await;
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    in_database(
        &server,
        "DROP TABLE public.schema_version, public.connections",
    )
    .await;
    assert_eq!(store.connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn once_the_tables_are_there_a_role_needs_no_right_to_make_any() {
    let server = Server::start();
    drop(open(&server.address()).await);
    in_database(
        &server,
        "CREATE ROLE host LOGIN; GRANT USAGE ON SCHEMA connector_host TO host;
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA connector_host TO host",
    )
    .await;
    let store = open(&server.address_for("host", "postgres")).await;
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
}

#[tokio::test]
async fn a_text_that_the_database_has_no_room_for_is_told_as_the_callers() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let error = crate::Error::from(store.connection("a\0").await.unwrap_err());
    assert_eq!(error.code(), "bad-text");
    assert_eq!(error.class(), crate::Class::Usage, "{error}");
}
