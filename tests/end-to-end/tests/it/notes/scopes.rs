//! Scopes are alternatives, each of them a set.

use end_to_end::Kitchen;
use serde_json::{Value, json};

/// What a connection's scopes do not cover.
async fn uncovered(kitchen: &Kitchen) -> Value {
    let tested = kitchen
        .run(&["connections", "test", "notes", "--output", "json"])
        .await
        .done();
    tested.json()["uncovered"].clone()
}

#[tokio::test]
async fn each_set_that_would_cover_an_action_is_named_when_connecting() {
    let kitchen = Kitchen::open().await;
    let connected = kitchen.connect("notes-reader", "notes-secret").await.done();
    for said in [
        "create-note",
        "notes.write",
        "attachments.read",
        "notes.all",
    ] {
        assert!(
            connected.stderr.contains(said),
            "{said}: {}",
            connected.stderr
        );
    }
    for covered in ["list-notes", "get-status", "note-written"] {
        assert!(
            !connected.stderr.contains(covered),
            "{covered}: {}",
            connected.stderr
        );
    }
    let attachments = json!([["attachments.read"], ["notes.all"]]);
    let writing = json!([["notes.write"], ["notes.all"]]);
    assert_eq!(
        uncovered(&kitchen).await,
        json!([
            { "id": "create-note", "missing_scopes": writing },
            { "id": "read-attachment", "missing_scopes": attachments },
            { "id": "download-attachment", "missing_scopes": attachments },
            { "id": "insist", "missing_scopes": writing },
        ])
    );
}

#[tokio::test]
async fn a_trigger_that_is_not_covered_is_named_too() {
    let kitchen = Kitchen::connected_as("notes-writer").await;
    let uncovered = uncovered(&kitchen).await;
    let trigger = json!({
        "id": "note-written",
        "missing_scopes": [["notes.read"], ["notes.all"]],
    });
    assert!(
        uncovered.as_array().expect("a list").contains(&trigger),
        "{uncovered}"
    );
}

#[tokio::test]
async fn an_action_that_needs_several_scopes_together_is_named_with_all_of_a_set() {
    let kitchen = Kitchen::open().await;
    let connected = kitchen.connect("notes-writer", "notes-secret").await.done();
    let said = "connector-host connections test notes lists them";
    assert!(connected.stderr.contains(said), "{}", connected.stderr);
    let tested = kitchen.run(&["connections", "test", "notes"]).await.done();
    let words: Vec<&str> = tested.stderr.split_whitespace().collect();
    let told = words.join(" ");
    let both = "notes.read and attachments.read; or notes.all";
    assert!(told.contains(both), "{told}");
    let attachment = json!({
        "id": "read-attachment",
        "missing_scopes": [["notes.read", "attachments.read"], ["notes.all"]],
    });
    let uncovered = uncovered(&kitchen).await;
    assert!(
        uncovered.as_array().expect("a list").contains(&attachment),
        "{uncovered}"
    );
}

#[tokio::test]
async fn either_set_does() {
    for client in ["notes-client", "notes-keeper"] {
        let kitchen = Kitchen::connected_as(client).await;
        assert_eq!(uncovered(&kitchen).await, json!([]), "{client}");
        let note = kitchen.create("Buy bread").await;
        let input = json!({ "note_id": note["id"] });
        let _ = kitchen.invoke("read-attachment", &input).await.done();
    }
}

#[tokio::test]
async fn a_set_that_is_there_in_part_is_not_enough_and_the_failure_names_all_sets() {
    let kitchen = Kitchen::connected_as("notes-reader").await;
    let _ = kitchen.server.write("u1", "Buy bread").await;
    let refused = kitchen
        .invoke("read-attachment", &json!({ "note_id": "n1" }))
        .await
        .ended_with(3);
    assert!(
        refused
            .stderr
            .contains("notes.read and attachments.read; or notes.all"),
        "{}",
        refused.stderr
    );
}

#[tokio::test]
async fn an_action_that_needs_no_scope_works_with_any() {
    let kitchen = Kitchen::connected_as("notes-writer").await;
    let _ = kitchen.invoke("get-status", &json!({})).await.done();
}
