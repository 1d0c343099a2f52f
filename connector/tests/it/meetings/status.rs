//! Ending a meeting, recovering one, and what lists beside the usual one.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke, no_content};

#[test]
fn a_meeting_is_ended_and_a_deleted_one_recovered() {
    let script = invoke(
        "end-meeting",
        json!({ "meeting_id": "857 4606 5432" }),
        [no_content()],
    );
    assert_snapshot!(
        script
            + &invoke(
                "recover-meeting",
                json!({ "meeting_id": 1 }),
                [no_content()]
            )
    );
}

#[test]
fn a_meeting_that_does_not_go_on_can_not_be_ended() {
    let none = answer(
        404,
        json!({ "code": 3001, "message": "Meeting does not exist: 1." }),
    );
    let script = invoke("end-meeting", json!({ "meeting_id": 1 }), [none]);
    assert!(script.contains("it does not go on"), "{script}");
}

#[test]
fn the_meetings_of_the_next_day_are_listed() {
    let list = json!({ "total_records": 1, "meetings": [{ "id": 1, "topic": "Weekly review", "type": 2, "duration": 30,
        "start_time": "2026-03-01T15:00:00Z", "timezone": "UTC", "created_at": "2026-02-01T15:00:00Z", "passcode": "1",
        "join_url": "https://us02web.zoom.us/j/1?pwd=x", "use_pmi": false, "is_host": false, "is_all_day": false }] });
    assert_snapshot!(invoke(
        "list-upcoming-meetings",
        json!({}),
        [answer(200, list)]
    ));
}

#[test]
fn the_meeting_templates_of_a_user_are_listed() {
    let list =
        json!({ "total_records": 1, "templates": [{ "id": "t", "name": "Seminar", "type": 2 }] });
    assert_snapshot!(invoke(
        "list-meeting-templates",
        json!({ "user_id": "anna@example.com" }),
        [answer(200, list)]
    ));
}
