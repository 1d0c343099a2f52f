//! `update-meeting`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{invoke, no_content};

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
fn a_local_start_goes_together_with_an_end_in_utc_only_when_its_time_zone_is_known() {
    let mut input = json!({
        "meeting_id": "85746065432",
        "type": 8,
        "start_time": "2026-09-15T10:00:00",
        "recurrence": { "type": 1, "end_date_time": "2026-12-24T18:00:00+01:00" }
    });
    assert_snapshot!(
        "a_local_start_of_no_zone",
        invoke("update-meeting", input.clone(), [])
    );
    input["timezone"] = "Asia/Tokyo".into();
    assert_snapshot!(
        "a_local_start_with_its_zone",
        invoke("update-meeting", input, [])
    );
}
