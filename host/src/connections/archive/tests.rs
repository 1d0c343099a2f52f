//! Moving connections between stores on real files.

pub(in crate::connections) mod apps;
pub(in crate::connections) mod refused;

use std::collections::BTreeSet;

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::document::Secret;
use super::{AgreedHere, ArchiveError, OpenedArchive};
use crate::connections::tests::{Fixture, client_secret, sign_in, tokens};
use crate::connections::{
    App, Connection, DEFAULT_APP, Fence, Servers, State, Store, StoreError, Tenant,
};
use crate::consent::Consent;
use crate::manifest::Endpoints;

fn passphrase() -> SecretString {
    "correct horse battery staple".into()
}

/// A machine with two connections of one account, one of another, and an app.
async fn machine(fixture: &Fixture) -> Store {
    let store = fixture.open().await.unwrap();
    for (name, subject) in [("work", "ada"), ("play", "ada"), ("bob", "bob")] {
        store
            .keep(sign_in(Some(name), subject, subject))
            .await
            .unwrap();
    }
    let app = App::new("notes", "the-client").secret("client_secret", "app-secret".into());
    store.set_app(app, Servers::new()).await.unwrap();
    store
}

/// Takes in an archive where somebody has agreed to the connector.
async fn import(store: &Store, archive: &str, replace: bool) -> Result<Vec<String>, StoreError> {
    import_where(store, archive, passphrase(), agreed(), replace).await
}

async fn import_where(
    store: &Store,
    archive: &str,
    passphrase: SecretString,
    agreed: AgreedHere,
    replace: bool,
) -> Result<Vec<String>, StoreError> {
    let archive = OpenedArchive::open(archive.to_owned(), passphrase).await?;
    assert_eq!(archive.connectors(), BTreeSet::from(["notes".to_owned()]));
    store.import(archive, agreed, replace).await
}

fn agreed() -> AgreedHere {
    AgreedHere::from([("notes".to_owned(), signing_in_at(SERVER))])
}

const SERVER: &str = "https://as.example/token";

/// What somebody has agreed to for a connector that signs in there.
fn signing_in_at(token_endpoint: &str) -> Consent {
    let mut consent = Consent::default();
    let servers = vec![server(token_endpoint)];
    consent.servers.insert("own-app".to_owned(), servers);
    consent
}

fn server(token_endpoint: &str) -> Endpoints {
    serde_json::from_value(json!({"name": "Example", "token_endpoint": token_endpoint})).unwrap()
}

async fn archive(store: &Store, names: &[&str]) -> String {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let export = store.export(names, passphrase()).await.unwrap();
    let archive = export.archive().to_owned();
    export.move_out().await.unwrap();
    archive
}

/// Why the store refuses to take an archive in.
async fn refusal(store: &Store, archive: &str, passphrase: SecretString) -> ArchiveError {
    let before = store.connections().await.unwrap().len();
    let outcome = import_where(store, archive, passphrase, agreed(), false).await;
    let Err(StoreError::Archive(error)) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(store.connections().await.unwrap().len(), before);
    error
}

async fn access_token(store: &Store, name: &str) -> String {
    let grant = store.connection(name).await.unwrap().grant;
    let secrets = store.grant_secrets(&grant.id).await.unwrap();
    secrets.tokens.access_token.expose_secret().to_owned()
}

fn needs_reconnecting(connection: &Connection) -> bool {
    matches!(connection.state(), State::NeedsReconnecting { .. })
}

#[tokio::test]
async fn connections_move_with_everything_they_need_and_end_where_they_were() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let (old, new) = (machine(&here).await, there.open().await.unwrap());
    let archive = archive(&old, &[]).await;
    for secret in [
        "access-ada",
        "refresh-ada",
        "secret-ada",
        "app-secret",
        "ada@",
    ] {
        assert!(!archive.contains(secret), "{secret}");
    }
    let names = import(&new, &archive, true).await.unwrap();
    assert_eq!(names, ["bob", "play", "work"]);

    let work = new.connection("work").await.unwrap();
    let secrets = new.grant_secrets(&work.grant.id).await.unwrap();
    assert_eq!(secrets.tokens.access_token.expose_secret(), "access-ada");
    let refresh_token = secrets.tokens.refresh_token.unwrap();
    assert_eq!(refresh_token.expose_secret(), "refresh-ada");
    assert_eq!(secrets.client_secret.unwrap().expose_secret(), "secret-ada");
    let setting = new.secret_setting(&work.id, "client_secret").await.unwrap();
    assert_eq!(setting.unwrap().expose_secret(), "secret-ada");
    let secret = client_secret(&new, "notes").await;
    assert_eq!(secret.as_deref(), Some("app-secret"));
    let play = new.connection("play").await.unwrap();
    assert!(work.shares_grant_with(&play));
    let as_before = old.connection("work").await.unwrap();
    assert_eq!(work.settings, as_before.settings);
    assert_eq!(work.created_at, as_before.created_at);

    for connection in old.connections().await.unwrap() {
        assert!(needs_reconnecting(&connection), "{connection:?}");
    }
    for connection in new.connections().await.unwrap() {
        assert!(!needs_reconnecting(&connection), "{connection:?}");
    }
}

#[tokio::test]
async fn an_archive_that_comes_back_revives_what_it_ended() {
    let fixture = Fixture::new();
    let store = machine(&fixture).await;
    let archive = archive(&store, &["bob"]).await;
    assert!(needs_reconnecting(&store.connection("bob").await.unwrap()));
    import(&store, &archive, false).await.unwrap();
    assert!(!needs_reconnecting(&store.connection("bob").await.unwrap()));
    assert_eq!(store.connections().await.unwrap().len(), 3);
    assert_eq!(access_token(&store, "bob").await, "access-bob");
}

#[tokio::test]
async fn a_grant_is_exported_with_all_its_connections_and_only_once() {
    let fixture = Fixture::new();
    let store = machine(&fixture).await;
    let export = |name: &str| store.export(vec![name.to_owned()], passphrase());
    let error = export("work").await.unwrap_err();
    insta::assert_snapshot!(error, @"work and play act by one grant, which works on one machine only: export them together");
    export("bob").await.unwrap().move_out().await.unwrap();
    let error = export("bob").await.unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::Archive(ArchiveError::AlreadyMoved { .. })
        ),
        "{error}"
    );
    let error = export("nobody").await.unwrap_err();
    assert!(matches!(error, StoreError::NoConnection { .. }), "{error}");
}

#[tokio::test]
async fn a_renewal_waits_until_the_export_is_over() {
    let fixture = Fixture::new();
    let store = machine(&fixture).await;
    let export = store
        .export(vec!["bob".to_owned()], passphrase())
        .await
        .unwrap();
    let other = fixture.open().await.unwrap();
    let grant_id = store.connection("bob").await.unwrap().grant.id;
    let waiting = tokio::spawn(async move { other.lock_grant(&grant_id).await.map(drop) });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    drop(export);
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_a_sign_in_renews_meanwhile_is_not_moved_out() {
    let here = Fixture::new();
    let store = here.open().await.unwrap();
    store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    let export = store.export(Vec::new(), passphrase()).await.unwrap();
    store.keep(sign_in(Some("ada"), "ada", "2")).await.unwrap();
    let error = export.move_out().await.unwrap_err();
    let is_outdated = matches!(error, StoreError::Archive(ArchiveError::Outdated { .. }));
    assert!(is_outdated, "{error}");
    let kept = store.connection("ada").await.unwrap();
    assert_eq!(kept.state(), State::Connected);
    let grant = store.grant_secrets(&kept.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-2");
}

#[tokio::test]
async fn a_living_grant_is_replaced_only_with_leave() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let (old, new) = (machine(&here).await, there.open().await.unwrap());
    let bob = new
        .keep(sign_in(Some("bob"), "bob", "newer"))
        .await
        .unwrap();
    new.finish_renewal(&bob.grant.id, 1, tokens("newest"), Fence::default())
        .await
        .unwrap();
    let archive = archive(&old, &["bob"]).await;
    let error = refusal(&new, &archive, passphrase()).await;
    insta::assert_snapshot!(error, @"the import would replace the tokens of bob@example.com here, which are no newer than those of the archive; the missing app of notes by the one with the client id `the-client`: allow it to, or leave things as they are; nothing was changed");
    assert_eq!(access_token(&new, "bob").await, "access-newest");

    import(&new, &archive, true).await.unwrap();
    assert_eq!(access_token(&new, "bob").await, "access-bob");
    let generation = new.connection("bob").await.unwrap().grant.generation;
    assert!(generation > bob.grant.generation + 1);
}

#[tokio::test]
async fn the_name_of_another_account_is_never_replaced() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let (old, new) = (machine(&here).await, there.open().await.unwrap());
    new.keep(sign_in(Some("bob"), "eve", "eve")).await.unwrap();
    let archive = archive(&old, &[]).await;
    let error = refusal(&new, &archive, passphrase()).await;
    insta::assert_snapshot!(error, @"`bob` is eve@example.com at notes here, and bob@example.com at notes in the archive: rename or remove what has the name here; nothing was changed");
    let outcome = import(&new, &archive, true).await;
    assert!(outcome.is_err());
    assert_eq!(access_token(&new, "bob").await, "access-eve");
}

#[tokio::test]
async fn no_secret_shows_in_debug() {
    let fixture = Fixture::new();
    let store = machine(&fixture).await;
    let export = store.export(Vec::new(), passphrase()).await.unwrap();
    let document = super::envelope::open(export.archive(), passphrase()).unwrap();
    let shown = format!("{export:?} {document:?}");
    assert!(shown.contains("ada@example.com"));
    for secret in ["access-ada", "refresh-ada", "secret-ada", "app-secret"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn what_an_archive_does_not_name_comes_back_only_with_leave() {
    let fixture = Fixture::new();
    let store = machine(&fixture).await;
    let archive = archive(&store, &["bob"]).await;
    store.rename("bob", "notes").await.unwrap();
    let error = refusal(&store, &archive, passphrase()).await;
    insta::assert_snapshot!(error, @"the import would replace the tokens of bob@example.com here, which are of no use any more, also for `notes`, which the archive does not name: allow it to, or leave things as they are; nothing was changed");
    assert!(needs_reconnecting(
        &store.connection("notes").await.unwrap()
    ));
}

pub(in crate::connections) const SUITE: crate::connections::tests::Suite = crate::connections::tests::named![
    connections_move_with_everything_they_need_and_end_where_they_were,
    an_archive_that_comes_back_revives_what_it_ended,
    a_grant_is_exported_with_all_its_connections_and_only_once,
    a_renewal_waits_until_the_export_is_over,
    what_a_sign_in_renews_meanwhile_is_not_moved_out,
    a_living_grant_is_replaced_only_with_leave,
    the_name_of_another_account_is_never_replaced,
    no_secret_shows_in_debug,
    what_an_archive_does_not_name_comes_back_only_with_leave,
];
