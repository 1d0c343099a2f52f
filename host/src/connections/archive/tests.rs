//! Moving connections between stores on real files.

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

/// A machine with one connection, whose grant says that it is from that server,
/// and an app that is for all.
async fn machine_of(fixture: &Fixture, token_endpoint: &str) -> Store {
    let store = fixture.open().await.unwrap();
    let mut sign_in = sign_in(Some("work"), "ada", "ada");
    sign_in.consent = signing_in_at(token_endpoint);
    store.keep(sign_in).await.unwrap();
    let mut servers = signing_in_at(token_endpoint).servers;
    let usual = servers.get_mut("own-app").unwrap();
    usual.push(server(SERVER));
    store.set_app(app("the-secret"), servers).await.unwrap();
    store
}

fn app(secret: &str) -> App {
    App::new("notes", "the-client").secret("client_secret", secret.into())
}

#[tokio::test]
async fn what_an_archive_says_was_agreed_to_is_nobodys_consent_here() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let old = machine_of(&here, "https://evil.test/token").await;
    let new = there.open().await.unwrap();
    let archive = archive(&old, &[]).await;
    let error = refusal(&new, &archive, passphrase()).await;
    insta::assert_snapshot!(error, @"the tokens of ada@example.com in the archive are renewed and ended at https://evil.test/token, and nobody has agreed on this machine that `notes` signs in there: add the version of `notes` that does, and accept it or not; nothing was changed");
    let nobody = AgreedHere::new();
    let error = import_where(&new, &archive, passphrase(), nobody, true).await;
    insta::assert_snapshot!(error.unwrap_err(), @"the archive has connections of `notes`, and nobody has agreed on this machine to what that wants: add `notes` first, which shows it; nothing was changed");
    assert!(new.app("notes", DEFAULT_APP).await.unwrap().is_none());
}

#[tokio::test]
async fn an_app_of_an_archive_is_for_no_server_that_nobody_agreed_to_here() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let old = machine_of(&here, SERVER).await;
    let more = signing_in_at("https://evil.test/token").servers;
    old.set_app(app("the-secret"), more).await.unwrap();
    let new = there.open().await.unwrap();
    let archive = archive(&old, &[]).await;
    import(&new, &archive, true).await.unwrap();
    let apps = new.apps_in_use("notes").await.unwrap();
    assert_eq!(apps[0].servers, Some(Servers::new()));
}

#[tokio::test]
async fn the_secret_of_an_app_is_not_replaced_unasked() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let old = machine_of(&here, SERVER).await;
    let new = there.open().await.unwrap();
    let servers = signing_in_at(SERVER).servers;
    new.set_app(app("another"), servers).await.unwrap();
    let archive = archive(&old, &[]).await;
    let error = refusal(&new, &archive, passphrase()).await;
    insta::assert_snapshot!(error, @"the import would replace the secrets and the authorization servers of the app of notes with the client id `the-client`: allow it to, or leave things as they are; nothing was changed");
    import(&new, &archive, true).await.unwrap();
    let secret = client_secret(&new, "notes").await;
    assert_eq!(secret.as_deref(), Some("the-secret"));
}

#[tokio::test]
async fn a_grant_of_more_renewals_than_there_was_time_for_is_refused() {
    let fixture = Fixture::new();
    let store = machine(&fixture).await;
    let export = store.export(Vec::new(), passphrase()).await.unwrap();
    let mut document = super::envelope::open(export.archive(), passphrase()).unwrap();
    document.grants[0].generation = i64::MAX.cast_unsigned();
    let error = super::check::check(&document).unwrap_err();
    insta::assert_snapshot!(error, @"this is no whole archive of connections (a grant was renewed more often than there was time for): take the file as `export` wrote it; nothing was changed");
}

#[tokio::test]
async fn an_app_is_not_brought_unasked_where_there_is_none() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let (old, new) = (machine(&here).await, there.open().await.unwrap());
    let archive = archive(&old, &[]).await;
    let error = refusal(&new, &archive, passphrase()).await;
    insta::assert_snapshot!(error, @"the import would replace the missing app of notes by the one with the client id `the-client`: allow it to, or leave things as they are; nothing was changed");
    assert!(new.app("notes", DEFAULT_APP).await.unwrap().is_none());
    import(&new, &archive, true).await.unwrap();
    assert!(new.app("notes", DEFAULT_APP).await.unwrap().is_some());
}

/// A machine whose connection goes through an app of that name, which has more than a
/// client secret.
async fn machine_of_named_app(fixture: &Fixture, name: &str) -> Store {
    let store = fixture.open().await.unwrap();
    let sign_in = sign_in(Some("work"), "ada", "ada");
    store.keep(sign_in).await.unwrap();
    let app = app("client-1").name(name);
    let app = app.secret("webhook_secret", "webhook-1".into());
    store.set_app(app, Servers::new()).await.unwrap();
    for (secret, new) in [
        ("client_secret", "client-2"),
        ("webhook_secret", "webhook-2"),
    ] {
        let rotated = store.rotate_app_secret("notes", name, secret, new.into());
        rotated.await.unwrap();
    }
    store
}

/// The names of the apps, and their secrets, those before too.
async fn apps_with_secrets(store: &Store) -> String {
    let mut told = Vec::new();
    for app in store.apps_in_use("notes").await.unwrap() {
        for (name, its) in &app.secrets {
            let previous = its.previous.as_ref().map(SecretString::expose_secret);
            let current = its.current.expose_secret();
            told.push(format!("{} {name}: {current} {previous:?}", app.name));
        }
    }
    told.join(", ")
}

#[tokio::test]
async fn an_app_moves_with_its_name_and_all_its_secrets() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let (old, new) = (
        machine_of_named_app(&here, "europe").await,
        there.open().await.unwrap(),
    );
    let archive = archive(&old, &[]).await;
    let document = super::envelope::open(&archive, passphrase()).unwrap();
    assert_eq!(document.version, 3);
    import(&new, &archive, true).await.unwrap();
    insta::assert_snapshot!(apps_with_secrets(&new).await, @r#"europe client_secret: client-2 Some("client-1"), europe webhook_secret: webhook-2 Some("webhook-1")"#);
    // The same once more is nothing new.
    let again = self::archive(&new, &[]).await;
    import(&new, &again, false).await.unwrap();
}

#[tokio::test]
async fn earlier_hosts_read_archives_of_what_they_know_all_of() {
    let fixture = Fixture::new();
    let store = machine(&fixture).await;
    let export = store.export(Vec::new(), passphrase()).await.unwrap();
    let document = super::envelope::open(export.archive(), passphrase()).unwrap();
    assert_eq!(document.version, 3, "an app has an address");
    export.keep_here().await;
    // What was brought for a connection is what it was, and gets an address where it goes.
    assert!(store.remove_app("notes", DEFAULT_APP).await.unwrap());
    let export = store.export(Vec::new(), passphrase()).await.unwrap();
    let without = super::envelope::open(export.archive(), passphrase()).unwrap();
    assert_eq!(without.version, 2);
    let mut app = serde_json::to_value(&document.apps[0]).unwrap();
    assert!(app.as_object_mut().unwrap().remove("address").is_some());
    let members: Vec<&str> = app
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let known = [
        "client_id",
        "client_secret",
        "common_redirect",
        "connector",
        "servers",
    ];
    assert_eq!(BTreeSet::from_iter(members), BTreeSet::from(known));
}

#[tokio::test]
async fn an_app_keeps_its_address_where_it_goes_unless_somebody_has_it_there() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let (old, new) = (machine(&here).await, there.open().await.unwrap());
    let address = async |store: &Store| {
        let app = store.app("notes", DEFAULT_APP).await.unwrap().unwrap();
        app.delivery_address
    };
    let archive = archive(&old, &[]).await;
    let acme: Tenant = "acme".parse().unwrap();
    new.create_tenant(acme.clone(), Timestamp::UNIX_EPOCH)
        .await
        .unwrap();
    let acme = new.of(&acme);
    import(&acme, &archive, true).await.unwrap();
    assert_eq!(address(&acme).await, address(&old).await);
    // It comes once more for another tenant.
    import(&new, &archive, true).await.unwrap();
    assert_ne!(address(&new).await, address(&old).await);
    // One that is there has its own already.
    let before = address(&new).await;
    import(&new, &archive, true).await.unwrap();
    assert_eq!(address(&new).await, before);
    let at = new.app_at(&address(&acme).await).await.unwrap().unwrap();
    assert_eq!(at.tenant.as_str(), "acme");
}

#[tokio::test]
async fn an_app_of_an_archive_keeps_the_name_that_its_client_has_here() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let old = machine_of_named_app(&here, "europe").await;
    let new = there.open().await.unwrap();
    new.set_app(app("mine").name("north"), Servers::new())
        .await
        .unwrap();
    let archive = archive(&old, &[]).await;
    let error = refusal(&new, &archive, passphrase()).await;
    insta::assert_snapshot!(error, @"the import would replace the secrets and the authorization servers of the app of notes with the client id `the-client`: allow it to, or leave things as they are; nothing was changed");
    import(&new, &archive, true).await.unwrap();
    insta::assert_snapshot!(apps_with_secrets(&new).await, @r#"north client_secret: client-2 Some("client-1"), north webhook_secret: webhook-2 Some("webhook-1")"#);
}

#[tokio::test]
async fn an_archive_with_a_secret_before_none_is_no_whole_one() {
    let fixture = Fixture::new();
    let store = machine_of_named_app(&fixture, DEFAULT_APP).await;
    let export = store.export(Vec::new(), passphrase()).await.unwrap();
    let opened = || super::envelope::open(export.archive(), passphrase()).unwrap();
    let refused = |document| super::check::check(&document).unwrap_err().to_string();
    let mut document = opened();
    document.apps[0].client_secret = None;
    insta::assert_snapshot!(refused(document), @"this is no whole archive of connections (an app has the secret before one that is not there): take the file as `export` wrote it; nothing was changed");
    let mut document = opened();
    "a b".clone_into(&mut document.apps[0].name);
    insta::assert_snapshot!(refused(document), @"`a b` cannot be the name of an app: use 1 to 64 letters, digits, `-`, `_`, `.` or `@`");
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

/// Why an archive is refused whose document is changed in that way.
async fn damage(change: impl FnOnce(&mut super::document::Document)) -> String {
    let fixture = Fixture::new();
    let store = machine(&fixture).await;
    let export = store.export(Vec::new(), passphrase()).await.unwrap();
    let mut document = super::envelope::open(export.archive(), passphrase()).unwrap();
    super::check::check(&document).unwrap();
    change(&mut document);
    match super::check::check(&document).unwrap_err() {
        StoreError::Archive(ArchiveError::Damaged(problem)) => problem,
        error => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn what_no_connection_of_an_archive_uses_or_is_there_twice_is_refused() {
    let unused = damage(|document| document.connections.retain(|its| its.name != "bob")).await;
    assert_eq!(unused, "no connection uses a grant of it");
    let unused = damage(|document| document.apps[0].client_id = "another".to_owned()).await;
    assert_eq!(unused, "no connection uses an app of it");
    let twice = damage(|document| {
        let name = document.connections[0].name.clone();
        document.connections[1].name = name;
    });
    assert_eq!(twice.await, "two connections have one name");
    let twice = damage(|document| {
        let account = document.grants[0].account.clone();
        document.grants[1].account = account;
    });
    assert_eq!(twice.await, "a grant is there twice");
}

/// Why an archive is refused that has more than a store keeps, changed in that way.
async fn beyond(change: impl FnOnce(&mut super::document::Document)) -> String {
    let fixture = Fixture::new();
    let store = machine(&fixture).await;
    let export = store.export(Vec::new(), passphrase()).await.unwrap();
    let mut document = super::envelope::open(export.archive(), passphrase()).unwrap();
    super::check::check(&document).unwrap();
    // Ids, by which they are sorted, are others each time.
    document
        .grants
        .sort_by(|one, other| one.account.label.cmp(&other.account.label));
    change(&mut document);
    let refused = super::check::check(&document).unwrap_err();
    assert_eq!(refused.code(), "archive-beyond-bounds", "{refused}");
    let refused = refused.to_string();
    assert!(refused.len() < 400, "{refused}");
    refused
}

#[tokio::test]
async fn what_is_bounded_where_it_is_entered_comes_in_by_no_archive() {
    let owner = beyond(|document| document.connections[1].owner = Some("o".repeat(101)));
    insta::assert_snapshot!(owner.await, @"the connection `play` in the archive is not as this host keeps it: whose it is, is said in 1 to 100 characters; change that where the archive was written and export it again; nothing was changed");
    let settings = beyond(|document| {
        let settings = &mut document.connections[0].settings;
        settings.insert("region".to_owned(), "r".repeat(65_536).into());
    });
    insta::assert_snapshot!(settings.await, @"the connection `bob` in the archive is not as this host keeps it: the settings have 65588 bytes together, and 65536 are the most; change that where the archive was written and export it again; nothing was changed");
    let secret = beyond(|document| {
        let secrets = &mut document.connections[0].secret_settings;
        secrets.insert("s".repeat(129), Secret("hush".into()));
    });
    insta::assert_snapshot!(secret.await, @"the connection `bob` in the archive is not as this host keeps it: the name of a setting has 129 bytes, and 128 are the most; change that where the archive was written and export it again; nothing was changed");
    let client_id = beyond(|document| {
        for grant in &mut document.grants {
            grant.client_id = "c".repeat(513);
        }
        document.apps[0].client_id = "c".repeat(513);
    });
    insta::assert_snapshot!(client_id.await, @"the grant of ada@example.com in the archive is not as this host keeps it: a client id has 1 to 512 bytes, and no character that is hidden; change that where the archive was written and export it again; nothing was changed");
    let endpoint = beyond(|document| document.grants[0].token_endpoint = "e".repeat(513));
    insta::assert_snapshot!(endpoint.await, @"the grant of ada@example.com in the archive is not as this host keeps it: the token endpoint has 513 bytes, and 512 are the most; change that where the archive was written and export it again; nothing was changed");
    let token = "t".repeat(16_385);
    let token = beyond(|document| document.grants[0].refresh_token = Some(Secret(token.into())));
    insta::assert_snapshot!(token.await, @"the grant of ada@example.com in the archive is not as this host keeps it: a token has more than 16384 bytes; change that where the archive was written and export it again; nothing was changed");
    let scopes = vec!["s".to_owned(); 5_001];
    let scopes = beyond(|document| document.grants[0].scopes = scopes);
    insta::assert_snapshot!(scopes.await, @"the grant of ada@example.com in the archive is not as this host keeps it: it has more scopes than any API has; change that where the archive was written and export it again; nothing was changed");
    let facts = beyond(|document| {
        let facts = &mut document.grants[0].account.facts;
        facts.insert("plan".to_owned(), "p".repeat(65_536).into());
    });
    insta::assert_snapshot!(facts.await, @"the grant of ada@example.com in the archive is not as this host keeps it: the facts of the account have more than 65536 bytes; change that where the archive was written and export it again; nothing was changed");
    let secret = "hush".repeat(5_000);
    let secret = beyond(|document| document.apps[0].client_secret = Some(Secret(secret.into())));
    insta::assert_snapshot!(secret.await, @"the app `default` of notes in the archive is not as this host keeps it: the secret `client_secret` has 1 to 16384 bytes; change that where the archive was written and export it again; nothing was changed");
}

#[tokio::test]
async fn an_archive_brings_no_more_apps_than_an_owner_may_have() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let (old, new) = (machine(&here).await, there.open().await.unwrap());
    for number in 0..100 {
        let app = App::new("notes", format!("client-{number}")).name(format!("app-{number}"));
        new.set_app(app, Servers::new()).await.unwrap();
    }
    let archive = archive(&old, &[]).await;
    let refused = import(&new, &archive, true).await.unwrap_err();
    insta::assert_snapshot!(refused, @"there would be 101 apps of `notes` here, and 100 are the most: remove one first");
    assert!(new.connections().await.unwrap().is_empty());
    new.remove_app("notes", "app-7").await.unwrap();
    import(&new, &archive, true).await.unwrap();
}

pub(in crate::connections) const SUITE: crate::connections::tests::Suite = crate::connections::tests::named![
    connections_move_with_everything_they_need_and_end_where_they_were,
    an_archive_that_comes_back_revives_what_it_ended,
    a_grant_is_exported_with_all_its_connections_and_only_once,
    a_renewal_waits_until_the_export_is_over,
    what_a_sign_in_renews_meanwhile_is_not_moved_out,
    a_living_grant_is_replaced_only_with_leave,
    the_name_of_another_account_is_never_replaced,
    a_wrong_passphrase_and_a_damaged_archive_change_nothing,
    no_secret_shows_in_debug,
    what_an_archive_says_was_agreed_to_is_nobodys_consent_here,
    an_app_of_an_archive_is_for_no_server_that_nobody_agreed_to_here,
    the_secret_of_an_app_is_not_replaced_unasked,
    a_grant_of_more_renewals_than_there_was_time_for_is_refused,
    an_app_is_not_brought_unasked_where_there_is_none,
    an_app_moves_with_its_name_and_all_its_secrets,
    earlier_hosts_read_archives_of_what_they_know_all_of,
    an_app_keeps_its_address_where_it_goes_unless_somebody_has_it_there,
    an_app_of_an_archive_keeps_the_name_that_its_client_has_here,
    an_archive_with_a_secret_before_none_is_no_whole_one,
    what_an_archive_does_not_name_comes_back_only_with_leave,
    what_no_connection_of_an_archive_uses_or_is_there_twice_is_refused,
    what_is_bounded_where_it_is_entered_comes_in_by_no_archive,
    an_archive_brings_no_more_apps_than_an_owner_may_have,
];
