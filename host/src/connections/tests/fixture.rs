//! What tests of the store begin with: a place for one, and a sign-in to keep in it.

use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use serde_json::json;

#[cfg(unix)]
use super::suite;
use crate::connections::key::KeySource;
use crate::connections::model::{Account, SignIn, Tokens, WhoseClient};
use crate::connections::{PostgresAddress, RenewalLease, Store, StoreError};
use crate::consent::Consent;
use crate::subject::{Reach, Subject};

/// Where a test has its store: in files, unless the `suite` says that it be in
/// PostgreSQL.
pub(in crate::connections) struct Fixture {
    pub(in crate::connections) directory: tempfile::TempDir,
    database: Option<PostgresAddress>,
}

impl Fixture {
    pub(in crate::connections) fn new() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
            #[cfg(unix)]
            database: suite::new_database(),
            #[cfg(not(unix))]
            database: None,
        }
    }

    pub(in crate::connections) fn is_in_files(&self) -> bool {
        self.database.is_none()
    }

    pub(in crate::connections) fn key_file(&self) -> KeySource {
        KeySource::File(self.directory.path().join("host.key"))
    }

    pub(in crate::connections) async fn open(&self) -> Result<Store, StoreError> {
        self.open_with(self.key_file()).await
    }

    pub(in crate::connections) async fn open_with(
        &self,
        key: KeySource,
    ) -> Result<Store, StoreError> {
        match &self.database {
            Some(address) => Store::open_postgres(address, key, RenewalLease::DEFAULT).await,
            None => Store::open(self.directory.path().to_owned(), key).await,
        }
    }

    /// Every byte of the database and its journal.
    pub(in crate::connections) fn bytes(&self) -> Vec<u8> {
        ["connections.db", "connections.db-wal"]
            .iter()
            .filter_map(|name| std::fs::read(self.directory.path().join(name)).ok())
            .flatten()
            .collect()
    }
}

pub(in crate::connections) fn tokens(text: &str) -> Tokens {
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
pub(in crate::connections) fn user(id: &str) -> Subject {
    Subject {
        account: "kitchen".to_owned(),
        user: Some(id.to_owned()),
    }
}

pub(in crate::connections) fn sign_in(name: Option<&str>, subject: &str, token: &str) -> SignIn {
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

/// The client secret of the app that sign-ins use first.
pub(in crate::connections) async fn client_secret(
    store: &Store,
    connector: &str,
) -> Option<String> {
    let app = store.apps_in_use(connector).await.unwrap().remove(0);
    let secret = app.client_secrets().current;
    secret.map(|secret| secret.expose_secret().to_owned())
}
