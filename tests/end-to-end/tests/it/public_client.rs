//! Signing in without a secret: a public client at the person's own machine.

use end_to_end::Stage;
use serde_json::{Value, json};
use zoom_sandbox::Sandbox;

/// The sandbox's Public Client ID.
const PUBLIC: &str = "sandbox-public";

/// A machine with the connector, at a Zoom that takes a loopback redirect to any port of public
/// clients alone, and refuses a secret or an `Authorization` field of theirs.
async fn stage() -> Stage {
    let stage = Stage::strict(Sandbox::builder()).await;
    stage.add_zoom().await;
    stage
}

async fn list(stage: &Stage) -> Value {
    let listed = stage.invoke("list-meetings", &json!({})).await;
    listed.done().json()
}

#[tokio::test]
async fn one_id_is_all_it_takes_to_connect_whatever_port_is_free() {
    let stage = stage().await;
    let connected = stage.connect_public(PUBLIC, &[]).await.done();
    assert!(!connected.stderr.contains("secret"), "{}", connected.stderr);
    assert!(list(&stage).await["meetings"].is_array());
    let again = stage.connect_public(PUBLIC, &["--name", "again"]).await;
    let _ = again.done();
}

#[tokio::test]
async fn its_tokens_are_renewed_without_a_secret() {
    let stage = stage().await;
    let _ = stage.connect_public(PUBLIC, &[]).await.done();
    for _ in 0..2 {
        let hours = jiff::SignedDuration::from_hours(2);
        stage.sandbox.clock().advance(hours);
        assert!(list(&stage).await["meetings"].is_array());
    }
}

#[tokio::test]
async fn it_is_removed_with_its_tokens() {
    let stage = stage().await;
    let _ = stage
        .connect_public(PUBLIC, &["--name", "mine"])
        .await
        .done();
    let removed = stage
        .run(&["connections", "remove", "mine", "--yes", "--output", "json"])
        .await
        .done();
    assert_eq!(removed.json()["tokens"], "revoked");
}

#[tokio::test]
async fn the_id_of_an_app_with_a_secret_is_refused_with_what_to_take_instead() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let refused = stage.connect_public("sandbox-user-granular", &[]).await;
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("Public Client ID"),
        "{}",
        refused.stderr
    );
}
