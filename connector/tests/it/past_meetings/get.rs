//! What is told of one instance.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke};

const UUID: &str = "/aDYlohsHRtCd4ii1uC2+hA==";

#[test]
fn a_meeting_that_is_over_is_told_of() {
    let meeting = json!({ "id": 85_746_065_432_u64, "uuid": UUID, "topic": "Weekly review", "type": 2, "duration": 30,
        "total_minutes": 58, "participants_count": 2, "start_time": "2026-02-15T01:00:00Z", "end_time": "2026-02-15T01:30:00Z",
        "host_id": "h", "dept": "", "source": "Zoom", "user_email": "host@example.com", "user_name": "Anna", "has_meeting_summary": true });
    assert_snapshot!(invoke(
        "get-past-meeting",
        json!({ "meeting_id": UUID }),
        [answer(200, meeting)]
    ));
}

#[test]
fn those_who_were_there_are_listed_page_by_page() {
    let page = |name: &str, next: &str| {
        let participant = json!({ "id": "", "name": name, "user_id": 16_778_240, "user_email": "", "join_time": "2026-02-15T01:00:12Z",
            "leave_time": "2026-02-15T01:29:58Z", "duration": 1786, "failover": false, "status": "in_meeting", "internal_user": false });
        answer(
            200,
            json!({ "participants": [participant], "next_page_token": next, "page_size": 300, "total_records": 2 }),
        )
    };
    let input = json!({ "meeting_id": "85746065432", "all_pages": true });
    assert_snapshot!(invoke(
        "list-past-participants",
        input,
        [page("Anna", "more"), page("Ben", "")]
    ));
}

#[test]
fn what_was_asked_and_answered_is_listed() {
    let person = |details| {
        json!({ "id": 1, "uuid": UUID, "start_time": "2026-02-15T01:00:00Z",
        "questions": [{ "name": "Anna", "email": "anna@example.com", "question_details": [details] }] })
    };
    let asked = person(json!({ "question": "When?", "answer": "Soon." }));
    let answered = person(
        json!({ "question": "How?", "answer": "Well", "polling_id": "p", "date_time": "2026-02-15T01:10:00Z" }),
    );
    let input = json!({ "meeting_id": UUID });
    let script = invoke("list-past-qa", input.clone(), [answer(200, asked)]);
    assert_snapshot!(script + &invoke("list-past-polls", input, [answer(200, answered)]));
}
