//! Moving connections between stores on real files.

use secrecy::{ExposeSecret as _, SecretString};

use super::ArchiveError;
use crate::connections::model::App;
use crate::connections::tests::{Fixture, sign_in, tokens};
use crate::connections::{Connection, Fence, Servers, State, Store, StoreError};

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
    let app = App {
        connector: "notes".to_owned(),
        client_id: "the-client".to_owned(),
        client_secret: Some("app-secret".into()),
    };
    store.set_app(app, Servers::new()).await.unwrap();
    store
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
    let outcome = store.import(archive.to_owned(), passphrase, false).await;
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
    let names = new.import(archive, passphrase(), false).await.unwrap();
    assert_eq!(names, ["bob", "play", "work"]);

    let work = new.connection("work").await.unwrap();
    let secrets = new.grant_secrets(&work.grant.id).await.unwrap();
    assert_eq!(secrets.tokens.access_token.expose_secret(), "access-ada");
    let refresh_token = secrets.tokens.refresh_token.unwrap();
    assert_eq!(refresh_token.expose_secret(), "refresh-ada");
    assert_eq!(secrets.client_secret.unwrap().expose_secret(), "secret-ada");
    let setting = new.secret_setting(&work.id, "client_secret").await.unwrap();
    assert_eq!(setting.unwrap().expose_secret(), "secret-ada");
    let app = new.app("notes").await.unwrap().unwrap();
    assert_eq!(app.client_secret.unwrap().expose_secret(), "app-secret");
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
    store.import(archive, passphrase(), false).await.unwrap();
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
    insta::assert_snapshot!(error, @"the import would replace the tokens of bob@example.com here, which are no newer than those of the archive: allow it to, or leave things as they are; nothing was changed");
    assert_eq!(access_token(&new, "bob").await, "access-newest");

    new.import(archive, passphrase(), true).await.unwrap();
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
    let outcome = new.import(archive, passphrase(), true).await;
    assert!(outcome.is_err());
    assert_eq!(access_token(&new, "bob").await, "access-eve");
}

#[tokio::test]
async fn a_wrong_passphrase_and_a_damaged_archive_change_nothing() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let (old, new) = (machine(&here).await, there.open().await.unwrap());
    let archive = archive(&old, &[]).await;
    let error = refusal(&new, &archive, "another passphrase".into()).await;
    assert!(matches!(error, ArchiveError::WrongPassphrase), "{error}");

    let cut = &archive[..archive.len() / 2];
    let lines: Vec<&str> = archive.lines().collect();
    let mut swapped = lines.clone();
    let last = swapped.len() - 3;
    swapped.swap(last, last - 1);
    for damaged in [cut, "", "no archive", &swapped.join("\n")] {
        let error = refusal(&new, damaged, passphrase()).await;
        assert!(matches!(error, ArchiveError::Damaged(_)), "{error}");
    }
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
