//! What an earlier version of this host has kept: a database of its last
//! version, and an archive.

use super::*;
use crate::connections::{AppInUse, OpenedArchive, Store};

/// The key of the old database.
const KEY: &str = "b2xkIGtleSBvZiBhbiBvbGQgc3RvcmUsIDMyIGJ5dGU=";

fn key() -> KeySource {
    KeySource::Given(Key::from_base64(&KEY.into(), "the test").unwrap())
}

/// An app as it was when it had one secret.
#[derive(Debug)]
#[expect(dead_code, reason = "it is shown")]
struct App {
    connector: String,
    client_id: String,
    client_secret: Option<SecretString>,
}

impl From<AppInUse> for App {
    fn from(app: AppInUse) -> Self {
        let secrets = app.client_secrets();
        assert!(secrets.other.is_none());
        Self {
            connector: app.connector,
            client_id: app.client_id,
            client_secret: secrets.current,
        }
    }
}

/// Everything that is told of a store, secrets included, with ids that may be
/// made anew left out.
async fn everything(store: &Store) -> String {
    let mut lines = Vec::new();
    for connection in store.connections().await.unwrap() {
        let secrets = store.grant_secrets(&connection.grant.id).await.unwrap();
        let settings = store.secret_settings(&connection.id).await.unwrap();
        let shown = |secret: &SecretString| secret.expose_secret().to_owned();
        let secret = |secret: &Option<SecretString>| secret.as_ref().map(shown);
        lines.push(format!(
            "{connection:#?}\nsecrets: {:?} {:?} {:?}, begun: {:?}\nsettings: {:?}\n",
            shown(&secrets.tokens.access_token),
            secret(&secrets.tokens.refresh_token),
            secret(&secrets.client_secret),
            secrets.unfinished_renewal,
            settings
                .iter()
                .map(|(name, value)| (name, shown(value)))
                .collect::<Vec<_>>(),
        ));
    }
    for connector in ["notes", "tasks"] {
        let apps = store.apps_in_use(connector).await.unwrap();
        assert!(apps.len() <= 1);
        let app = apps.into_iter().next();
        if let Some(app) = &app {
            assert_eq!(app.name, "default");
            assert!(app.secrets.keys().all(|name| name == "client_secret"));
        }
        let servers = app.as_ref().and_then(|app| app.servers.clone());
        let app = app.map(App::from);
        let secret = app.as_ref().and_then(|app| app.client_secret.as_ref());
        lines.push(format!(
            "{connector}: {app:?} {:?}\nservers: {:?}\nagreed: {:?}\ncommon: {}\n",
            secret.map(SecretString::expose_secret),
            servers,
            store.agreed(connector).await.unwrap(),
            store
                .has_common_redirect(connector, "app-client")
                .await
                .unwrap(),
        ));
    }
    let mut told = lines.join("\n");
    for connection in store.connections().await.unwrap() {
        told = told.replace(
            connection.id.as_str(),
            &format!("the id of {}", connection.name),
        );
        let of_grant = format!("the id of the grant of {}", connection.name);
        told = told.replace(&connection.grant.id, &of_grant);
    }
    told
}

#[tokio::test]
async fn the_database_of_the_last_version_opens_without_loss() {
    let fixture = Fixture::new();
    let old = include_bytes!("old/connections-5.db");
    let path = crate::connections::sqlite::path(fixture.directory.path());
    std::fs::write(path, old).unwrap();
    let store = Store::open(fixture.directory.path().to_owned(), key()).await;
    insta::assert_snapshot!(everything(&store.unwrap()).await);
    let path = crate::connections::sqlite::path(fixture.directory.path());
    let sealed_by_the_key_of_the_store = "SELECT (SELECT count(*) FROM grants
            WHERE substr(access_token, 2, 8) = key_id OR substr(refresh_token, 2, 8) = key_id
                OR substr(client_secret, 2, 8) = key_id)
        + (SELECT count(*) FROM secret_settings WHERE substr(value, 2, 8) = key_id)
        + (SELECT count(*) FROM app_secrets WHERE substr(value, 2, 8) = key_id) FROM sealing";
    let database = rusqlite::Connection::open(path).unwrap();
    let count: i64 = database
        .query_row(sealed_by_the_key_of_the_store, [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn an_archive_of_the_first_version_is_taken_in() {
    let store = Fixture::new().open().await.unwrap();
    let old = include_str!("old/archive-1.age").to_owned();
    let passphrase = "correct horse battery staple".into();
    let archive = OpenedArchive::open(old, passphrase).await.unwrap();
    let connectors = archive.connectors().into_iter();
    let agreed = connectors.map(|connector| (connector, Consent::default()));
    let agreed = agreed.collect();
    store.import(archive, agreed, true).await.unwrap();
    insta::assert_snapshot!(everything(&store).await);
}
