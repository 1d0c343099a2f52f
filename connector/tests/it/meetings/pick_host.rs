//! `pick-host`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke};

fn list(meetings: Value) -> Reply {
    answer(200, json!({ "meetings": meetings }))
}

fn busy(start: &str, duration: u64) -> Value {
    json!([{ "id": 7, "topic": "Review", "start_time": start, "duration": duration }])
}

fn pool(more: Value) -> Value {
    let mut input = json!({ "user_ids": ["anna@example.com", "ben@example.com"], "start_time": "2026-10-21T09:00:00Z", "duration": "PT1H" });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

#[test]
fn the_first_who_has_no_other_meeting_then_is_picked() {
    let replies = [
        list(busy("2026-10-21T09:59:00Z", 30)),
        list(busy("2026-10-21T10:00:00Z", 30)),
        list(json!([])),
    ];
    assert_snapshot!(invoke("pick-host", pool(json!({})), replies));
}

#[test]
fn that_nobody_is_free_is_an_outcome() {
    let replies = [
        list(busy("2026-10-21T08:00:00Z", 90)),
        list(busy("2026-10-21T09:00:00Z", 1)),
    ];
    let script = invoke("pick-host", pool(json!({})), replies);
    assert!(
        script.contains("\"available\": false") && script.contains("\"looked_at\": 2"),
        "{script}"
    );
}

#[test]
fn there_may_have_to_be_time_between_two_meetings() {
    let before = || list(busy("2026-10-21T08:00:00Z", 60));
    let one = |more: Value| {
        let mut input = pool(more);
        input["user_ids"] = json!(["me"]);
        input
    };
    let script = invoke("pick-host", one(json!({})), [before(), list(json!([]))]);
    assert!(script.contains("\"available\": true"), "{script}");
    let script = invoke("pick-host", one(json!({ "buffer_minutes": 1 })), [before()]);
    assert!(script.contains("\"available\": false"), "{script}");
}

#[test]
fn a_meeting_that_goes_on_counts_for_half_an_hour_at_least() {
    // It is 12:00, and the meeting was planned until 11:00.
    let now = |start: Option<&str>| {
        let mut input = json!({ "user_ids": ["me"], "duration": 10 });
        if let Some(start) = start {
            input["start_time"] = start.into();
        }
        let live = list(busy("2026-03-01T10:00:00Z", 60));
        invoke("pick-host", input, [list(json!([])), live])
    };
    assert!(now(None).contains("\"available\": false"));
    assert!(now(Some("2026-03-01T12:29:00Z")).contains("\"available\": false"));
    assert!(now(Some("2026-03-01T12:30:00Z")).contains("\"available\": true"));
}

#[test]
fn without_hosts_the_licensed_users_of_the_account_are_looked_at() {
    let input =
        json!({ "start_time": "2026-10-21T11:00", "timezone": "Europe/Berlin", "duration": 60 });
    let users = answer(
        200,
        json!({ "users": [{ "id": "basic", "type": 1 }, { "id": "licensed", "type": 2 }] }),
    );
    let script = invoke(
        "pick-host",
        input.clone(),
        [users, list(json!([])), list(json!([]))],
    );
    assert!(
        script.contains("\"user_id\": \"licensed\"") && script.contains("2026-10-21T09:00:00Z"),
        "{script}"
    );
    assert!(!script.contains("/users/basic"), "{script}");
    let lacking = answer(
        400,
        json!({ "code": 4711, "message": "does not contain scopes:[user:read:list_users:admin]." }),
    );
    assert!(invoke("pick-host", input, [lacking]).contains("failed: missing-scope"));
}

#[test]
fn whose_meetings_can_not_be_seen_is_passed_over() {
    let unseen = || {
        answer(
            404,
            json!({ "code": 1001, "message": "User does not exist" }),
        )
    };
    let script = invoke(
        "pick-host",
        pool(json!({})),
        [unseen(), list(json!([])), list(json!([]))],
    );
    assert!(
        script.contains("\"passed_over\": [\n")
            && script.contains("\"user_id\": \"ben@example.com\""),
        "{script}"
    );
    let script = invoke("pick-host", pool(json!({})), [unseen(), unseen()]);
    assert!(script.contains("failed: not-found"), "{script}");
    for wrong in [
        json!({ "user_ids": [] }),
        json!({ "start_time": "2026-10-21T09:00" }),
    ] {
        let script = invoke("pick-host", pool(wrong), []);
        assert!(script.contains("failed: invalid-input"), "{script}");
    }
}
