//! Connecting, writing and listing.

use end_to_end::Kitchen;
use serde_json::json;

#[tokio::test]
async fn another_connector_connects_writes_and_lists_over_pages() {
    let kitchen = Kitchen::connected().await;
    let mut written = Vec::new();
    for text in ["Buy bread", "Buy butter", "Lay the table"] {
        let set = format!("text={text}");
        let note = kitchen
            .run(&["invoke", "notes", "create-note", "--set", &set])
            .await
            .done()
            .json();
        assert_eq!(note["text"], text);
        written.push(note);
    }
    let listed = kitchen.run(&["invoke", "notes", "list-notes"]).await.done();
    assert_eq!(listed.json(), json!({ "notes": written }));
    assert_eq!(kitchen.server.requests_to("GET", "/notes").len(), 2);
}

#[tokio::test]
async fn a_wrong_client_secret_is_told_and_nothing_is_kept() {
    let kitchen = Kitchen::open().await;
    let refused = kitchen
        .connect("notes-client", "wrong-secret")
        .await
        .ended_with(3);
    assert!(
        refused.stderr.contains("invalid_client"),
        "{}",
        refused.stderr
    );
    assert!(
        !refused.stderr.contains("wrong-secret"),
        "{}",
        refused.stderr
    );
    let connections = kitchen
        .run(&["connections", "--output", "json"])
        .await
        .done();
    assert_eq!(connections.json(), json!([]));
}

#[tokio::test]
async fn an_endpoint_that_needs_no_credential_gets_none_although_its_origin_may_have_it() {
    let kitchen = Kitchen::connected().await;
    let status = kitchen.invoke("get-status", &json!({})).await.done();
    assert_eq!(status.json(), json!({ "up": true }));
    let _ = kitchen.invoke("list-notes", &json!({})).await.done();

    let authorization = |path| {
        let seen = kitchen.server.requests_to("GET", path);
        assert_eq!(seen.len(), 1, "{path}");
        (seen[0].host.clone(), seen[0].authorization.clone())
    };
    let host = "api.notes.example".to_owned();
    assert_eq!(authorization("/status"), (host.clone(), None));
    let bearer = Some("Bearer notes-token".to_owned());
    assert_eq!(authorization("/notes"), (host, bearer));
}
