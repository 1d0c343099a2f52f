//! `create-meeting`.

use insta::assert_snapshot;
use serde_json::json;

use super::meeting;
use crate::support::{answer, begin, invoke};

#[test]
fn a_meeting_is_created_as_the_input_says() {
    let input = json!({
        "topic": "Sample Meeting",
        "type": 2,
        "start_time": "2026-09-15T10:00:00",
        "timezone": "Asia/Tokyo",
        "duration": 30,
        "agenda": "",
        "settings": {
            "host_video": true,
            "join_before_host": false,
            "jbh_time": 0,
            "approval_type": 0,
            "audio": "voip",
            "alternative_hosts": "",
            "breakout_room": { "enable": true, "rooms": [{ "name": "A", "participants": ["a@example.com"] }] }
        }
    });
    assert_snapshot!(invoke("create-meeting", input, [answer(201, meeting())]));
}

#[test]
fn a_series_is_created_for_another_user_at_the_same_moment_in_utc() {
    let input = json!({
        "user_id": "anna.o'neil+zoom@example.com",
        "type": 8,
        "start_time": "2026-09-15T10:00:00.123+09:00",
        "recurrence": {
            "type": 2,
            "repeat_interval": 2,
            "weekly_days": "2, 4",
            "end_date_time": "2026-12-24T18:00:00+01:00"
        },
        "tracking_fields": [{ "field": "Cost centre", "value": "" }]
    });
    assert_snapshot!(invoke("create-meeting", input, []));
}

#[test]
fn a_local_time_without_a_zone_is_warned_of() {
    let input = json!({ "topic": "Where?", "start_time": "2026-09-15 10:00" });
    assert_snapshot!(invoke(
        "create-meeting",
        input,
        [answer(201, json!({ "id": 1 }))]
    ));
}

#[test]
fn a_time_with_an_offset_stays_that_moment_whatever_the_time_zone_beside_it() {
    let input = json!({ "start_time": "2026-09-15T10:00:00+09:00", "timezone": "Europe/Berlin" });
    assert_snapshot!(invoke("create-meeting", input, []), @r#"
    POST https://api.zoom.us/v2/users/me/meetings
    accept: application/json
    content-type: application/json
    {
      "start_time": "2026-09-15T01:00:00Z",
      "timezone": "Europe/Berlin"
    }
    (not repeatable)
    "#);
}

#[test]
fn every_wrong_field_is_named_at_once_and_nothing_is_sent() {
    let input = json!({
        "topic": "x".repeat(201),
        "type": 5,
        "start_tme": "2026-09-15T10:00:00Z",
        "duration": "soon",
        "agenda": null,
        "timezone": "",
        "password": "01234567890",
        "settings": {
            "jbh_time": 7,
            "auto_recording": "yes",
            "breakout_room": { "rooms": [{ "name": "A" }, { "participants": ["b", 3] }] },
            "auto_add_recording_to_video_management": { "channels": [{}] },
            "meeting_invitees": [{ "email": "nobody" }]
        },
        "tracking_fields": {},
        "recurrence": { "weekly_days": "8", "end_date_time": "2026-12-24T18:00:00" },
        "user_id": "..",
        "frobnicate": true,
        "start_time": "2026-13-01T00:00:00Z",
        "schedule_for": "anna@example.com",
        "pre_schedule": true
    });
    assert_snapshot!(invoke("create-meeting", input, []));
}

#[test]
fn fields_that_contradict_each_other_are_named() {
    let weekly = json!({
        "type": 8,
        "pre_schedule": true,
        "recurrence": { "type": 2, "repeat_interval": 51, "monthly_day": 3, "end_times": 2,
            "end_date_time": "2026-12-24T18:00:00Z" }
    });
    assert_snapshot!(
        "contradictions_in_a_series",
        invoke("create-meeting", weekly, [])
    );
    let instant = json!({
        "type": 1,
        "start_time": "2026-12-24T18:00:00Z",
        "schedule_for": "anna@example.com",
        "recurrence": { "type": 3, "monthly_week": -1, "monthly_day": 1 }
    });
    assert_snapshot!(
        "contradictions_in_an_instant_meeting",
        invoke("create-meeting", instant, [])
    );
}

#[test]
fn the_same_call_makes_the_same_bytes() {
    let input = json!({ "topic": "Twice", "settings": { "host_video": true } });
    assert_eq!(
        begin("create-meeting", input.clone()),
        begin("create-meeting", input)
    );
}
