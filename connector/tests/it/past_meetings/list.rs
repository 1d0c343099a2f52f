//! `list-past-meetings`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke};

fn listed(meetings: Value, next: &str) -> Reply {
    answer(
        200,
        json!({ "meetings": meetings, "next_page_token": next }),
    )
}

fn instances(times: &[(&str, &str)]) -> Reply {
    let times = times
        .iter()
        .map(|(uuid, start)| json!({ "uuid": uuid, "start_time": start }));
    answer(200, json!({ "meetings": times.collect::<Vec<_>>() }))
}

fn refused(status: u16, code: u64, message: &str) -> Reply {
    answer(status, json!({ "code": code, "message": message }))
}

/// A series of which some are still to come, a meeting that is over, one that has not begun, and one without
/// a time.
fn all() -> Value {
    json!([
        { "id": 8, "type": 8, "topic": "Weekly", "start_time": "2026-03-03T09:00:00Z" },
        { "id": 2, "type": 2, "topic": "Review", "start_time": "2026-02-20T09:00:00Z" },
        { "id": 5, "type": 2, "topic": "Not yet", "start_time": "2026-03-20T09:00:00Z" },
        { "id": 3, "type": 3, "topic": "Open door" }
    ])
}

#[test]
fn each_time_that_a_meeting_took_place_is_listed_and_the_latest_is_first() {
    let again =
        json!([{ "id": 8, "type": 8, "topic": "Weekly", "start_time": "2026-03-10T09:00:00Z" }]);
    let replies = [
        listed(all(), "second"),
        listed(again, ""),
        instances(&[
            ("a==", "2026-02-17T09:00:10Z"),
            ("b==", "2026-02-24T09:00:10Z"),
        ]),
        refused(404, 3001, "Meeting does not exist: 3."),
        instances(&[("c==", "2026-02-20T09:01:00Z")]),
    ];
    assert_snapshot!(invoke("list-past-meetings", json!({}), replies));
}

#[test]
fn where_the_times_can_not_be_seen_the_numbers_are_told() {
    let lacking = refused(
        400,
        4711,
        "does not contain scopes:[meeting:read:list_past_instances].",
    );
    let script = invoke(
        "list-past-meetings",
        json!({}),
        [listed(all(), ""), lacking],
    );
    for said in [
        "\"meeting_id\": \"8\"",
        "\"meeting_id\": \"2\"",
        "\"meeting_id\": \"3\"",
        "list_past_instances",
    ] {
        assert!(script.contains(said), "{said} in {script}");
    }
    // When a series takes place next is no time at which it began.
    assert!(!script.contains("2026-03-03"), "{script}");
    assert!(!script.contains("Not yet"), "{script}");
    // What is so of one meeting alone hides no other.
    let replies = [
        listed(all(), ""),
        refused(403, 200, "No permission."),
        instances(&[]),
        instances(&[("c==", "2026-02-20T09:01:00Z")]),
    ];
    let script = invoke("list-past-meetings", json!({}), replies);
    for said in ["\"meeting_id\": \"8\"", "\"meeting_id\": \"c==\""] {
        assert!(script.contains(said), "{said} in {script}");
    }
}

#[test]
fn as_many_as_are_wanted_are_told_the_latest_of_all_and_that_there_are_more() {
    let input = json!({ "user_id": "anna@example.com", "max_items": 1 });
    let replies = [
        listed(all(), ""),
        instances(&[
            ("a==", "2026-02-10T09:00:10Z"),
            ("b==", "2026-02-17T09:00:10Z"),
        ]),
        instances(&[]),
        instances(&[("c==", "2026-02-20T09:01:00Z")]),
    ];
    let script = invoke("list-past-meetings", input, replies);
    assert!(
        script.contains("\"c==\"") && !script.contains("\"b==\""),
        "{script}"
    );
    assert!(script.contains("\"has_more\": true"), "{script}");
    // Of more than fifty meetings the latest are looked up.
    let many: Vec<_> = (10..61)
        .map(|id| json!({ "id": id, "type": 2, "start_time": format!("2026-01-01T00:{:02}:00Z", id - 1) }))
        .collect();
    let replies = std::iter::once(listed(many.into(), "")).chain((0..50).map(|_| instances(&[])));
    let script = invoke("list-past-meetings", json!({}), replies);
    assert!(
        script.contains("past_meetings/60/") && script.contains("past_meetings/11/"),
        "{script}"
    );
    assert!(!script.contains("past_meetings/10/"), "{script}");
    assert!(script.contains("\"has_more\": true"), "{script}");
}

#[test]
fn pages_in_a_circle_and_a_list_that_can_not_be_read_end_it() {
    let script = invoke(
        "list-past-meetings",
        json!({}),
        [listed(json!([]), "a"), listed(json!([]), "a")],
    );
    assert!(script.contains("failed: unexpected-response"), "{script}");
    let unknown = refused(404, 1001, "User does not exist: x.");
    let script = invoke("list-past-meetings", json!({ "user_id": "x" }), [unknown]);
    assert!(script.contains("failed: not-found"), "{script}");
}
