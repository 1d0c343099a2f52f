//! How many requests a change takes: a look is made where its answer is needed, and only there.

use serde_json::{Value, json};
use zoom_connector::contract::{Connection, Step};

use crate::support::{self, answer, no_content, resume, state};

/// A meeting to come, of that type and with that registration.
fn meeting(kind: u64, approval_type: u64) -> Value {
    json!({ "id": 1, "type": kind, "start_time": "2026-09-15T10:00:00Z", "timezone": "UTC",
        "recurrence": { "type": 2, "repeat_interval": 1, "weekly_days": "2", "end_times": 5 },
        "settings": { "approval_type": approval_type } })
}

/// The methods of the requests that a change of a meeting takes which is as `seen`.
fn requests_of(connection: &Connection, change: Value, seen: &Value) -> Vec<String> {
    let mut input = change;
    input["meeting_id"] = 1.into();
    let mut step =
        zoom_connector::invoke(connection, "update-meeting", &input.to_string()).unwrap();
    let mut methods = Vec::new();
    loop {
        let reply = match &step {
            Step::Send(exchange) => {
                methods.push(exchange.request.method.clone());
                match exchange.request.method.as_str() {
                    "GET" => answer(200, seen.clone()),
                    _ => no_content(),
                }
            }
            Step::Done(_) => return methods,
            other => panic!("{other:?}"),
        };
        step = resume(&state(&step).unwrap(), reply).unwrap();
    }
}

fn requests(change: Value, seen: &Value) -> Vec<String> {
    requests_of(&support::connection(&[]), change, seen)
}

#[test]
fn what_may_be_a_series_is_looked_at_since_any_change_may_end_it() {
    for change in [
        json!({ "topic": "x" }),
        json!({ "duration": 30 }),
        json!({ "settings": { "waiting_room": true } }),
        json!({ "type": 8, "topic": "x" }),
        json!({ "recurrence": { "type": 2, "weekly_days": "3" } }),
        json!({ "recurrence": { "type": 2, "weekly_days": "3" }, "end_series_at_limit": true }),
    ] {
        assert_eq!(
            requests(change.clone(), &meeting(8, 2)),
            ["GET", "PATCH"],
            "{change}"
        );
    }
}

#[test]
fn what_cannot_end_a_series_or_may_is_sent_at_once() {
    for change in [
        json!({ "topic": "x", "type": 1 }),
        json!({ "topic": "x", "type": 2 }),
        json!({ "topic": "x", "type": 3 }),
        json!({ "topic": "x", "type": 10 }),
        json!({ "agenda": "x", "occurrence_id": "1648194360000" }),
        json!({ "topic": "x", "end_series_at_limit": true }),
        json!({ "settings": { "approval_type": 2 }, "type": 2 }),
    ] {
        assert_eq!(
            requests(change.clone(), &meeting(2, 2)),
            ["PATCH"],
            "{change}"
        );
    }
}

#[test]
fn where_a_look_is_known_not_to_be_allowed_none_is_made() {
    let connection = support::connection(&["meeting:update:meeting"]);
    assert_eq!(
        requests_of(&connection, json!({ "topic": "x" }), &meeting(2, 2)),
        ["PATCH"]
    );
}

#[test]
fn registration_that_is_sure_to_be_kept_is_not_looked_at_again() {
    let change = || json!({ "settings": { "approval_type": 0 } });
    for seen in [meeting(2, 2), meeting(8, 2), meeting(2, 0), meeting(3, 0)] {
        assert_eq!(requests(change(), &seen), ["GET", "PATCH"], "{seen}");
    }
    let mut over = meeting(2, 2);
    over["start_time"] = "2026-02-01T10:00:00Z".into();
    let to_come =
        json!({ "settings": { "approval_type": 0 }, "start_time": "2026-10-01T10:00:00Z" });
    assert_eq!(requests(to_come, &over), ["GET", "PATCH"]);
}

#[test]
fn registration_that_zoom_may_drop_is_looked_at_again() {
    let change = || json!({ "settings": { "approval_type": 1 } });
    let mut over = meeting(2, 2);
    over["start_time"] = "2026-02-01T10:00:00Z".into();
    for seen in [meeting(3, 2), meeting(3, 0), over] {
        assert_eq!(requests(change(), &seen), ["GET", "PATCH", "GET"], "{seen}");
    }
    let mut at_once = change();
    at_once["type"] = 3.into();
    assert_eq!(requests(at_once, &meeting(3, 2)), ["PATCH", "GET"]);
}
