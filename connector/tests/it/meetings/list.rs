//! `list-meetings`, and what all lists have in common.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke, raw};

#[test]
fn a_page_of_meetings_comes_as_zoom_gives_it() {
    let page = json!({
        "page_count": 3, "page_number": 1, "page_size": 2, "total_records": 5,
        "next_page_token": "tok2",
        "meetings": [{ "id": 1, "type": "2" }, { "id": 2, "start_time": "" }]
    });
    let input = json!({ "type": "upcoming", "page_size": 2, "from": "2026-01-01", "timezone": "Asia/Tokyo" });
    assert_snapshot!(invoke("list-meetings", input, [answer(200, page)]));
}

fn page(ids: &[u64], next: &str) -> Reply {
    let meetings: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
    answer(
        200,
        json!({ "meetings": meetings, "next_page_token": next, "total_records": 5 }),
    )
}

#[test]
fn who_says_nothing_of_pages_is_told_that_there_are_more() {
    let told = |input: Value, next: &str| {
        let script = invoke("list-meetings", input, [page(&[1, 2], next)]);
        script.contains("the first page alone")
    };
    assert!(told(json!({}), "a"));
    assert!(told(json!({ "all_pages": false }), "a"));
    assert!(!told(json!({}), ""));
    for asked in [
        json!({ "page_size": 2 }),
        json!({ "next_page_token": "x" }),
        json!({ "page_number": 2 }),
        json!({ "all_pages": true, "max_items": 1 }),
    ] {
        assert!(!told(asked.clone(), "a"), "{asked}");
    }
}

#[test]
fn all_pages_come_one_after_the_other() {
    let replies = [page(&[1, 2], "a+/="), page(&[], "b"), page(&[3], "")];
    assert_snapshot!(invoke(
        "list-meetings",
        json!({ "all_pages": true }),
        replies
    ));
}

#[test]
fn a_list_stops_at_max_items_and_says_that_there_is_more() {
    let input = json!({ "all_pages": true, "max_items": 3, "page_size": 2 });
    let replies = [page(&[1, 2], "a"), page(&[3, 4], "b")];
    assert_snapshot!(invoke("list-meetings", input, replies));
}

#[test]
fn a_list_that_ends_at_max_items_has_no_more() {
    let input = json!({ "all_pages": true, "max_items": 2 });
    assert!(invoke("list-meetings", input, [page(&[1, 2], "")]).contains(r#""has_more": false"#));
}

#[test]
fn a_page_that_names_itself_as_the_next_ends_the_list() {
    let replies = [page(&[1], "a"), page(&[1], "a")];
    assert_snapshot!(invoke(
        "list-meetings",
        json!({ "all_pages": true }),
        replies
    ));
}

#[test]
fn a_page_that_zoom_throttles_is_asked_for_again() {
    let too_fast = || raw(429, &[("x-ratelimit-type", "QPS")], b"{}");
    let replies = [page(&[1], "a"), too_fast(), too_fast(), page(&[2], "")];
    assert_snapshot!(invoke(
        "list-meetings",
        json!({ "all_pages": true }),
        replies
    ));
}

#[test]
fn fields_of_a_list_that_contradict_each_other_are_named() {
    let input = json!({ "max_items": 3, "page_number": 2, "next_page_token": "x", "page_size": 301,
        "from": "2026-02-30" });
    assert_snapshot!("list_fields", invoke("list-meetings", input, []));
    let input = json!({ "max_items": 3, "page_number": 2, "next_page_token": "x",
        "from": "2026-03-02", "to": "2026-03-01" });
    assert_snapshot!("list_rules", invoke("list-meetings", input, []));
}
