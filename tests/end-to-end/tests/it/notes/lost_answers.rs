//! An answer that is lost leaves a question, which is answered by looking and never by sending
//! again.

use end_to_end::Kitchen;
use serde_json::{Value, json};

fn once() -> Value {
    json!({ "text": "Written once" })
}

/// How often a note was posted.
fn posted(kitchen: &Kitchen) -> usize {
    kitchen.server.requests_to("POST", "/notes").len()
}

#[tokio::test]
async fn a_note_whose_answer_is_lost_is_found_and_adopted() {
    let kitchen = Kitchen::connected().await;
    kitchen.server.lose_the_next_answer();
    let note = kitchen.invoke("create-note", &once()).await.done().json();
    assert_eq!(note["id"], "n1");
    assert_eq!(note["text"], "Written once");
    assert_eq!(note["recovered"], true);
    assert_eq!(posted(&kitchen), 1);
    assert_eq!(kitchen.server.requests_to("GET", "/notes/mine").len(), 1);
}

#[tokio::test]
async fn a_note_that_is_not_listed_yet_is_an_unknown_outcome_and_not_written_again() {
    let kitchen = Kitchen::connected().await;
    kitchen.server.lose_the_next_answer();
    kitchen.server.lag_behind();
    let lost = kitchen.invoke("create-note", &once()).await.ended_with(6);
    assert_eq!(lost.stdout, "");
    for said in [
        "may have been written",
        "not listed yet",
        "api.notes.example",
    ] {
        assert!(lost.stderr.contains(said), "{said}: {}", lost.stderr);
    }
    assert_eq!(posted(&kitchen), 1);
}

#[tokio::test]
async fn several_notes_that_it_can_be_are_named() {
    let kitchen = Kitchen::connected().await;
    let _ = kitchen.create("Written once").await;
    kitchen.server.lose_the_next_answer();
    let lost = kitchen.invoke("create-note", &once()).await.ended_with(6);
    assert!(lost.stderr.contains("n1, n2"), "{}", lost.stderr);
    assert_eq!(posted(&kitchen), 2);
}

#[tokio::test]
async fn somebody_elses_note_of_the_same_text_is_not_taken_for_it() {
    let kitchen = Kitchen::connected().await;
    let _ = kitchen.server.write("u9", "Written once").await;
    kitchen.server.lose_the_next_answer();
    let note = kitchen.invoke("create-note", &once()).await.done().json();
    assert_eq!(note["id"], "n2");
}

#[tokio::test]
async fn a_client_that_may_not_look_is_told_so() {
    let kitchen = Kitchen::connected_as("notes-writer").await;
    kitchen.server.lose_the_next_answer();
    let lost = kitchen.invoke("create-note", &once()).await.ended_with(6);
    assert!(
        lost.stderr.contains("may not read notes"),
        "{}",
        lost.stderr
    );
    assert_eq!(kitchen.server.requests_to("GET", "/notes/mine").len(), 0);
    assert_eq!(posted(&kitchen), 1);
}

#[tokio::test]
async fn a_connector_that_would_send_it_again_is_stopped() {
    let kitchen = Kitchen::connected().await;
    kitchen.server.lose_the_next_answer();
    let stopped = kitchen.invoke("insist", &once()).await.ended_with(6);
    assert!(stopped.stderr.contains("contract"), "{}", stopped.stderr);
    assert_eq!(posted(&kitchen), 1);
    // The request itself is one that it may make.
    let _ = kitchen.invoke("insist", &once()).await.done();
}
