//! The store on real files.

mod api_keys;
mod apps;
mod audit;
mod brought;
mod changes;
mod components;
mod connect_sessions;
mod consents;
mod data_keys;
mod gathering;
mod in_session;
#[cfg(unix)]
mod listening;
mod memory;
mod old;
mod outcomes;
#[cfg(unix)]
mod postgres;
#[cfg(unix)]
#[allow(dead_code, reason = "the tests of the host use the rest")]
mod proxy;
mod renewals;
#[cfg(unix)]
mod server;
mod sign_ins;
#[cfg(unix)]
mod suite;
mod tenants;

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::key::{Key, KeyError, KeySource};
use super::model::{Account, Connection, SignIn, State, Tokens, WhoseClient};
use super::{App, DEFAULT_APP, Fence, PostgresAddress, RenewalLease, Servers, Store, StoreError};
use crate::consent::Consent;
use crate::subject::{Reach, Subject};

/// Tests that hold whatever keeps the store, by name: see [`suite`].
pub(super) type Suite = &'static [(&'static str, fn())];

/// A list of tests with their names.
macro_rules! named {
    ($($test:ident),* $(,)?) => { &[$((stringify!($test), $test as fn())),*] };
}
pub(super) use named;

/// Where a test has its store: in files, unless the [`suite`] says that it be in
/// PostgreSQL.
pub(super) struct Fixture {
    pub(super) directory: tempfile::TempDir,
    database: Option<PostgresAddress>,
}

impl Fixture {
    pub(super) fn new() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
            #[cfg(unix)]
            database: suite::new_database(),
            #[cfg(not(unix))]
            database: None,
        }
    }

    pub(super) fn is_in_files(&self) -> bool {
        self.database.is_none()
    }

    pub(super) fn key_file(&self) -> KeySource {
        KeySource::File(self.directory.path().join("host.key"))
    }

    pub(super) async fn open(&self) -> Result<Store, StoreError> {
        self.open_with(self.key_file()).await
    }

    pub(super) async fn open_with(&self, key: KeySource) -> Result<Store, StoreError> {
        match &self.database {
            Some(address) => Store::open_postgres(address, key, RenewalLease::DEFAULT).await,
            None => Store::open(self.directory.path().to_owned(), key).await,
        }
    }

    /// Every byte of the database and its journal.
    pub(super) fn bytes(&self) -> Vec<u8> {
        ["connections.db", "connections.db-wal"]
            .iter()
            .filter_map(|name| std::fs::read(self.directory.path().join(name)).ok())
            .flatten()
            .collect()
    }
}

pub(super) fn tokens(text: &str) -> Tokens {
    Tokens {
        access_token: format!("access-{text}").into(),
        refresh_token: Some(format!("refresh-{text}").into()),
        scopes: vec!["read".to_owned()],
        base_url: None,
        received_at: Timestamp::from_second(1_000).unwrap(),
        expires_at: Some(Timestamp::from_second(4_600).unwrap()),
    }
}

/// A user of the account of all tests.
pub(super) fn user(id: &str) -> Subject {
    Subject {
        account: "kitchen".to_owned(),
        user: Some(id.to_owned()),
    }
}

pub(super) fn sign_in(name: Option<&str>, subject: &str, token: &str) -> SignIn {
    let settings = json!({"client_id": "the-client"});
    SignIn {
        claim: None,
        name: name.map(str::to_owned),
        reconnects: false,
        connector: "notes".to_owned(),
        method: "own-app".to_owned(),
        owner: None,
        settings: settings.as_object().unwrap().clone(),
        secret_settings: vec![("client_secret".to_owned(), format!("secret-{token}").into())],
        token_endpoint: "https://as.example/token".to_owned(),
        client_id: "the-client".to_owned(),
        client: WhoseClient::Brought(Some(format!("secret-{token}").into())),
        shared_by_tenants: false,
        account: Account {
            subject: Some(user(subject)),
            reach: Reach::User,
            label: format!("{subject}@example.com"),
            facts: serde_json::Map::new(),
        },
        tokens: tokens(token),
        consent: Consent::default(),
        rerouted: false,
        common_redirect: false,
    }
}

#[tokio::test]
async fn a_second_sign_in_keeps_the_first_connection_alive() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let first = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let second = store.keep(sign_in(Some("play"), "ada", "2")).await.unwrap();
    assert!(first.shares_grant_with(&second));
    assert_eq!(second.grant.generation, first.grant.generation + 1);

    let first = store.connection("work").await.unwrap();
    let grant = store.grant_secrets(&first.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-2");
    assert_eq!(grant.client_secret.unwrap().expose_secret(), "secret-2");
}

#[tokio::test]
async fn another_subject_has_a_grant_of_its_own() {
    let store = Fixture::new().open().await.unwrap();
    let ada = store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    let bob = store.keep(sign_in(Some("bob"), "bob", "2")).await.unwrap();
    assert!(!ada.shares_grant_with(&bob));
}

#[tokio::test]
async fn who_is_not_told_is_nobody_else_and_can_be_reconnected_by_name() {
    let store = Fixture::new().open().await.unwrap();
    let of_nobody = |name, token| {
        let mut sign_in = sign_in(name, "ada", token);
        sign_in.account.subject = None;
        sign_in
    };
    let one = store.keep(of_nobody(Some("one"), "1")).await.unwrap();
    let other = store.keep(of_nobody(Some("other"), "2")).await.unwrap();
    assert!(!one.shares_grant_with(&other));
    assert_eq!(one.grant.account.subject, None);
    let error = store.keep(of_nobody(Some("one"), "3")).await.unwrap_err();
    assert!(matches!(error, StoreError::NameTaken { .. }), "{error}");

    let mut again = of_nobody(Some("one"), "4");
    again.reconnects = true;
    store.keep(again).await.unwrap();
    let mut told = sign_in(Some("other"), "ada", "5");
    told.reconnects = true;
    let told = store.keep(told).await.unwrap();
    assert_eq!(told.grant.account.subject, Some(user("ada")));
    assert_eq!(store.connections().await.unwrap().len(), 2);
}

#[tokio::test]
async fn another_sign_in_may_change_whose_events_concern_a_grant() {
    let store = Fixture::new().open().await.unwrap();
    let first = store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    assert_eq!(first.grant.account.reach, Reach::User);
    let mut wider = sign_in(Some("ada"), "ada", "2");
    wider.account.reach = Reach::Account;
    let wider = store.keep(wider).await.unwrap();
    assert_eq!(wider.grant.account.reach, Reach::Account);
}

#[tokio::test]
async fn a_sign_in_without_a_name_renews_what_it_made_before() {
    let store = Fixture::new().open().await.unwrap();
    for (subject, name) in [
        ("ada", "notes"),
        ("bob", "notes-2"),
        ("ada", "notes"),
        ("bob", "notes-2"),
    ] {
        let kept = store.keep(sign_in(None, subject, "1")).await.unwrap();
        assert_eq!(kept.name, name);
    }
    assert_eq!(store.connections().await.unwrap().len(), 2);
}

#[tokio::test]
async fn the_name_of_another_account_is_refused_and_nothing_is_kept() {
    let store = Fixture::new().open().await.unwrap();
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let error = store
        .keep(sign_in(Some("work"), "bob", "2"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::NameTaken {
                grant_renewed: false,
                ..
            }
        ),
        "{error}"
    );
    assert!(error.to_string().contains("ada@example.com"), "{error}");
    let connections = store.connections().await.unwrap();
    assert_eq!(connections.len(), 1);
    assert_eq!(connections[0].grant.account.subject, Some(user("ada")));
}

#[tokio::test]
async fn a_refused_name_still_renews_the_grant_that_other_connections_use() {
    let store = Fixture::new().open().await.unwrap();
    store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    let bob = store.keep(sign_in(Some("bob"), "bob", "2")).await.unwrap();
    let error = store
        .keep(sign_in(Some("ada"), "bob", "3"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::NameTaken {
                grant_renewed: true,
                ..
            }
        ),
        "{error}"
    );
    let grant = store.grant_secrets(&bob.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-3");
}

#[tokio::test]
async fn an_account_is_kept_whatever_it_is_called() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let long = "\u{1f600}ä\\'\"%".repeat(10_000);
    for label in ["", "a\0b\0", "\u{7}\u{1b}[31m", "\u{10ffff}", &long] {
        let mut named = SignIn {
            owner: Some(label.to_owned()),
            ..sign_in(Some("work"), "ada", "1")
        };
        named.account.label = label.to_owned();
        named.account.facts = [(label.to_owned(), json!(label))].into_iter().collect();
        named.settings = named.account.facts.clone();
        store.keep(named).await.unwrap();
        let kept = fixture.open().await.unwrap().connection("work").await;
        let kept = kept.unwrap();
        let words = label.replace('\0', "\u{fffd}");
        assert_eq!(kept.grant.account.label, words);
        assert_eq!(kept.owner, Some(words));
        assert_eq!(kept.grant.account.facts[label], json!(label));
        assert_eq!(kept.settings, kept.grant.account.facts);
        let failure = crate::connections::RenewalFailure::Ended(label.to_owned());
        let generation = kept.grant.generation;
        store
            .fail_renewal(&kept.grant.id, generation, failure, None, Fence::default())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_grant_goes_with_its_last_connection() {
    let store = Fixture::new().open().await.unwrap();
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let play = store.keep(sign_in(Some("play"), "ada", "2")).await.unwrap();
    store.remove(&work).await.unwrap();
    assert!(store.has_grant(&play.grant.id).await.unwrap());
    store.remove(&play).await.unwrap();
    let error = store.grant_secrets(&play.grant.id).await.unwrap_err();
    assert!(matches!(error, StoreError::GrantGone), "{error}");
}

#[tokio::test]
async fn no_secret_is_in_the_database_in_the_clear() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let app = App::new("notes", "app-client").secret("client_secret", "app-secret".into());
    store.set_app(app, Servers::new()).await.unwrap();
    let bytes = fixture.bytes();
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(holds("app-client") && holds("ada@example.com"));
    for secret in ["access-1", "refresh-1", "secret-1", "app-secret"] {
        assert!(!holds(secret), "{secret}");
    }
}

#[tokio::test]
async fn no_secret_shows_in_debug() {
    let store = Fixture::new().open().await.unwrap();
    let sign_in = sign_in(Some("work"), "ada", "1");
    let before = format!("{sign_in:?}");
    let kept = store.keep(sign_in).await.unwrap();
    let grant = store.grant_secrets(&kept.grant.id).await.unwrap();
    let shown = format!("{before} {kept:?} {grant:?} {store:?}");
    for secret in ["access-1", "refresh-1", "secret-1"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn secret_settings_belong_to_their_connection() {
    let store = Fixture::new().open().await.unwrap();
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let secret = store
        .secret_setting(&work.id, "client_secret")
        .await
        .unwrap();
    assert_eq!(secret.unwrap().expose_secret(), "secret-1");
    assert!(
        store
            .secret_setting(&work.id, "signing_key")
            .await
            .unwrap()
            .is_none()
    );
    store.remove(&work).await.unwrap();
    assert!(
        store
            .secret_setting(&work.id, "client_secret")
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_destroys_nothing() {
    let fixture = Fixture::new();
    fixture
        .open()
        .await
        .unwrap()
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap();
    let wrong = KeySource::Given(Key::generate().unwrap());
    let error = fixture.open_with(wrong).await.unwrap_err();
    assert!(matches!(error, StoreError::OtherKey { .. }), "{error}");

    let work = fixture
        .open()
        .await
        .unwrap()
        .connection("work")
        .await
        .unwrap();
    assert_eq!(work.grant.account.subject, Some(user("ada")));
}

#[tokio::test]
async fn a_missing_key_is_told_and_no_new_one_is_made() {
    let fixture = Fixture::new();
    drop(fixture.open().await.unwrap());
    let path = fixture.directory.path().join("host.key");
    let kept = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let error = fixture.open().await.unwrap_err();
    assert!(
        matches!(error, StoreError::Key(KeyError::Missing { .. })),
        "{error}"
    );
    assert!(!path.exists());

    tempfile::NamedTempFile::new_in(fixture.directory.path())
        .unwrap()
        .persist(&path)
        .unwrap();
    std::fs::write(&path, kept).unwrap();
    fixture.open().await.unwrap();
}

#[tokio::test]
async fn the_database_of_a_newer_host_is_left_alone() {
    let fixture = Fixture::new();
    drop(fixture.open().await.unwrap());
    let database =
        rusqlite::Connection::open(crate::connections::sqlite::path(fixture.directory.path()))
            .unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    let error = fixture.open().await.unwrap_err();
    assert!(
        matches!(error, StoreError::NewerSchema { found: 99, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn apps_are_kept_sealed_replaced_and_forgotten() {
    let store = Fixture::new().open().await.unwrap();
    for secret in [Some("one"), None, Some("two")] {
        let mut app = App::new("notes", "app");
        if let Some(secret) = secret {
            app = app.secret("client_secret", secret.into());
        }
        store.set_app(app, Servers::new()).await.unwrap();
        assert_eq!(client_secret(&store, "notes").await.as_deref(), secret);
    }
    assert!(store.remove_app("notes", DEFAULT_APP).await.unwrap());
    assert!(!store.remove_app("notes", DEFAULT_APP).await.unwrap());
    assert!(store.app("notes", DEFAULT_APP).await.unwrap().is_none());
}

/// The client secret of the app that sign-ins use first.
pub(super) async fn client_secret(store: &Store, connector: &str) -> Option<String> {
    let app = store.apps_in_use(connector).await.unwrap().remove(0);
    let secret = app.client_secrets().current;
    secret.map(|secret| secret.expose_secret().to_owned())
}

pub(in crate::connections) const SUITE: Suite = named![
    a_second_sign_in_keeps_the_first_connection_alive,
    another_subject_has_a_grant_of_its_own,
    who_is_not_told_is_nobody_else_and_can_be_reconnected_by_name,
    another_sign_in_may_change_whose_events_concern_a_grant,
    a_sign_in_without_a_name_renews_what_it_made_before,
    the_name_of_another_account_is_refused_and_nothing_is_kept,
    a_refused_name_still_renews_the_grant_that_other_connections_use,
    an_account_is_kept_whatever_it_is_called,
    a_grant_goes_with_its_last_connection,
    no_secret_shows_in_debug,
    secret_settings_belong_to_their_connection,
    a_wrong_key_is_refused_and_destroys_nothing,
    a_missing_key_is_told_and_no_new_one_is_made,
    apps_are_kept_sealed_replaced_and_forgotten,
];
