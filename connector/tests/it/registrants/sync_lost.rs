//! What `sync-registrants` does when Zoom's answer is lost, or when Zoom fails at first and refuses it then.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke, no_content, raw};

fn list(names: &[&str], next: &str) -> Reply {
    let people: Vec<Value> = names
        .iter()
        .map(|name| json!({ "id": format!("id-{name}"), "email": format!("{name}@example.com"),
            "join_url": format!("https://us02web.zoom.us/w/1?tk={name}"), "participant_pin_code": 1, "status": "approved" }))
        .collect();
    answer(
        200,
        json!({ "registrants": people, "next_page_token": next }),
    )
}

/// Two are to be added, and two to be cancelled.
fn sync(replies: impl IntoIterator<Item = Reply>) -> String {
    let person = |name: &str| json!({ "email": format!("{name}@Example.com"), "first_name": name });
    let input = json!({ "meeting_id": 1, "registrants": [person("anna"), person("ben")] });
    let lists = [list(&["cleo", "dora"], ""), list(&[], ""), list(&[], "")];
    let script = invoke("sync-registrants", input, lists.into_iter().chain(replies));
    script
        .split_once("\nPOST ")
        .map_or(String::new(), |(_, rest)| format!("POST {rest}"))
}

fn added() -> Reply {
    let person = |name: &str| {
        json!({ "email": format!("{name}@example.com"), "registrant_id": format!("id-{name}"),
        "join_url": format!("https://us02web.zoom.us/w/1?tk={name}"), "participant_pin_code": 1 })
    };
    answer(
        201,
        json!({ "registrants": [person("anna"), person("ben")] }),
    )
}

/// Somebody of them has not registered.
fn unknown() -> Reply {
    answer(
        400,
        json!({ "code": 300, "message": "The value that you entered for the Registrant ID field is invalid." }),
    )
}

fn output(script: &str) -> &str {
    script
        .split_once("done: ")
        .unwrap_or_else(|| panic!("{script}"))
        .1
}

#[test]
fn what_was_done_though_the_answers_are_lost_comes_to_the_same_output() {
    let undisturbed = sync([added(), no_content()]);
    let lost = sync([
        Reply::Lost,
        list(&["cleo"], "more"),
        list(&["ben", "dora"], ""),
        list(&["anna"], ""),
        Reply::Lost,
        list(&["anna"], ""),
        list(&["ben"], ""),
    ]);
    assert_eq!(output(&lost), output(&undisturbed));
    assert_snapshot!(lost);
}

#[test]
fn whoever_was_not_registered_or_is_still_there_is_told_under_failed() {
    let replies = [
        Reply::Lost,
        list(&["anna", "cleo", "dora"], ""),
        list(&[], ""),
        Reply::Lost,
        list(&["anna", "dora"], ""),
        list(&[], ""),
    ];
    assert_snapshot!(output(&sync(replies)));
}

#[test]
fn what_zoom_fails_at_is_looked_for_and_what_it_refuses_then_too() {
    let undisturbed = sync([added(), no_content()]);
    let script = sync([
        raw(502, &[], b""),
        list(&["anna", "ben"], ""),
        list(&[], ""),
        raw(502, &[], b""),
        unknown(),
        list(&["anna", "ben"], ""),
        list(&[], ""),
    ]);
    assert_eq!(output(&script), output(&undisturbed));
    // What is refused the first time is not doubted.
    let script = sync([added(), unknown()]);
    assert!(output(&script).contains("cleo@example.com"), "{script}");
    assert!(output(&script).contains("\"cancelled\": []"), "{script}");
}

#[test]
fn where_nothing_was_done_or_nobody_can_look_it_ends_as_without_a_look() {
    let script = sync([Reply::Lost, list(&["cleo", "dora"], ""), list(&[], "")]);
    assert!(script.contains("failed: unknown-outcome"), "{script}");
    let script = sync([Reply::Lost, raw(403, &[], b"{}")]);
    assert!(script.contains("failed: unknown-outcome"), "{script}");
    let script = sync([added(), Reply::Lost, raw(403, &[], b"{}")]);
    assert!(output(&script).contains("\"cancelled\": []"), "{script}");
    assert!(output(&script).contains("no answer came"), "{script}");
}
