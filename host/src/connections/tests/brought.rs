//! Clients that people bring for a connection: kept as apps that go with their grants.

use super::*;
use crate::connections::model::SignIn;

/// What the client of a connection is proved by, if by anything.
async fn proof(store: &Store, connection: &Connection) -> Option<String> {
    let secrets = store.grant_secrets(&connection.grant.id).await.unwrap();
    let secret = secrets.client_secret;
    secret.map(|secret| secret.expose_secret().to_owned())
}

fn app() -> App {
    App::new("notes", "the-client").secret("client_secret", "registered".into())
}

#[tokio::test]
async fn an_app_that_was_brought_is_none_of_those_that_are_registered() {
    let store = Fixture::new().open().await.unwrap();
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let name = format!("~{}", work.grant.id);
    assert!(store.apps().await.unwrap().is_empty());
    assert!(store.apps_in_use("notes").await.unwrap().is_empty());
    assert!(!store.has_any_app("notes").await.unwrap());
    assert!(store.app("notes", &name).await.unwrap().is_none());
    let rotated = store.rotate_app_secret("notes", &name, "client_secret", "x".into());
    assert_eq!(rotated.await.unwrap_err().code(), "no-such-app");
    assert!(!store.remove_app("notes", &name).await.unwrap());
    // One of the same client may be registered beside it, and neither is the other.
    store.set_app(app(), Servers::new()).await.unwrap();
    assert_eq!(proof(&store, &work).await.unwrap(), "secret-1");
    store.remove_all_apps("notes").await.unwrap();
    assert_eq!(proof(&store, &work).await.unwrap(), "secret-1");
}

#[tokio::test]
async fn who_brings_a_client_has_no_say_in_what_others_have_brought() {
    let store = Fixture::new().open().await.unwrap();
    let ada = store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    let bob = store.keep(sign_in(Some("bob"), "bob", "2")).await.unwrap();
    assert_eq!(ada.grant.client_id, bob.grant.client_id);
    assert_eq!(proof(&store, &ada).await.unwrap(), "secret-1");
    assert_eq!(proof(&store, &bob).await.unwrap(), "secret-2");
    // The same account has one grant, and with it one app.
    let again = store.keep(sign_in(Some("more"), "ada", "3")).await.unwrap();
    assert!(again.shares_grant_with(&ada));
    assert_eq!(proof(&store, &ada).await.unwrap(), "secret-3");
    assert_eq!(proof(&store, &bob).await.unwrap(), "secret-2");
}

#[tokio::test]
async fn a_sign_in_says_anew_whose_the_client_is() {
    let store = Fixture::new().open().await.unwrap();
    let by = |client| SignIn {
        client,
        ..sign_in(Some("work"), "ada", "1")
    };
    let brought = |secret: &str| WhoseClient::Brought(Some(secret.into()));
    let work = store.keep(by(brought("one"))).await.unwrap();
    assert_eq!(proof(&store, &work).await.unwrap(), "one");
    store.keep(by(WhoseClient::Tenants)).await.unwrap();
    assert_eq!(proof(&store, &work).await, None);
    store.keep(by(brought("two"))).await.unwrap();
    assert_eq!(proof(&store, &work).await.unwrap(), "two");
    store.keep(by(WhoseClient::Brought(None))).await.unwrap();
    assert_eq!(proof(&store, &work).await, None);
}

#[tokio::test]
async fn an_app_that_was_brought_goes_with_the_last_connection_that_uses_it() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let rows = || {
        let path = crate::connections::sqlite::path(fixture.directory.path());
        let database = rusqlite::Connection::open(path).unwrap();
        let count = "SELECT (SELECT count(*) FROM apps), (SELECT count(*) FROM app_secrets)";
        let count = database.query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?)));
        let (apps, secrets): (i64, i64) = count.unwrap();
        (apps, secrets)
    };
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let play = store.keep(sign_in(Some("play"), "ada", "2")).await.unwrap();
    assert_eq!(rows(), (1, 1));
    store.remove(&work).await.unwrap();
    assert_eq!(rows(), (1, 1));
    let gone = store.remove(&play).await.unwrap().unwrap().unwrap();
    // Whoever ends its tokens has to prove the client once more.
    assert_eq!(gone.client_secret.unwrap().expose_secret(), "secret-2");
    assert_eq!(rows(), (0, 0));
}

#[tokio::test]
async fn a_connection_that_moves_to_an_app_leaves_what_was_brought_for_it() {
    let store = Fixture::new().open().await.unwrap();
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let moved = SignIn {
        client: WhoseClient::Tenants,
        client_id: "the-app".to_owned(),
        reconnects: true,
        ..sign_in(Some("work"), "ada", "2")
    };
    let moved = store.keep(moved).await.unwrap();
    assert_eq!(moved.id, work.id);
    assert_eq!(proof(&store, &moved).await, None);
    assert!(!store.has_grant(&work.grant.id).await.unwrap());
}

#[tokio::test]
async fn what_concerns_an_account_concerns_the_connections_of_one_app() {
    let store = Fixture::new().open().await.unwrap();
    store.set_app(app(), Servers::new()).await.unwrap();
    let registered = store.app("notes", DEFAULT_APP).await.unwrap().unwrap();
    let by_app = |name: &str, subject: &str| SignIn {
        client: WhoseClient::Tenants,
        ..sign_in(Some(name), subject, "1")
    };
    store.keep(by_app("work", "ada")).await.unwrap();
    store.keep(by_app("bobs", "bob")).await.unwrap();
    let eves = store.keep(sign_in(Some("eves"), "eve", "2")).await.unwrap();
    let brought = store.address_of_brought(&eves.grant.id).await.unwrap();
    let names = async |address: &str, subject: &str| {
        let at = store.app_at(address).await.unwrap().unwrap();
        let concerned = store.concerned(&at, &user(subject)).await.unwrap();
        let names = concerned.into_iter().map(|its| its.name);
        names.collect::<Vec<_>>()
    };
    let (registered, brought) = (registered.delivery_address, brought.unwrap());
    assert_eq!(names(&registered, "ada").await, ["work"]);
    assert_eq!(names(&registered, "bob").await, ["bobs"]);
    // She has brought the same client, and it is another app.
    assert!(names(&registered, "eve").await.is_empty());
    assert_eq!(names(&brought, "eve").await, ["eves"]);
    assert!(names(&brought, "ada").await.is_empty());
    assert!(store.app_at("nowhere").await.unwrap().is_none());
}

pub(in crate::connections) const SUITE: Suite = named![
    an_app_that_was_brought_is_none_of_those_that_are_registered,
    who_brings_a_client_has_no_say_in_what_others_have_brought,
    a_sign_in_says_anew_whose_the_client_is,
    a_connection_that_moves_to_an_app_leaves_what_was_brought_for_it,
    what_concerns_an_account_concerns_the_connections_of_one_app,
];
