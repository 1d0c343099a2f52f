//! What a connector may keep between two steps.

use end_to_end::Kitchen;
use serde_json::json;

#[tokio::test]
async fn a_state_may_have_a_mebibyte() {
    let kitchen = Kitchen::connected().await;
    let kept = kitchen
        .invoke("hoard", &json!({ "bytes": 1 << 20 }))
        .await
        .done();
    assert_eq!(kept.json(), json!({ "kept": 1 << 20 }));
}

#[tokio::test]
async fn a_larger_state_is_refused_plainly_before_anything_is_sent() {
    let kitchen = Kitchen::connected().await;
    let before = kitchen.server.requests().len();
    for bytes in [(1 << 20) + 1, 5 << 20] {
        let refused = kitchen
            .invoke("hoard", &json!({ "bytes": bytes }))
            .await
            .ended_with(1);
        for said in ["contract", &bytes.to_string(), &(1 << 20).to_string()] {
            assert!(refused.stderr.contains(said), "{said}: {}", refused.stderr);
        }
    }
    assert_eq!(kitchen.server.requests().len(), before);
}
