//! What `create-meeting` does when Zoom's answer is lost.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use super::meeting;
use crate::support::{answer, invoke, raw};

fn asked() -> Value {
    json!({
        "user_id": "anna@example.com",
        "topic": "Sample Meeting",
        "start_time": "2026-09-15T10:00:00+09:00",
        "duration": 30
    })
}

/// A meeting of the list that is the one that was asked for.
fn made(id: u64) -> Value {
    json!({
        "id": id,
        "topic": "Sample Meeting",
        "type": 2,
        "start_time": "2026-09-15T01:00:00Z",
        "timezone": "Asia/Tokyo",
        "duration": 30,
        // The call begins at 12:00:00.
        "created_at": "2026-03-01T12:00:01Z"
    })
}

fn list(meetings: &[Value], next: &str) -> Reply {
    answer(
        200,
        json!({ "meetings": meetings, "next_page_token": next }),
    )
}

fn lost(input: Value, replies: impl IntoIterator<Item = Reply>) -> String {
    let replies = [Reply::Lost].into_iter().chain(replies);
    let script = invoke("create-meeting", input, replies);
    script.split_once("\n\n").unwrap().1.to_owned()
}

/// What looking at these meetings of the host comes to, without what was asked on the way.
fn found(input: Value, meetings: &[Value]) -> String {
    let script = lost(input, [list(meetings, "")]);
    script.rsplit_once("\n\n").unwrap().1.to_owned()
}

fn with(name: &str, value: Value) -> Value {
    let mut meeting = made(7);
    meeting[name] = value;
    meeting
}

const TAKEN: &str = "";

#[test]
fn the_one_meeting_that_was_made_meanwhile_is_looked_for_and_adopted() {
    let others = [
        with("topic", json!("Another")),
        with("created_at", json!("2026-03-01T11:59:00Z")),
    ];
    let replies = [
        list(&others, "more"),
        raw(429, &[("x-ratelimit-type", "QPS")], b"{}"),
        list(&[made(86_220_627_999)], ""),
        answer(200, meeting()),
    ];
    assert_snapshot!(lost(asked(), replies));
}

#[test]
fn a_meeting_that_cannot_be_got_whole_is_adopted_as_the_list_has_it() {
    let replies = [list(&[made(5)], ""), answer(404, json!({ "code": 3001 }))];
    assert_snapshot!(lost(asked(), replies).rsplit_once("\n\n").unwrap().1);
}

#[test]
fn it_is_not_known_what_was_done_when_no_or_several_meetings_fit() {
    assert_snapshot!("none", found(asked(), &[]));
    assert_snapshot!("several", found(asked(), &[made(5), made(6)]));
}

#[test]
fn it_is_not_known_what_was_done_when_the_list_may_not_be_seen() {
    let body =
        json!({ "code": 4711, "message": "does not contain scopes:[meeting:read:list_meetings]" });
    let script = lost(asked(), [answer(400, body)]);
    assert_snapshot!(script.rsplit_once("\n\n").unwrap().1);
}

#[test]
fn a_meeting_that_differs_in_anything_that_was_asked_for_is_not_it() {
    for (name, other) in [
        ("topic", json!("Sample meeting")),
        ("duration", json!(60)),
        ("start_time", json!("2026-09-15T01:15:00Z")),
        ("created_at", json!("2026-03-01T11:59:57Z")),
        ("created_at", json!("2026-03-01T12:00:04Z")),
        ("created_at", Value::Null),
        ("id", Value::Null),
    ] {
        let script = found(asked(), &[with(name, other.clone())]);
        assert!(
            script.starts_with("failed: unknown-outcome"),
            "{name} {other}: {script}"
        );
    }
    assert_eq!(found(asked(), &[made(7)]), TAKEN);
}

#[test]
fn a_local_start_is_that_of_some_time_zone() {
    let local = |start: &str, timezone: Option<&str>| {
        let mut input = asked();
        input["start_time"] = start.into();
        if let Some(timezone) = timezone {
            input["timezone"] = timezone.into();
        }
        found(input, &[made(7)]) == TAKEN
    };
    assert!(local("2026-09-15T10:00:00", Some("Asia/Tokyo")));
    assert!(local("2026-09-15T10:00:00", None));
    assert!(!local("2026-09-15T10:00:00", Some("Europe/Berlin")));
    assert!(!local("2026-09-15T10:10:00", Some("Asia/Tokyo")));
    assert!(!local("2026-09-16T10:00:00", Some("Asia/Tokyo")));
}

#[test]
fn a_series_that_is_listed_once_for_each_meeting_is_one() {
    assert_eq!(found(asked(), &[made(7), made(7)]), TAKEN);
}

#[test]
fn zooms_clock_tells_when_a_meeting_was_made() {
    // Zoom's clock is an hour ahead of the host's.
    let page = |created_at: &str| {
        let body = json!({ "meetings": [with("created_at", json!(created_at))] });
        let date = ("date", "Sun, 01 Mar 2026 13:00:01 GMT");
        let reply = raw(200, &[date], body.to_string().as_bytes());
        lost(asked(), [reply]).rsplit_once("\n\n").unwrap().1 == TAKEN
    };
    assert!(page("2026-03-01T13:00:00Z"));
    assert!(!page("2026-03-01T12:00:00Z"));
}

#[test]
fn what_no_list_could_tell_is_not_looked_for() {
    for input in [
        json!({}),
        json!({ "start_time": "2026-09-15T10:00:00Z" }),
        json!({ "topic": "Now", "type": 1 }),
    ] {
        let script = lost(input, []);
        assert!(script.starts_with("failed: unknown-outcome"), "{script}");
    }
}

#[test]
fn whoever_is_scheduled_for_is_the_host() {
    let mut input = asked();
    input["schedule_for"] = "bert@example.com".into();
    let script = lost(input, []);
    assert!(
        script.contains("/users/bert%40example.com/meetings?"),
        "{script}"
    );
}
