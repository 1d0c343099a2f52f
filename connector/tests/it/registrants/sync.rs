//! `sync-registrants`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke, no_content};

fn list(people: &[&str], next: &str) -> Reply {
    let people: Vec<Value> = people
        .iter()
        .map(|name| json!({ "id": format!("id-{name}"), "email": format!("{name}@example.com") }))
        .collect();
    answer(
        200,
        json!({ "registrants": people, "next_page_token": next }),
    )
}

fn wanted(names: &[&str]) -> Value {
    let people: Vec<Value> = names
        .iter()
        .map(|name| json!({ "email": format!("{name}@Example.com"), "first_name": name }))
        .collect();
    json!({ "meeting_id": 1, "registrants": people })
}

fn added(names: &[&str]) -> Reply {
    let people: Vec<Value> = names
        .iter()
        .map(|name| json!({ "email": format!("{name}@example.com"), "registrant_id": format!("id-{name}") }))
        .collect();
    answer(201, json!({ "registrants": people }))
}

#[test]
fn whoever_is_missing_is_registered_and_whoever_is_no_longer_named_is_cancelled() {
    let replies = [
        list(&["anna"], "second"),
        list(&["ben"], ""),
        list(&["cleo", "dora"], ""),
        list(&["emil"], ""),
        added(&["fritz"]),
        no_content(),
    ];
    let input = wanted(&["anna", "dora", "emil", "fritz"]);
    assert_snapshot!(invoke("sync-registrants", input, replies));
}

#[test]
fn a_second_time_there_is_nothing_to_do() {
    let replies = [list(&["anna"], ""), list(&["ben"], ""), list(&[], "")];
    let script = invoke("sync-registrants", wanted(&["anna", "ben"]), replies);
    assert!(
        script.contains("\"unchanged\": 2") && !script.contains("POST"),
        "{script}"
    );
}

#[test]
fn a_plan_tells_what_would_be_done_and_does_nothing() {
    let mut input = wanted(&["anna"]);
    input["plan_only"] = true.into();
    let replies = [list(&["ben"], ""), list(&[], ""), list(&[], "")];
    let script = invoke("sync-registrants", input, replies);
    assert!(
        script.contains("\"planned\": true") && script.contains("ben@example.com"),
        "{script}"
    );
    assert!(
        !script.contains("POST") && !script.contains("PUT"),
        "{script}"
    );
    // Nor is it said that anything is.
    assert!(!script.contains("is sent after"), "{script}");
}

#[test]
fn others_are_left_where_the_input_says_so() {
    let mut input = wanted(&["anna"]);
    input["keep_others"] = true.into();
    let replies = [list(&["anna", "ben"], ""), list(&[], ""), list(&[], "")];
    let script = invoke("sync-registrants", input, replies);
    assert!(
        script.contains("\"to_cancel\": []") && !script.contains("PUT"),
        "{script}"
    );
    let mut nobody = wanted(&[]);
    nobody["keep_others"] = true.into();
    assert!(invoke("sync-registrants", nobody, []).contains("at least one person"));
    assert!(invoke("sync-registrants", wanted(&["anna", "Anna"]), []).contains("twice"));
}

#[test]
fn what_fails_after_something_was_done_is_told_and_the_rest_is_done() {
    let lists = || [list(&["ben"], ""), list(&[], ""), list(&[], "")];
    let refused = || answer(400, json!({ "code": 300, "message": "nein" }));
    let after = lists().into_iter().chain([added(&["anna"]), refused()]);
    let script = invoke("sync-registrants", wanted(&["anna"]), after);
    assert!(
        script.contains("\"failed\": [\n") && script.contains("Not all could be done"),
        "{script}"
    );
    let at_first = lists().into_iter().chain([refused()]);
    let script = invoke("sync-registrants", wanted(&["anna"]), at_first);
    assert!(script.contains("failed: invalid-input"), "{script}");
}

#[test]
fn only_scheduled_meetings_with_registration_have_registrants_to_bring_in_line() {
    let lists = || [list(&[], ""), list(&[], ""), list(&[], "")];
    for (code, says) in [(303, "`type` 2 alone"), (404, "do not register")] {
        let refused = answer(400, json!({ "code": code, "message": "nein" }));
        let script = invoke(
            "sync-registrants",
            wanted(&["anna"]),
            lists().into_iter().chain([refused]),
        );
        assert!(script.contains(says), "{script}");
    }
}
