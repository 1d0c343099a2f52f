//! Apps: which signs in, and where its secret may go.

use crate::rotation::basic;
use crate::support::authorization::{
    CLIENT_SECRET, LIFETIME, World, app_grant, connect, connected, token_grant,
};
use crate::support::connection::{approve, elsewhere, in_database, invoke, tenant};
use connector_host::connections::{App, CLIENT_SECRET as CLIENT_SECRET_NAME};
use connector_host::consent::ConsentRefusal;
use connector_host::{Attempt, Class, Error, Host};

fn app() -> App {
    App::new("notes", "the-client").secret("client_secret", CLIENT_SECRET.into())
}

#[tokio::test]
async fn an_app_that_was_set_for_other_servers_goes_nowhere_until_it_is_set_again() {
    let world = World::new().await;
    let host = world.host(&app_grant()).await;
    host.set_app(app()).await.unwrap();
    // As after the import of an app from a machine with another version.
    in_database(world.directory.path(), "UPDATE apps SET servers = '{}'");
    let start = || connect(&host).redirect(elsewhere()).start();
    let refused = start().await.unwrap_err();
    assert_eq!(refused.class(), Class::Consent);
    let is_elsewhere = matches!(refused, Error::Consent(ConsentRefusal::AppElsewhere { .. }));
    assert!(is_elsewhere, "{refused}");
    insta::assert_snapshot!(refused, @"the app that is registered for `notes` is not for https://api.example/token, so its secret is not sent there: register it again, which agrees to that");
    host.set_app(app()).await.unwrap();
    assert!(matches!(start().await.unwrap(), Attempt::Pending(_)));
}

/// An app of that name, with the client id of that name.
fn named(name: &str) -> App {
    let app = App::new("notes", format!("{name}-client")).name(name);
    app.secret("client_secret", CLIENT_SECRET.into())
}

/// A host with the apps `default` and `europe`.
async fn with_two_apps(world: &World) -> Host {
    let host = world.host(&app_grant()).await;
    for name in ["default", "europe"] {
        host.set_app(named(name)).await.unwrap();
    }
    host
}

/// Has the issuer take that client alone.
fn only(world: &World, app: &str) {
    world.issuer().clients = Some(vec![basic(&format!("{app}-client:hush-client"))]);
}

async fn sign_in_by(host: &Host, app: &str, name: &str) -> String {
    let connect = connect(host).app(app).name(name).redirect(elsewhere());
    let connected = approve(connect.start().await.unwrap()).await.unwrap();
    connected.connection.grant.client_id
}

#[tokio::test]
async fn who_signs_in_says_by_which_app_and_its_grant_is_renewed_by_that() {
    let world = World::new().await;
    let host = with_two_apps(&world).await;
    only(&world, "europe");
    assert_eq!(sign_in_by(&host, "europe", "work").await, "europe-client");
    world.clock.advance(LIFETIME);
    invoke(&host).await.unwrap();
    // Another sign-in for it is by the same app, whichever that is.
    let again = host.reconnect("work").sign_in().redirect(elsewhere());
    let again = approve(again.start().await.unwrap()).await.unwrap();
    assert_eq!(again.connection.grant.client_id, "europe-client");

    only(&world, "default");
    let connect = connect(&host).name("usual").redirect(elsewhere());
    let connected = approve(connect.start().await.unwrap()).await.unwrap();
    assert_eq!(connected.connection.grant.client_id, "default-client");
    let unknown = self::connect(&host)
        .app("eurpoe")
        .start()
        .await
        .unwrap_err();
    assert_eq!(unknown.code(), "unknown-app");
    insta::assert_snapshot!(unknown, @"there is no app named `eurpoe` for `notes`; the apps are default, europe");
}

#[tokio::test]
async fn a_tenants_own_app_of_a_name_comes_before_the_operators() {
    let world = World::new().await;
    let operator = with_two_apps(&world).await;
    let acme = tenant(&operator, "acme").await;
    let own = App::new("notes", "acmes-client").name("europe");
    acme.set_app(own.secret("client_secret", CLIENT_SECRET.into()))
        .await
        .unwrap();
    assert_eq!(sign_in_by(&acme, "europe", "own").await, "acmes-client");
    // Of another name it has none of its own.
    assert_eq!(
        sign_in_by(&acme, "default", "usual").await,
        "default-client"
    );
    let told: Vec<_> = acme.apps().await.unwrap();
    let names: Vec<_> = told
        .iter()
        .map(|app| (&*app.name, &*app.client_id))
        .collect();
    assert_eq!(names, [("europe", "acmes-client")]);
    assert!(acme.remove_app("notes", "europe").await.unwrap());
    assert_eq!(sign_in_by(&acme, "europe", "theirs").await, "europe-client");
    assert!(!acme.remove_app("notes", "europe").await.unwrap());
}

#[tokio::test]
async fn a_connection_tells_the_registered_app_that_it_goes_through_whosever_that_is() {
    let world = World::new().await;
    let operator = with_two_apps(&world).await;
    let acme = tenant(&operator, "acme").await;
    acme.set_app(App::new("notes", "acmes-client").name("asia"))
        .await
        .unwrap();
    sign_in_by(&acme, "asia", "own").await;
    sign_in_by(&acme, "europe", "served").await;
    let told = async |host: &Host| {
        let connections = host.connections().await.unwrap();
        let apps = host.apps_of(&connections).await.unwrap();
        let all = connections.into_iter().zip(apps);
        let told = all.map(|(connection, app)| match app {
            Some(app) => format!("{}: {} {}", connection.name, app.name, app.of_operator),
            None => format!("{}: none", connection.name),
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        told(&acme).await,
        ["own: asia false", "served: europe true"]
    );
    // To another tenant, it goes through nothing that is known there.
    let globex = tenant(&operator, "globex").await;
    let own = acme.connection("own").await.unwrap();
    assert_eq!(globex.apps_of(&[own]).await.unwrap(), [None]);
    assert!(acme.remove_app("notes", "asia").await.unwrap());
    assert_eq!(told(&acme).await, ["own: none", "served: europe true"]);
}

#[tokio::test]
async fn a_client_that_somebody_has_brought_is_no_registered_app_even_of_its_id() {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    let connected = connected(connect(&host)).await.connection;
    host.set_app(app()).await.unwrap();
    assert_eq!(connected.grant.client_id, "the-client");
    assert_eq!(host.apps_of(&[connected]).await.unwrap(), [None]);
}

#[tokio::test]
async fn an_app_keeps_its_client_secret_where_that_is_wanted_and_its_client_stays() {
    let world = World::new().await;
    let host = world.host(&app_grant()).await;
    let has_secret = async || {
        let app = host.app("notes", "default").await.unwrap().unwrap();
        app.secrets.iter().any(|its| its.name == CLIENT_SECRET_NAME)
    };
    host.set_app(app()).await.unwrap();
    let keeping = |client: &str| App::new("notes", client).keep_client_secret();
    host.set_app(keeping("the-client")).await.unwrap();
    assert!(has_secret().await);
    host.set_app(keeping("another")).await.unwrap();
    assert!(!has_secret().await, "of another client nothing is known");
    host.set_app(app()).await.unwrap();
    host.set_app(App::new("notes", "the-client")).await.unwrap();
    assert!(!has_secret().await);
}

#[tokio::test]
async fn a_connection_is_brought_back_by_another_app_and_has_the_grant_of_that_from_then_on() {
    let world = World::new().await;
    let host = with_two_apps(&world).await;
    sign_in_by(&host, "default", "work").await;
    sign_in_by(&host, "default", "play").await;
    let before = host.connection("work").await.unwrap();
    only(&world, "europe");
    // Its tokens are good, but they are of the app before.
    let again = host.reconnect("work").app("europe").redirect(elsewhere());
    let again = again.start().await.unwrap();
    assert!(matches!(again, Attempt::Pending(_)), "{again:?}");
    let again = approve(again).await.unwrap().connection;
    assert_eq!(again.grant.client_id, "europe-client");
    assert_eq!((again.id, again.name), (before.id, before.name));
    world.clock.advance(LIFETIME);
    invoke(&host).await.unwrap();
    // The other connection has what it had.
    let play = host.connection("play").await.unwrap();
    assert_eq!(play.grant.client_id, "default-client");
    // The grant goes with the last connection that uses it.
    let again = host.reconnect("play").app("europe").redirect(elsewhere());
    approve(again.start().await.unwrap()).await.unwrap();
    let grants = "SELECT client_id FROM grants";
    assert_eq!(column(world.directory.path(), grants), ["europe-client"]);
}

#[tokio::test]
async fn who_names_the_app_that_a_connection_goes_through_signs_in_no_more_than_without() {
    let world = World::new().await;
    let host = with_two_apps(&world).await;
    sign_in_by(&host, "europe", "work").await;
    let again = host.reconnect("work").app("europe").start().await.unwrap();
    assert!(matches!(again, Attempt::Connected(_)), "{again:?}");
    let unknown = host.reconnect("work").app("asia").start().await;
    let unknown = unknown.unwrap_err();
    assert_eq!(unknown.code(), "unknown-app");
    insta::assert_snapshot!(unknown, @"there is no app named `asia` for `notes`; the apps are default, europe");
    assert!(host.connection("work").await.unwrap().grant.generation > 1);
}

#[tokio::test]
async fn an_app_is_refused_where_a_connection_has_a_client_of_its_own() {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    host.set_app(named("europe")).await.unwrap();
    connect(&host).name("work").start().await.unwrap();
    for app in ["europe", "asia"] {
        let connecting = connect(&host).app(app).name("play").start();
        let again = host.reconnect("work").app(app).start();
        for refused in [connecting.await.unwrap_err(), again.await.unwrap_err()] {
            assert_eq!(
                (refused.code(), refused.class()),
                ("app-not-taken", Class::Usage)
            );
        }
    }
    let refused = host
        .reconnect("work")
        .app("asia")
        .start()
        .await
        .unwrap_err();
    insta::assert_snapshot!(refused.ended_by(), @"the auth method `own-app` of `notes` goes through no app that is registered, but by a client that is entered for the connection: leave the app `asia` out, or take another method");
    let again = host.reconnect("work").start().await.unwrap();
    assert!(matches!(again, Attempt::Connected(_)), "{again:?}");
    assert_eq!(host.connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_tenant_moves_to_an_app_of_its_own_that_has_the_name_of_the_operators() {
    let world = World::new().await;
    let operator = world.host(&app_grant()).await;
    operator.set_app(named("default")).await.unwrap();
    let acme = tenant(&operator, "acme").await;
    sign_in_by(&acme, "default", "work").await;
    let own = App::new("notes", "acmes-client").secret("client_secret", CLIENT_SECRET.into());
    acme.set_app(own).await.unwrap();
    // It goes on by what it has, until it says otherwise.
    let again = acme.reconnect("work").start().await.unwrap();
    assert!(matches!(again, Attempt::Connected(_)), "{again:?}");
    let again = acme.reconnect("work").app("default").redirect(elsewhere());
    let again = approve(again.start().await.unwrap()).await.unwrap();
    assert_eq!(again.connection.grant.client_id, "acmes-client");
    let grants = "SELECT tenant || ' ' || client_id FROM grants";
    let left = column(world.directory.path(), grants);
    assert_eq!(left, ["acme acmes-client"]);
}

/// What a statement selects of the host's database.
fn column(directory: &std::path::Path, select: &str) -> Vec<String> {
    let database = rusqlite::Connection::open(directory.join("connections.db")).unwrap();
    let mut statement = database.prepare(select).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}
