//! `update-meeting`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke, no_content};

#[test]
fn an_update_sends_false_zero_and_empty_texts_and_nothing_else() {
    let input = json!({
        "meeting_id": "85746065432",
        "occurrence_id": "1648194360000",
        "agenda": "",
        "start_time": "2026-09-21T12:00:00Z",
        "settings": { "waiting_room": false, "jbh_time": 0, "alternative_hosts": "" }
    });
    assert_snapshot!(invoke("update-meeting", input, [no_content()]));
}

#[test]
fn an_update_of_nothing_is_refused() {
    assert_snapshot!(invoke(
        "update-meeting",
        json!({ "meeting_id": 85_746_065_432_u64 }),
        []
    ));
}

#[test]
fn a_series_is_looked_at_before_how_it_repeats_is_changed() {
    let input = json!({
        "meeting_id": "85746065432",
        "timezone": "Asia/Tokyo",
        "recurrence": { "type": 1, "end_date_time": "2026-12-24T18:00:00+01:00" }
    });
    let seen = json!({
        "id": 85_746_065_432_u64, "type": 8,
        "recurrence": { "type": 1, "repeat_interval": 2, "end_times": 7 },
        "occurrences": [
            { "occurrence_id": "1", "start_time": "2026-02-20T01:00:00Z" },
            { "occurrence_id": "2", "start_time": "2026-03-10T01:00:00Z", "status": "deleted" },
            { "occurrence_id": "3", "start_time": "2026-03-12T01:00:00Z" }
        ]
    });
    let replies = [answer(200, seen), no_content()];
    assert_snapshot!(invoke("update-meeting", input, replies));
}
