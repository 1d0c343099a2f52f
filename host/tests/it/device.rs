//! Connecting an account that somebody approves on another device, over real
//! HTTP.

use std::time::Duration;

use crate::support::authorization::{World, connect, device_grant};
use connector_host::{Attempt, Class, Connect, PendingDevice};

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
