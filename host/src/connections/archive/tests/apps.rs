//! The apps that move along: with their secrets and names, for no server that nobody agreed to, and in place
//! of no other unasked.

use super::*;
use crate::connections::archive::envelope;

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
pub(super) async fn machine_of_named_app(fixture: &Fixture, name: &str) -> Store {
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
    let document = envelope::open(&archive, passphrase()).unwrap();
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
    let document = envelope::open(export.archive(), passphrase()).unwrap();
    assert_eq!(document.version, 3, "an app has an address");
    export.keep_here().await;
    // What was brought for a connection is what it was, and gets an address where it goes.
    assert!(store.remove_app("notes", DEFAULT_APP).await.unwrap());
    let export = store.export(Vec::new(), passphrase()).await.unwrap();
    let without = envelope::open(export.archive(), passphrase()).unwrap();
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
    what_an_archive_says_was_agreed_to_is_nobodys_consent_here,
    an_app_of_an_archive_is_for_no_server_that_nobody_agreed_to_here,
    the_secret_of_an_app_is_not_replaced_unasked,
    an_app_is_not_brought_unasked_where_there_is_none,
    an_app_moves_with_its_name_and_all_its_secrets,
    earlier_hosts_read_archives_of_what_they_know_all_of,
    an_app_keeps_its_address_where_it_goes_unless_somebody_has_it_there,
    an_app_of_an_archive_keeps_the_name_that_its_client_has_here,
    an_archive_brings_no_more_apps_than_an_owner_may_have,
];
