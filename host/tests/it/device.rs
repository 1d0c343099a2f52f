//! Connecting an account that somebody approves on another device, over real
//! HTTP.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::authorization::{World, connect, device_grant};
use crate::support::call::send;
use crate::support::scripted::{self, Act, MANIFEST};
use connector_host::contract::Authorization;
use connector_host::oauth::OAuthError;
use connector_host::{Attempt, Class, Connect, Error, PendingDevice, Polled};

const PENDING: (u16, &str) = (400, r#"{"error": "authorization_pending"}"#);
const SLOW_DOWN: (u16, &str) = (400, r#"{"error": "slow_down"}"#);
const DOWN: (u16, &str) = (503, "");

async fn pending(connect: Connect<'_>) -> PendingDevice {
    match connect.start().await.unwrap() {
        Attempt::PendingDevice(pending) => pending,
        other => panic!("{other:?}"),
    }
}

/// A world whose server answers a device that asks with these first.
async fn answering(answers: &[(u16, &'static str)]) -> World {
    let world = World::new().await;
    world.issuer().devices.extend(answers.iter().copied());
    world
}

#[tokio::test]
async fn the_server_is_asked_until_somebody_has_approved_and_as_often_as_it_wants() {
    let world = answering(&[PENDING, SLOW_DOWN, PENDING, DOWN, PENDING]).await;
    let host = world.host(&device_grant()).await;
    let pending = pending(connect(&host).name("phone")).await;
    assert_eq!(pending.user_code(), "WDJB-MJHT");
    assert_eq!(
        pending.verification_uri().as_str(),
        "https://api.example/device"
    );
    let complete = pending.verification_uri_complete().unwrap();
    assert_eq!(
        complete.as_str(),
        "https://api.example/device?user_code=WDJB-MJHT"
    );

    let connected = pending.wait().await.unwrap();
    assert_eq!(connected.connection.name, "phone");
    assert_eq!(connected.identity.account.label, "ada@example.com");
    let waits = world.clock.waits.lock().unwrap().clone();
    assert_eq!(waits, [5, 5, 10, 10, 20, 20].map(Duration::from_secs));
    insta::assert_snapshot!(
        world.server.seen()[0].body.clone() + "\n" + &world.token_requests()[0],
        @r"
    client_id=the-client&scope=notes%3Aread%2Cnotes%3Awrite
    grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=the-device
    "
    );
}

#[tokio::test]
async fn a_code_that_nobody_used_in_time_is_not_asked_for_again() {
    let world = answering(&[PENDING; 500]).await;
    let host = world.host(&device_grant()).await;
    let error = pending(connect(&host)).await.wait().await.unwrap_err();
    assert_eq!(error.class(), Class::Connection);
    assert!(error.to_string().contains("within 15 minutes"), "{error}");
    assert_eq!(world.token_requests().len(), 900 / 5 - 1);
    assert!(host.connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn whoever_declines_ends_it() {
    let world = answering(&[PENDING, (400, r#"{"error": "access_denied"}"#)]).await;
    let host = world.host(&device_grant()).await;
    let error = pending(connect(&host)).await.wait().await.unwrap_err();
    assert_eq!(error.class(), Class::Connection);
    assert!(error.to_string().contains("was declined"), "{error}");
    assert_eq!(world.token_requests().len(), 2);
}

#[tokio::test]
async fn any_other_refusal_ends_it_and_is_explained() {
    let refusal = r#"{"error": "invalid_grant", "reason": "the-device is switched off"}"#;
    let world = answering(&[(400, refusal)]).await;
    let host = world.host(&device_grant()).await;
    let error = pending(connect(&host)).await.wait().await.unwrap_err();
    insta::assert_snapshot!(error, @"https://api.example/token refused: The app was switched off. Switch it on, and see that the redirect address of this host is entered. (invalid_grant: [redacted] is switched off)");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_that_was_approved_is_held_while_its_tokens_are_kept() {
    let file: Arc<Mutex<Option<PathBuf>>> = Arc::default();
    let (held, database) = (Arc::new(Mutex::new(false)), Arc::clone(&file));
    let is_held = Arc::clone(&held);
    // The API says whose account it is once nobody else is to ask for ten minutes.
    let world = World::answering(move |seen| {
        if seen.request != "GET /me" {
            return;
        }
        let file = database.lock().unwrap().clone().unwrap();
        let database = rusqlite::Connection::open(file).unwrap();
        let query = "SELECT claimed_until - begun_at > 500 FROM sign_ins";
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) {
            if database.query_row(query, (), |row| row.get(0)).unwrap() {
                *is_held.lock().unwrap() = true;
                return;
            }
            thread::yield_now();
        }
    })
    .await;
    *file.lock().unwrap() = Some(world.directory.path().join("connections.db"));
    let host = world.host(&device_grant()).await;
    let pending = pending(connect(&host)).await;
    world.clock.advance(5);
    let polled = host.poll_device(pending.id()).await.unwrap();
    assert!(matches!(polled, Polled::Connected(_)), "{polled:?}");
    assert!(*held.lock().unwrap(), "another host might have asked");
}

#[tokio::test]
async fn an_endpoint_that_says_what_is_the_hosts_to_say_is_not_asked() {
    let (usual, endpoint) = (
        "https://api.example/device",
        "https://api.example/device?client_id=x",
    );
    let manifest = MANIFEST.replace(usual, endpoint);
    let Authorization::DeviceCode(mut device) = device_grant() else {
        unreachable!("it is a device's")
    };
    device.device_authorization_endpoint = endpoint.to_owned();
    let device = Authorization::DeviceCode(device);
    let world = World::new().await;
    let host = world.builder().build().unwrap();
    let acts = [send("GET", "/me", 1), Act::Echo];
    let component = scripted::connector_of(manifest.as_bytes(), &device, &acts);
    host.load(&component).await.unwrap();
    let error = connect(&host).start().await.unwrap_err();
    assert!(
        matches!(&error, Error::OAuth(OAuthError::Parameter { name, .. }) if name == "client_id"),
        "{error}"
    );
    assert!(world.server.requests().is_empty());
}
