//! `report-meeting-participants`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke, raw};

#[test]
fn each_stay_of_each_participant_is_reported() {
    let page = |name: &str, next: &str| {
        answer(
            200,
            json!({ "next_page_token": next, "page_count": 1, "page_size": 300, "total_records": 2,
                "participants": [{ "id": "", "user_id": 16_778_240, "name": name, "user_email": "",
                    "join_time": "2026-02-15T01:00:12Z", "leave_time": "2026-02-15T01:29:58Z", "duration": "1786",
                    "registrant_id": "r", "status": "in_meeting", "failover": false }] }),
        )
    };
    let input = json!({ "meeting_id": "/ajXp112QmuoKj4854875==", "include_fields": "registrant_id", "all_pages": true });
    let replies = [page("Anna", "more"), page("Ben", "")];
    assert_snapshot!(invoke("report-meeting-participants", input, replies));
}

#[test]
fn a_uuid_that_is_not_found_is_asked_for_in_its_other_encoding_once() {
    let gone = || {
        raw(
            404,
            &[],
            br#"{"code":3001,"message":"Meeting x not found or has expired."}"#,
        )
    };
    let input = json!({ "meeting_id": "a/b==" });
    assert_snapshot!(invoke(
        "report-meeting-participants",
        input,
        [gone(), gone()]
    ));
}
