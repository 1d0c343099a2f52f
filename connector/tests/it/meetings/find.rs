//! `find-meetings`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke};

fn page(topics: &[&str], next: &str) -> Reply {
    let meetings: Vec<Value> = topics
        .iter()
        .map(|topic| json!({ "id": topic.len(), "topic": topic, "start_time": "2026-09-15T01:00:00Z" }))
        .collect();
    answer(
        200,
        json!({ "meetings": meetings, "next_page_token": next }),
    )
}

#[test]
fn all_pages_of_all_hosts_and_lists_are_looked_through() {
    let input = json!({ "topic": "REVIEW", "user_ids": ["me", "anna@example.com"],
        "types": ["live", "previous_meetings"], "from": "2026-02-01", "timezone": "Europe/Berlin" });
    let replies = [
        page(&["Weekly review", "Lunch"], "second"),
        page(&["Reviewers"], ""),
        page(&[], ""),
        page(&["Weekly review", "Review of the year"], ""),
        page(&["Review"], ""),
    ];
    assert_snapshot!(invoke("find-meetings", input, replies));
}

#[test]
fn a_topic_may_have_to_be_the_text_or_to_begin_with_it() {
    let ids = |how: &str| {
        let input = json!({ "topic": "plan", "match": how });
        let topics = ["Plan", "Plan B", "The plan is"];
        let script = invoke("find-meetings", input, [page(&topics, "")]);
        script.matches("\"topic\"").count()
    };
    assert_eq!(["equals", "starts_with", "contains"].map(ids), [1, 2, 3]);
}

#[test]
fn a_host_who_is_not_seen_hides_no_other_and_nobody_seen_is_a_failure() {
    let unseen = || {
        answer(
            404,
            json!({ "code": 1001, "message": "User does not exist" }),
        )
    };
    let input = json!({ "topic": "plan", "user_ids": ["ben@example.com", "me"] });
    let script = invoke(
        "find-meetings",
        input.clone(),
        [unseen(), page(&["Plan"], "")],
    );
    assert!(
        script.contains("\"user_id\": \"ben@example.com\""),
        "{script}"
    );
    assert!(script.contains("\"id\": \"4\""), "{script}");
    let script = invoke("find-meetings", input, [unseen(), unseen()]);
    assert!(script.contains("failed: not-found"), "{script}");
}

#[test]
fn it_stops_at_as_many_as_are_wanted_and_at_pages_in_a_circle() {
    let input = json!({ "topic": "a", "max_items": 1 });
    let script = invoke("find-meetings", input.clone(), [page(&["a", "aa"], "more")]);
    assert!(script.contains("\"has_more\": true"), "{script}");
    let circle = [page(&["b"], "more"), page(&["b"], "more")];
    let script = invoke("find-meetings", input, circle);
    assert!(script.contains("failed: unexpected-response"), "{script}");
    for wrong in [
        json!({ "topic": "a", "types": [] }),
        json!({ "topic": "a", "from": "2026-02-02", "to": "2026-02-01" }),
        json!({ "topic": " " }),
    ] {
        let script = invoke("find-meetings", wrong, []);
        assert!(script.contains("failed: invalid-input"), "{script}");
    }
}
