//! Apps in the store: their names, and their secrets by name.

use super::*;
use crate::connections::{ClientSecrets, RegisteredApp, Tenant};

/// What the app of that name has, the current secrets and those before.
async fn secrets(store: &Store, name: &str) -> Vec<(String, String, Option<String>)> {
    let apps = store.apps_in_use("notes").await.unwrap();
    let app = apps.into_iter().find(|app| app.name == name).unwrap();
    let text = |secret: &SecretString| secret.expose_secret().to_owned();
    let secrets = app.secrets.iter();
    secrets
        .map(|(name, its)| {
            let previous = its.previous.as_ref().map(text);
            (name.clone(), text(&its.current), previous)
        })
        .collect()
}

fn told(name: &str, current: &str, previous: Option<&str>) -> (String, String, Option<String>) {
    let owned = str::to_owned;
    (owned(name), owned(current), previous.map(owned))
}

fn app() -> App {
    App::new("notes", "the-client")
        .secret("client_secret", "client-1".into())
        .secret("webhook_secret", "webhook-1".into())
}

async fn rotate(store: &Store, secret: &str, new: &str) -> Result<(), StoreError> {
    store
        .rotate_app_secret("notes", DEFAULT_APP, secret, new.into())
        .await
}

#[tokio::test]
async fn of_a_secret_that_is_rotated_there_are_two_until_that_is_ended() {
    let store = Fixture::new().open().await.unwrap();
    store.set_app(app(), Servers::new()).await.unwrap();
    rotate(&store, "client_secret", "client-2").await.unwrap();
    let rotated = [
        told("client_secret", "client-2", Some("client-1")),
        told("webhook_secret", "webhook-1", None),
    ];
    assert_eq!(secrets(&store, DEFAULT_APP).await, rotated);
    // Whoever lost the answer says it again.
    rotate(&store, "client_secret", "client-2").await.unwrap();
    assert_eq!(secrets(&store, DEFAULT_APP).await, rotated);
    let third = rotate(&store, "client_secret", "client-3").await;
    insta::assert_snapshot!(third.unwrap_err(), @"`client_secret` of the app `default` of `notes` is being rotated, and there are never more than two of it: end the rotation first, which forgets the one before, or set the new one again if it is wrong; nothing was changed");
    assert_eq!(secrets(&store, DEFAULT_APP).await, rotated);
    let end = async |secret| {
        let ended = store.end_app_rotation("notes", DEFAULT_APP, secret).await;
        ended.unwrap()
    };
    assert!(end(Some("webhook_secret")).await.is_empty());
    assert_eq!(end(None).await, ["client_secret"]);
    assert!(end(None).await.is_empty());
    let of_one = [
        told("client_secret", "client-2", None),
        told("webhook_secret", "webhook-1", None),
    ];
    assert_eq!(secrets(&store, DEFAULT_APP).await, of_one);
    rotate(&store, "client_secret", "client-3").await.unwrap();
}

#[tokio::test]
async fn only_what_is_there_is_rotated() {
    let store = Fixture::new().open().await.unwrap();
    let no_app = rotate(&store, "client_secret", "new").await.unwrap_err();
    assert_eq!(no_app.code(), "no-such-app");
    let public = App::new("notes", "the-client");
    store.set_app(public, Servers::new()).await.unwrap();
    let no_secret = rotate(&store, "client_secret", "new").await.unwrap_err();
    assert_eq!(no_secret.code(), "no-app-secret");
    let end = store.end_app_rotation("notes", DEFAULT_APP, Some("client_secret"));
    assert_eq!(end.await.unwrap_err().code(), "no-app-secret");
    let end = store.end_app_rotation("notes", "another", None);
    assert_eq!(end.await.unwrap_err().code(), "no-such-app");
}

#[tokio::test]
async fn an_app_that_is_set_again_keeps_what_is_not_given_as_long_as_its_client_does() {
    let store = Fixture::new().open().await.unwrap();
    store.set_app(app(), Servers::new()).await.unwrap();
    rotate(&store, "client_secret", "wrong").await.unwrap();
    let right = App::new("notes", "the-client").secret("client_secret", "client-2".into());
    store.set_app(right, Servers::new()).await.unwrap();
    let kept = [
        told("client_secret", "client-2", Some("client-1")),
        told("webhook_secret", "webhook-1", None),
    ];
    assert_eq!(secrets(&store, DEFAULT_APP).await, kept);
    let public = App::new("notes", "the-client");
    store.set_app(public, Servers::new()).await.unwrap();
    let kept = [told("webhook_secret", "webhook-1", None)];
    assert_eq!(secrets(&store, DEFAULT_APP).await, kept);
    let another = App::new("notes", "another-client");
    store.set_app(another, Servers::new()).await.unwrap();
    assert!(secrets(&store, DEFAULT_APP).await.is_empty());
}

#[tokio::test]
async fn an_owner_has_several_apps_for_a_connector_each_by_its_name_and_client() {
    let store = Fixture::new().open().await.unwrap();
    let named = |name: &str, client: &str| {
        let app = App::new("notes", client).name(name);
        app.secret("client_secret", format!("{name}-secret").into())
    };
    for (name, client) in [("africa", "a"), (DEFAULT_APP, "d"), ("europe", "e")] {
        let app = named(name, client);
        store.set_app(app, Servers::new()).await.unwrap();
    }
    let in_use = store.apps_in_use("notes").await.unwrap();
    let names: Vec<_> = in_use.iter().map(|app| app.name.as_str()).collect();
    assert_eq!(names, [DEFAULT_APP, "africa", "europe"]);
    for app in &in_use {
        let ClientSecrets { current, other, .. } = app.client_secrets();
        let expected = format!("{}-secret", app.name);
        assert_eq!(current.unwrap().expose_secret(), expected);
        assert!(other.is_none());
    }
    let taken = store.set_app(named("asia", "e"), Servers::new()).await;
    insta::assert_snapshot!(taken.unwrap_err(), @"the app of `notes` with the client id `e` is registered here under the name `europe`: use that name, or remove it first; nothing was changed");
    let no_name = store.set_app(named("a/b", "f"), Servers::new()).await;
    assert_eq!(no_name.unwrap_err().code(), "bad-app-name");

    assert!(store.remove_app("notes", "africa").await.unwrap());
    let left: Vec<RegisteredApp> = store.apps().await.unwrap();
    let left: Vec<_> = left
        .into_iter()
        .map(|app| (app.name, app.client_id))
        .collect();
    let expected = [(DEFAULT_APP, "d"), ("europe", "e")];
    assert_eq!(
        left,
        expected.map(|(name, client)| (name.to_owned(), client.to_owned()))
    );
}

#[tokio::test]
async fn a_new_secret_gives_the_refused_grants_of_its_app_another_chance() {
    use crate::connections::RenewalFailure;
    let store = Fixture::new().open().await.unwrap();
    store.set_app(app(), Servers::new()).await.unwrap();
    let id = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let refused = RenewalFailure::ClientRefused("its secret".to_owned());
    let failed = store.fail_renewal(&id.grant.id, 1, refused, None, Fence::default());
    failed.await.unwrap();
    let state = async || store.connection("work").await.unwrap().state();
    rotate(&store, "client_secret", "client-1").await.unwrap();
    assert_ne!(state().await, State::Connected);
    rotate(&store, "client_secret", "client-2").await.unwrap();
    assert_eq!(state().await, State::Connected);
}

#[tokio::test]
async fn a_tenants_apps_are_rotated_and_removed_by_nobody_else() {
    let store = Fixture::new().open().await.unwrap();
    let tenant: Tenant = "acme".parse().unwrap();
    let made = store.create_tenant(tenant.clone(), Timestamp::UNIX_EPOCH);
    made.await.unwrap();
    let acme = store.of(&tenant);
    acme.set_app(app().name("theirs"), Servers::new())
        .await
        .unwrap();
    let rotated = store.rotate_app_secret("notes", "theirs", "client_secret", "x".into());
    assert_eq!(rotated.await.unwrap_err().code(), "no-such-app");
    assert!(!store.remove_app("notes", "theirs").await.unwrap());
    assert!(store.app("notes", "theirs").await.unwrap().is_none());
    assert!(store.apps().await.unwrap().is_empty());
    let of_theirs = secrets(&acme, "theirs").await;
    assert_eq!(of_theirs[0], told("client_secret", "client-1", None));
}

#[tokio::test]
async fn a_secret_of_an_app_opens_in_its_own_place_alone() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    store.set_app(app(), Servers::new()).await.unwrap();
    let other = App::new("notes", "other").name("other");
    let other = other.secret("client_secret", "other-1".into());
    store.set_app(other, Servers::new()).await.unwrap();
    rotate(&store, "client_secret", "client-2").await.unwrap();
    let path = crate::connections::sqlite::path(fixture.directory.path());
    let database = rusqlite::Connection::open(path).unwrap();
    for moved in [
        // To the place of the one before, of another secret, and of another app.
        "UPDATE app_secrets SET value = previous WHERE previous IS NOT NULL",
        "UPDATE app_secrets SET value = (SELECT value FROM app_secrets
             WHERE name = 'webhook_secret') WHERE name = 'client_secret' AND app = 'default'",
        "UPDATE app_secrets SET value = (SELECT value FROM app_secrets
             WHERE app = 'other') WHERE name = 'client_secret' AND app = 'default'",
    ] {
        database.execute_batch("BEGIN").unwrap();
        database.execute_batch(moved).unwrap();
        database.execute_batch("COMMIT").unwrap();
        let error = store.apps_in_use("notes").await.unwrap_err();
        assert!(matches!(error, StoreError::Seal(_)), "{error}");
        store.set_app(app(), Servers::new()).await.unwrap();
        store
            .end_app_rotation("notes", DEFAULT_APP, None)
            .await
            .unwrap();
        rotate(&store, "client_secret", "client-2").await.unwrap();
        store.apps_in_use("notes").await.unwrap();
    }
}

#[tokio::test]
async fn an_app_has_a_client_id_and_secrets_that_can_be_such() {
    let store = Fixture::new().open().await.unwrap();
    let set = async |client_id: String, secret: String| {
        let app = App::new("notes", client_id).secret("client_secret", secret.into());
        let outcome = store.set_app(app, Servers::new()).await;
        outcome.map_err(|error| error.code())
    };
    let (client_id, secret) = (|| "ü".repeat(256), || "s".repeat(16 * 1024));
    for wrong in ["", " ", "a\u{1b}[31m", "a\nb", "a\u{202e}b"] {
        let refused = set(wrong.to_owned(), secret()).await;
        assert_eq!(refused, Err("bad-client-id"), "{wrong:?}");
    }
    let too_long = set(client_id() + "x", secret()).await;
    assert_eq!(too_long, Err("bad-client-id"));
    for wrong in [String::new(), secret() + "x"] {
        let refused = set(client_id(), wrong.clone()).await;
        assert_eq!(refused, Err("bad-app-secret"));
        let refused = rotate(&store, "client_secret", &wrong).await.unwrap_err();
        assert_eq!(refused.code(), "bad-app-secret");
    }
    assert!(store.apps().await.unwrap().is_empty());
    assert_eq!(set(client_id(), secret()).await, Ok(()));
    rotate(&store, "client_secret", "another").await.unwrap();
}

/// Text of so many bytes, of characters of four, that no database makes any shorter.
fn of_bytes(bytes: usize, seed: u32) -> String {
    let mut state = seed;
    let character = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // Ideographs, which are letters.
        char::from_u32(0x20000 + (state >> 16) % 0xa000).unwrap()
    };
    std::iter::repeat_with(character).take(bytes / 4).collect()
}

#[tokio::test]
async fn whatever_is_told_apart_by_may_be_as_long_as_each_of_it_is_let_be() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let tenant: Tenant = of_bytes(256, 1).parse().unwrap();
    store
        .create_tenant(tenant.clone(), Timestamp::UNIX_EPOCH)
        .await
        .unwrap();
    let store = store.of(&tenant);
    let connector = "c".repeat(64);
    let (client_id, name) = (of_bytes(512, 2), of_bytes(256, 3));
    let app = App::new(&connector, &client_id)
        .name(of_bytes(256, 4))
        .secret(of_bytes(128, 5), "hush".into());
    store.set_app(app, Servers::new()).await.unwrap();
    for by_operators_app in [false, true] {
        let mut sign_in = sign_in(None, "ada", "1");
        sign_in.name = Some(name.clone());
        sign_in.reconnects = by_operators_app;
        if by_operators_app {
            sign_in.client = WhoseClient::Operators;
        }
        sign_in.connector.clone_from(&connector);
        sign_in.client_id.clone_from(&client_id);
        sign_in.token_endpoint = of_bytes(512, 6);
        sign_in.secret_settings = vec![(of_bytes(128, 7), "hush".into())];
        sign_in.account.subject = Some(Subject {
            account: "\"".to_owned() + &of_bytes(252, 8),
            user: Some("\"".to_owned() + &of_bytes(252, 9)),
        });
        let kept = store.keep(sign_in).await.unwrap();
        assert_eq!(kept.name, name);
    }
}

#[tokio::test]
async fn a_tenant_is_told_of_the_operators_apps_that_serve_it_without_their_secrets() {
    let store = Fixture::new().open().await.unwrap();
    let tenant: Tenant = "acme".parse().unwrap();
    store
        .create_tenant(tenant.clone(), Timestamp::UNIX_EPOCH)
        .await
        .unwrap();
    let acme = store.of(&tenant);
    for (name, client_id) in [(DEFAULT_APP, "operators"), ("europe", "europes")] {
        let app = App::new("notes", client_id).name(name);
        let app = app.secret("client_secret", "hush".into());
        store.set_app(app, Servers::new()).await.unwrap();
    }
    let told = async |store: &Store| {
        let apps = store.apps_of_operator().await.unwrap().into_iter();
        let told = apps.map(|app| format!("{} {}", app.name, app.client_id));
        told.collect::<Vec<_>>()
    };
    assert_eq!(told(&acme).await, ["default operators", "europe europes"]);
    assert!(told(&store).await.is_empty());
    let own = App::new("notes", "acmes").name("europe");
    acme.set_app(own, Servers::new()).await.unwrap();
    assert_eq!(told(&acme).await, ["default operators"]);
}

#[tokio::test]
async fn an_owner_has_a_hundred_apps_for_a_connector_and_no_more() {
    let store = Fixture::new().open().await.unwrap();
    let set = async |connector: &str, number: usize, client_id: String| {
        let app = App::new(connector, client_id).name(format!("app-{number}"));
        let outcome = store.set_app(app, Servers::new()).await;
        outcome.map_err(|error| error.code())
    };
    for number in 0..100 {
        let client_id = format!("client-{number}");
        assert_eq!(set("notes", number, client_id).await, Ok(()));
    }
    let one_more = || "client-100".to_owned();
    let refused = set("notes", 100, one_more()).await;
    assert_eq!(refused, Err("too-many-apps"));
    assert_eq!(set("tasks", 100, one_more()).await, Ok(()));
    assert_eq!(set("notes", 7, "another".to_owned()).await, Ok(()));
    assert!(store.remove_app("notes", "app-8").await.unwrap());
    assert_eq!(set("notes", 100, one_more()).await, Ok(()));
}

pub(in crate::connections) const SUITE: Suite = named![
    of_a_secret_that_is_rotated_there_are_two_until_that_is_ended,
    only_what_is_there_is_rotated,
    an_app_that_is_set_again_keeps_what_is_not_given_as_long_as_its_client_does,
    an_owner_has_several_apps_for_a_connector_each_by_its_name_and_client,
    a_new_secret_gives_the_refused_grants_of_its_app_another_chance,
    a_tenants_apps_are_rotated_and_removed_by_nobody_else,
    an_app_has_a_client_id_and_secrets_that_can_be_such,
    whatever_is_told_apart_by_may_be_as_long_as_each_of_it_is_let_be,
    a_tenant_is_told_of_the_operators_apps_that_serve_it_without_their_secrets,
    an_owner_has_a_hundred_apps_for_a_connector_and_no_more,
];
