//! What a page of one's own needs to join a meeting or to start one.

use end_to_end::{App, Stage};
use serde_json::{Value, json};

use super::{invoke, meeting, text};

#[tokio::test]
async fn a_page_of_ones_own_joins_a_meeting_by_a_signature_that_the_host_makes() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let secret = stage.file("sdk_secret");
    std::fs::write(&secret, "not-a-secret-of-the-sdk\n").expect("it is written");
    let secret = format!("sdk_secret={}", secret.display());
    let sdk = ["--set", "sdk_key=sdk-key", "--set-file", &secret];
    let _ = stage.connect(App::UserGranular, &sdk).await.done();
    let meeting = meeting(&stage, json!({})).await;
    let input = json!({ "meeting_id": meeting["id"], "role": 1 });
    let signed = invoke(&stage, "create-sdk-signature", input).await;
    assert_eq!(claims(&signed)["mn"], meeting["id"]);
    assert_eq!(claims(&signed)["role"], 1);
    assert_eq!(signed["sdk_key"], "sdk-key");
}

#[tokio::test]
async fn without_the_secret_nothing_is_signed_and_the_secret_of_the_client_never_signs() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let sdk = ["--set", "sdk_key=sdk-key"];
    let _ = stage.connect(App::UserGranular, &sdk).await.done();
    let refused = stage.invoke("create-sdk-signature", &json!({})).await;
    assert_ne!(refused.code, 0);
    assert!(refused.stderr.contains("sdk_secret"), "{}", refused.stderr);
}

/// The claims of a signature, where a library that knows nothing of this connector finds it right.
fn claims(package: &Value) -> Value {
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.set_required_spec_claims(&["exp"]);
    let key = jsonwebtoken::DecodingKey::from_secret(b"not-a-secret-of-the-sdk");
    let token = text(package, "signature");
    let decoded = jsonwebtoken::decode::<Value>(token, &key, &validation);
    decoded.expect("it is signed").claims
}

#[tokio::test]
async fn a_page_of_ones_own_gets_all_that_it_starts_a_meeting_with() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let sdk = [
        "--set",
        "sdk_key=sdk-key",
        "--set-file",
        "sdk_secret=sdk_secret",
    ];
    std::fs::write(stage.file("sdk_secret"), "not-a-secret-of-the-sdk").expect("it is written");
    let _ = stage.connect(App::UserGranular, &sdk).await.done();
    let meeting = meeting(&stage, json!({ "password": "tulip" })).await;
    let input = json!({ "meeting_id": meeting["id"], "role": 1 });
    let package = invoke(&stage, "create-join-package", input).await;
    assert_eq!(claims(&package)["role"], 1);
    assert_eq!(package["passcode"], "tulip");
    assert!(!text(&package, "zak").is_empty());
    assert_eq!(package["left_out"], json!([]));
}
