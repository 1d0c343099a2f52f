//! `report-user-meetings`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke};

fn page(from: &str, to: &str, meetings: Value) -> Reply {
    answer(
        200,
        json!({ "from": from, "to": to, "meetings": meetings, "next_page_token": "", "page_count": 1,
            "page_size": 300, "total_records": 1 }),
    )
}

fn held(uuid: &str, start: &str) -> Value {
    json!({ "id": 85_746_065_432_u64, "uuid": uuid, "topic": "Review", "type": 2, "start_time": start,
        "end_time": start, "duration": 30, "total_minutes": 58, "participants_count": 2,
        "user_email": "host@example.com", "has_recording": "true" })
}

#[test]
fn a_long_range_is_reported_month_by_month_and_a_shared_day_once() {
    let input = json!({ "user_id": "host@example.com", "from": "2026-01-20", "to": "2026-03-01", "all_pages": true });
    let shared = || held("b", "2026-02-01T10:00:00Z");
    let replies = [
        page(
            "2026-02-01",
            "2026-03-01",
            json!([held("a", "2026-02-20T10:00:00Z"), shared()]),
        ),
        page(
            "2026-01-20",
            "2026-02-01",
            json!([shared(), held("c", "2026-01-25T10:00:00Z")]),
        ),
    ];
    assert_snapshot!(invoke("report-user-meetings", input, replies));
}

#[test]
fn what_is_longer_ago_than_zoom_reports_is_not_asked_for_and_said() {
    let input =
        json!({ "user_id": "a", "from": "2024-01-01", "to": "2025-09-20", "all_pages": true });
    assert_snapshot!(invoke(
        "report-user-meetings",
        input,
        [page("2025-09-01", "2025-09-20", json!([]))]
    ));
    // One page is asked for as it is named.
    let input = json!({ "user_id": "a", "from": "2025-08-01", "to": "2025-08-31" });
    let script = invoke("report-user-meetings", input, []);
    assert!(script.contains("from=2025-08-01"), "{script}");
    assert!(
        script.contains("nothing of the days before 2025-09-01"),
        "{script}"
    );
}

#[test]
fn a_value_and_a_token_that_zoom_does_not_take_are_told_apart() {
    let refused = || answer(400, json!({ "code": 300, "message": "nein" }));
    let days = json!({ "from": "2026-02-01", "to": "2026-02-28" });
    let script = invoke("report-user-meetings", days.clone(), [refused()]);
    assert!(
        script.contains("days of the last six months") && !script.contains("token"),
        "{script}"
    );
    let mut next = days;
    next["next_page_token"] = "a".into();
    let script = invoke("report-user-meetings", next, [refused()]);
    assert!(
        script.contains("15 minutes") && !script.contains("six months"),
        "{script}"
    );
}

#[test]
fn without_days_the_last_month_is_reported_and_a_cut_one_is_told() {
    let replies = [page("2026-02-10", "2026-03-01", json!([]))];
    assert_snapshot!(invoke(
        "report-user-meetings",
        json!({ "type": "pastOne" }),
        replies
    ));
}
