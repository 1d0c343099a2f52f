//! `report-active-hosts`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke};

#[test]
fn hosts_are_reported_with_the_totals_of_the_days() {
    let page = |id: &str, next: &str| {
        answer(
            200,
            json!({ "from": "2026-02-01", "to": "2026-02-28", "next_page_token": next, "page_size": 300,
                "total_records": 2, "total_meetings": 5, "total_participants": 40, "total_meeting_minutes": 300,
                "users": [{ "id": id, "email": "host@example.com", "user_name": "Anna", "type": "2",
                    "meetings": 4, "participants": 37, "meeting_minutes": 240 }] }),
        )
    };
    let input =
        json!({ "type": "active", "from": "2026-02-01", "to": "2026-02-28", "all_pages": true });
    assert_snapshot!(invoke(
        "report-active-hosts",
        input,
        [page("a", "more"), page("b", "")]
    ));
}

#[test]
fn a_range_of_more_than_a_month_is_sent_and_warned_of() {
    let script = invoke(
        "report-active-hosts",
        json!({ "from": "2026-01-01", "to": "2026-02-28" }),
        [],
    );
    assert!(
        script.contains("/report/users?from=2026-01-01&to=2026-02-28"),
        "{script}"
    );
    assert!(script.contains("a month at most"), "{script}");
}

#[test]
fn days_have_to_be_named() {
    assert_snapshot!(invoke("report-active-hosts", json!({ "type": "idle" }), []));
}
