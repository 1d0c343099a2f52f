//! What is asked again, and what is not.

use insta::assert_snapshot;
use serde_json::json;
use zoom_connector::contract::Reply;

use super::{failure, input, told};
use crate::support::{invoke, raw};

fn too_many(headers: &[(&str, &str)], code: u32) -> Reply {
    with_words(headers, code, "Slow down.")
}

fn with_words(headers: &[(&str, &str)], code: u32, message: &str) -> Reply {
    let body = json!({ "code": code, "message": message });
    raw(429, headers, body.to_string().as_bytes())
}

const OF_USER: &str = "You have exceeded the daily rate limit (100) of Meeting Create/Update API \
    requests permitted for this particular user. You may resume these requests at GMT 00:00:00.";

#[test]
fn even_a_create_is_asked_again_when_it_came_too_soon_but_not_forever() {
    let replies = || (0..5).map(|_| too_many(&[("x-ratelimit-type", "QPS")], 429));
    assert_snapshot!(invoke("create-meeting", json!({}), replies()));
}

#[test]
fn a_wait_that_zoom_names_in_seconds_is_kept() {
    let script = invoke(
        "get-meeting",
        input("get-meeting"),
        [too_many(&[("retry-after", "7")], 4001)],
    );
    assert!(script.contains("after 7000 ms"), "{script}");
}

#[test]
fn the_quota_of_a_day_is_not_waited_for() {
    let daily = [
        ("x-ratelimit-type", "Daily-limit"),
        ("retry-after", "2026-03-02T00:00:00Z"),
    ];
    assert_snapshot!(
        "daily_limit",
        told("list-meetings", [too_many(&daily, 429)])
    );
    let of_user = [
        ("x-ratelimit-category", "Light"),
        ("date", "Sun, 01 Mar 2026 23:00:00 GMT"),
    ];
    assert_snapshot!(
        "quota_of_user",
        told("update-meeting", [with_words(&of_user, 429, OF_USER)])
    );
    let date = [("retry-after", "2026-03-02T00:00:00Z")];
    assert_eq!(
        failure("get-meeting", too_many(&date, 429)).retry_at,
        Some(1_772_409_600)
    );
}

#[test]
fn when_zoom_fails_only_what_may_be_repeated_is_repeated() {
    let replies = || (0..3).map(|_| raw(503, &[], b"upstream"));
    assert_snapshot!(
        "failing_read",
        invoke("get-meeting", input("get-meeting"), replies())
    );
    assert_snapshot!(
        "failing_create",
        told("create-meeting", [raw(502, &[], b"")])
    );
}
