//! The secrets of apps while they are rotated: the API and the host learn of a new one
//! at different times, and nobody has to sign in, nor is a delivery lost.

use crate::support::authorization::{
    LIFETIME, World, app_grant, authorization_server, connect, connected,
};
use crate::support::connection::{approve, elsewhere, invoke, sign_in, state, tenant};
use crate::support::scripted::{self, Act};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use connector_host::connections::{App, CLIENT_SECRET, DEFAULT_APP, State};
use connector_host::contract::{
    Authorization, DeviceCode, Failure, FailureKind, Signing, Step, TokenGrant,
};
use connector_host::triggers::Reception;
use connector_host::{Attempt, Class, Error, Host};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

/// The client by its secrets, the old one and the new one.
const OLD: &str = "the-client:hush-old";
const NEW: &str = "the-client:hush-new";

/// How a client says who it is, by its id and secret with a colon between.
pub(crate) fn basic(client: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(client))
}

/// Registers the app with the old secret.
async fn set_app(host: &Host) {
    let app = App::new("notes", "the-client").secret(CLIENT_SECRET, "hush-old".into());
    host.set_app(app).await.unwrap();
}

async fn rotate(host: &Host) {
    host.rotate_app_secret("notes", DEFAULT_APP, CLIENT_SECRET, "hush-new".into())
        .await
        .unwrap();
}

/// A host whose app gets another secret after the connection `work` was made.
async fn rotating(world: &World) -> Host {
    let host = world.host(&app_grant()).await;
    set_app(&host).await;
    sign_in(&host, "work").await;
    rotate(&host).await;
    host
}

#[tokio::test]
async fn while_a_secret_is_rotated_the_server_may_take_either() {
    let world = World::new().await;
    let host = world.host(&app_grant()).await;
    set_app(&host).await;
    rotate(&host).await;
    world.issuer().clients = Some(vec![basic(OLD)]);
    sign_in(&host, "work").await;
    assert_eq!(world.token_requests().len(), 2);
    world.clock.advance(LIFETIME);
    invoke(&host).await.unwrap();
    let requests = world.token_requests();
    assert_eq!(requests.len(), 4);
    assert_eq!(requests[2], requests[3], "the same refresh token is sent");
    assert!(requests[3].contains("refresh_token=refresh-1"));

    world.issuer().clients = Some(vec![basic(NEW)]);
    world.clock.advance(LIFETIME);
    invoke(&host).await.unwrap();
    assert_eq!(world.token_requests().len(), 5, "the new one comes first");
    let ended = host.end_app_rotation("notes", DEFAULT_APP, None).await;
    assert_eq!(ended.unwrap(), [CLIENT_SECRET]);
    world.issuer().clients = Some(vec![basic(OLD)]);
    world.clock.advance(LIFETIME);
    invoke(&host).await.unwrap_err();
    assert_eq!(world.token_requests().len(), 6, "the old one is forgotten");
}

#[tokio::test]
async fn a_client_that_is_refused_with_both_secrets_is_told_so_after_two_requests() {
    let world = World::new().await;
    let host = rotating(&world).await;
    world.issuer().clients = Some(Vec::new());
    world.clock.advance(LIFETIME);
    let error = invoke(&host).await.unwrap_err();
    assert_eq!(error.class(), Class::Connection);
    assert_eq!(error.code(), "client-refused");
    let told = format!("{error} {error:?}");
    assert!(
        told.contains("[redacted]") && !told.contains("hush"),
        "{told}"
    );
    assert_eq!(world.token_requests().len(), 3);
    invoke(&host).await.unwrap_err();
    assert_eq!(world.token_requests().len(), 3, "it is not asked again");
    let again = connect(&host).redirect(elsewhere()).start().await.unwrap();
    let error = approve(again).await.unwrap_err();
    let told = format!("{error} {error:?}");
    assert!(
        told.contains("[redacted]") && !told.contains("hush"),
        "{told}"
    );
    assert_eq!(world.token_requests().len(), 5);
}

#[tokio::test]
async fn what_the_other_secret_said_is_what_counts() {
    let world = World::new().await;
    let host = rotating(&world).await;
    world.issuer().clients = Some(vec![basic(OLD)]);
    // The grant has ended, which shows by the secret that is taken.
    world.issuer().issued = 7;
    world.clock.advance(LIFETIME);
    let error = invoke(&host).await.unwrap_err();
    assert_eq!(error.code(), "needs-reconnecting");
    assert_eq!(world.token_requests().len(), 3);
}

#[tokio::test]
async fn whatever_else_the_server_refuses_is_asked_once() {
    let world = World::new().await;
    let host = rotating(&world).await;
    for answer in [
        (400, r#"{"error": "unauthorized_client"}"#),
        (401, r#"{"error": "access_denied"}"#),
        (503, r#"{"error": "invalid_client"}"#),
        (400, r#"{"error": "invalid_grant"}"#),
    ] {
        let before = world.token_requests().len();
        world.issuer().trouble = Some(answer);
        world.clock.advance(LIFETIME);
        invoke(&host).await.unwrap_err();
        assert_eq!(world.token_requests().len(), before + 1, "{answer:?}");
    }
}

#[tokio::test]
async fn tokens_are_ended_by_either_secret() {
    let world = World::new().await;
    let host = rotating(&world).await;
    world.issuer().clients = Some(vec![basic(OLD)]);
    let removed = host.remove("work").await.unwrap();
    assert!(format!("{removed:?}").contains("Revoked"), "{removed:?}");
    // The access token and the refresh token, each by both.
    assert_eq!(world.count("POST /revoke"), 4);
}

#[tokio::test]
async fn what_nobody_approves_and_what_a_device_does_go_by_either_secret() {
    let token = Authorization::TokenGrant(TokenGrant {
        grant_type: "urn:example:account".to_owned(),
        server: authorization_server(None),
    });
    let device = Authorization::DeviceCode(DeviceCode {
        device_authorization_endpoint: "https://api.example/device".to_owned(),
        server: authorization_server(None),
    });
    let world = World::new().await;
    let host = world.host(&token).await;
    set_app(&host).await;
    rotate(&host).await;
    world.issuer().clients = Some(vec![basic(OLD)]);
    connected(connect(&host).name("work")).await;
    assert_eq!(world.token_requests().len(), 2);
    world.clock.advance(LIFETIME);
    invoke(&host).await.unwrap();
    assert_eq!(world.token_requests().len(), 4);
    assert_eq!(state(&host).await, State::Connected);

    let world = World::new().await;
    let host = world.host(&device).await;
    set_app(&host).await;
    rotate(&host).await;
    world.issuer().clients = Some(vec![basic(OLD)]);
    let Attempt::PendingDevice(pending) = connect(&host).name("work").start().await.unwrap() else {
        panic!("nobody has approved");
    };
    assert_eq!(world.count("POST /device"), 2);
    pending.wait().await.unwrap();
    assert_eq!(world.token_requests().len(), 2);
}

#[tokio::test]
async fn a_secret_that_nothing_would_use_is_refused() {
    let world = World::new().await;
    let host = world.host(&app_grant()).await;
    let app = App::new("notes", "the-client").secret("webhook_secert", "hush".into());
    let error = host.set_app(app).await.unwrap_err();
    insta::assert_snapshot!(error, @"an app of `notes` has no secret `webhook_secert`; the secrets are client_secret, webhook_secret");
    assert!(host.apps().await.unwrap().is_empty());
    let connector = host.connector("notes").await.unwrap();
    let known = Host::secrets_of_apps(&connector);
    assert_eq!(known, [CLIENT_SECRET, "webhook_secret"]);
    set_app(&host).await;
    for (secret, code) in [
        ("webhook_secert", "unknown-app-secret"),
        // One that it could have, and has not.
        ("webhook_secret", "no-app-secret"),
    ] {
        let rotated = host.rotate_app_secret("notes", DEFAULT_APP, secret, "hush".into());
        assert_eq!(rotated.await.unwrap_err().code(), code);
        let ended = host.end_app_rotation("notes", DEFAULT_APP, Some(secret));
        assert_eq!(ended.await.unwrap_err().code(), code);
    }
}

/// A connector that takes deliveries for authentic which are signed with that secret.
fn judging_by(secret: &str) -> Vec<u8> {
    let end = json!({"response": {"status": 200, "json": {}}, "events": [], "ended": []});
    judging(secret, &app_grant(), &end)
}

/// One that authorizes like that, and tells this of deliveries which are signed with that
/// secret.
pub(crate) fn judging(secret: &str, authorization: &Authorization, end: &Value) -> Vec<u8> {
    let message = b"v0:1:{}";
    let mut signature = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    signature.update(message);
    let signature = signature.finalize().into_bytes();
    let sign = Step::Sign(Signing {
        secret: "webhook_secret".to_owned(),
        message: message.to_vec(),
        state: vec![1],
    });
    let authentic = Box::new(Act::Step(Step::Done(end.to_string())));
    let failure = Failure::new(FailureKind::NotAuthentic, "It is signed otherwise.");
    let other = Box::new(Act::Fail(failure));
    let acts = [
        Act::Step(sign),
        Act::WhenSigned(signature[..4].try_into().unwrap(), authentic, other),
    ];
    scripted::connector_with_authorization(authorization, &acts)
}

async fn deliver(host: &Host) -> Result<Reception, Error> {
    let request = http::Request::post("/hooks/1").body(Bytes::from_static(b"{}"));
    let receiving = host.receive("notes", "own-app");
    receiving.delivery(&request.unwrap()).await
}

#[tokio::test]
async fn a_delivery_is_judged_by_the_secret_of_the_app_and_by_the_one_before_while_it_is_rotated() {
    let world = World::new().await;
    let host = world.host(&app_grant()).await;
    host.load(&judging_by("one")).await.unwrap();
    let code = |outcome: Result<Reception, Error>| outcome.map(drop).map_err(|error| error.code());
    let lacking = async || host.receive("notes", "own-app").lacking().await.unwrap();
    assert_eq!(lacking().await, ["webhook_secret"]);
    assert_eq!(code(deliver(&host).await), Err("unknown-secret"));

    let app = App::new("notes", "the-client").secret("webhook_secret", "one".into());
    host.set_app(app).await.unwrap();
    assert!(lacking().await.is_empty());
    deliver(&host).await.unwrap();
    let rotated = host.rotate_app_secret("notes", DEFAULT_APP, "webhook_secret", "two".into());
    rotated.await.unwrap();
    deliver(&host).await.unwrap();
    host.load(&judging_by("two")).await.unwrap();
    deliver(&host).await.unwrap();
    host.load(&judging_by("three")).await.unwrap();
    assert_eq!(code(deliver(&host).await), Err("not-authentic"));
    host.end_app_rotation("notes", DEFAULT_APP, None)
        .await
        .unwrap();
    host.load(&judging_by("one")).await.unwrap();
    assert_eq!(code(deliver(&host).await), Err("not-authentic"));

    // What is given counts, and nothing else.
    let request = http::Request::post("/hooks/1").body(Bytes::from_static(b"{}"));
    let given = host
        .receive("notes", "own-app")
        .secret("webhook_secret", "one".into());
    given.delivery(&request.unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_delivery_for_the_app_that_a_connection_goes_through_is_judged_by_its_secrets() {
    let world = World::new().await;
    let operator = world.host(&app_grant()).await;
    let app = App::new("notes", "the-client").secret(CLIENT_SECRET, "hush".into());
    let app = app.secret("webhook_secret", "one".into());
    operator.set_app(app).await.unwrap();
    let acme = tenant(&operator, "acme").await;
    sign_in(&acme, "work").await;
    operator.load(&judging_by("one")).await.unwrap();
    let work = acme.connection("work").await.unwrap();
    let request = || {
        http::Request::post("/")
            .body(Bytes::from_static(b"{}"))
            .unwrap()
    };
    let receiving = acme.receive_for(&work);
    assert!(receiving.lacking().await.unwrap().is_empty());
    receiving.delivery(&request()).await.unwrap();
    // An app of another client is none of the connection's.
    let other = App::new("notes", "another-client").secret("webhook_secret", "two".into());
    operator.set_app(other).await.unwrap();
    let lacking = acme.receive_for(&work).lacking().await.unwrap();
    assert_eq!(lacking, ["webhook_secret"]);
}

#[tokio::test]
async fn the_client_secret_of_an_app_signs_nothing() {
    let world = World::new().await;
    let manifest = scripted::MANIFEST.replace(
        r#""webhook_secret": "sign""#,
        r#""webhook_secret": "sign", "client_secret": "sign""#,
    );
    let manifest = manifest.replacen(r#""client_secret": "client-secret","#, "", 1);
    let sign = Step::Sign(Signing {
        secret: CLIENT_SECRET.to_owned(),
        message: b"anything".to_vec(),
        state: vec![1],
    });
    let end = json!({"response": {"status": 200, "json": {}}, "events": [], "ended": []});
    let acts = [Act::Step(sign), Act::Step(Step::Done(end.to_string()))];
    let connector = scripted::connector_of(manifest.as_bytes(), &app_grant(), &acts);
    let host = world.builder().build().unwrap();
    host.load(&connector).await.unwrap();
    set_app(&host).await;
    let error = deliver(&host).await.unwrap_err();
    assert_eq!(error.code(), "unknown-secret");
}
