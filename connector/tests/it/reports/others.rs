//! The reports on one meeting, on webinars, on days, and on what administrators did.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke};

#[test]
fn a_meeting_is_reported() {
    let report = json!({ "id": 1, "uuid": "a==", "topic": "Weekly review", "type": 2, "duration": 30, "total_minutes": 58,
        "participants_count": 2, "start_time": "2026-02-15T01:00:00Z", "end_time": "2026-02-15T01:30:00Z", "user_email": "h@example.com",
        "user_name": "Anna", "dept": "", "tracking_fields": [{ "field": "Course", "value": "Law" }], "custom_keys": [{ "key": "a", "value": "b" }] });
    assert_snapshot!(invoke(
        "report-meeting",
        json!({ "meeting_id": "a//b==" }),
        [answer(200, report)]
    ));
}

#[test]
fn those_who_were_in_a_webinar_are_reported() {
    let page = json!({ "participants": [{ "name": "Anna", "user_email": "", "join_time": "2026-02-15T01:00:00Z", "user_id": 1,
        "leave_time": "2026-02-15T01:30:00Z", "duration": 1800, "registrant_id": "r", "status": "in_meeting" }],
        "page_size": 300, "total_records": 1, "next_page_token": "" });
    let input = json!({ "webinar_id": 1, "include_fields": "registrant_id", "all_pages": true });
    assert_snapshot!(invoke(
        "report-webinar-participants",
        input,
        [answer(200, page)]
    ));
}

#[test]
fn the_days_of_a_month_are_reported() {
    let report = json!({ "year": 2026, "month": 2, "dates": [{ "date": "2026-02-01", "new_users": 0, "meetings": 1, "participants": 2,
        "meeting_minutes": 60 }] });
    assert_snapshot!(invoke(
        "report-daily-usage",
        json!({ "year": "2026", "month": 2 }),
        [answer(200, report)]
    ));
}

#[test]
fn what_administrators_did_is_reported() {
    let page = json!({ "page_size": 30, "next_page_token": "t", "operation_logs": [{ "time": "2026-02-15T01:00:00Z", "operator": "a@example.com",
        "category_type": "User", "action": "Update", "operation_detail": "x" }] });
    let input = json!({ "from": "2026-02-01", "to": "2026-02-28", "category_type": "user" });
    assert_snapshot!(invoke("report-operation-logs", input, [answer(200, page)]));
}
