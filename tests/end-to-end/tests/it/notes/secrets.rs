//! Secrets stay in the host, whatever a connector tries.

use end_to_end::{Delivery, Kitchen, Outcome, Receiver};
use serde_json::json;

/// All that no connector, log, output or error may have.
const SECRETS: [&str; 3] = ["notes-secret", "notes-token", "notes-webhook-secret"];

fn assert_no_secret(everything: &str) {
    for secret in SECRETS {
        assert!(
            !everything.contains(secret),
            "{secret} leaked: {everything}"
        );
    }
}

#[tokio::test]
async fn no_secret_is_in_any_byte_that_reaches_a_connector_or_a_log() {
    let kitchen = Kitchen::connected().await;
    let mut command = kitchen.command(&["-vv", "invoke", "notes", "recite"]);
    let recited = command.env("CONNECTOR_HOST_LOG", "trace").output().await;
    let recited = Outcome::of(recited.expect("the program starts")).done();
    let heard = recited.json()["heard"].to_string();
    assert!(
        heard.contains("kitchen") && heard.contains("Kitchen"),
        "the connector recites: {heard}"
    );
    let told = kitchen.server.recited_settings();
    assert!(
        told.iter().any(|settings| settings.contains("kitchen")),
        "the connector recites: {told:?}"
    );
    assert!(
        recited.stderr.contains("notes.example"),
        "there is a log to search: {}",
        recited.stderr
    );
    assert_no_secret(&format!(
        "{heard} {told:?} {} {}",
        recited.stdout, recited.stderr
    ));
}

#[tokio::test]
async fn what_a_connector_hears_of_a_delivery_has_no_credential_and_no_secret_of_the_app() {
    let kitchen = Kitchen::open().await;
    let receiver = Receiver::start(kitchen.host()).await;
    let delivery = Delivery::of(&json!({ "what": "moon.rose" }))
        .with("authorization", "Bearer of-the-sender")
        .with("Cookie", "session=of-the-sender")
        .with("proxy-authorization", "Basic of-the-sender")
        .with("x-shown", "to-the-connector");
    let answer = delivery.send(&format!("{}?recite", receiver.url())).await;
    let answer = answer.expect("it is answered");
    assert_eq!(answer.status, 200, "{answer:?}");
    let heard = answer.json()["heard"].to_string();
    for part in ["kitchen", "moon.rose", "to-the-connector", "Signature"] {
        assert!(heard.contains(part), "the connector recites: {heard}");
    }
    assert!(!heard.contains("of-the-sender"), "{heard}");
    assert_no_secret(&heard);
}

#[tokio::test]
async fn the_client_secret_signs_nothing_for_a_connector() {
    let kitchen = Kitchen::connected().await;
    let forged = kitchen
        .invoke("forge", &json!({ "secret": "client_secret" }))
        .await;
    assert_ne!(forged.code, 0, "{forged:?}");
    assert_eq!(forged.stdout, "");
    assert!(forged.stderr.contains("client_secret"), "{}", forged.stderr);
    assert_no_secret(&forged.stderr);
}

#[tokio::test]
async fn a_secret_that_there_is_not_is_named() {
    let kitchen = Kitchen::connected().await;
    let missing = kitchen
        .invoke("forge", &json!({ "secret": "spare_key" }))
        .await;
    assert_ne!(missing.code, 0, "{missing:?}");
    assert!(missing.stderr.contains("spare_key"), "{}", missing.stderr);
}
