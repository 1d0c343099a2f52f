//! The actions on meetings: what is sent, and what comes out.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use insta::assert_snapshot;
use serde_json::{Value, json};
use support::{answer, begin, invoke, no_content, raw};
use zoom_connector::contract::{Connection, Reply};

fn meeting() -> Value {
    json!({
        "uuid": "JiiwKxyz+KA==",
        "id": 86_220_627_999_u64,
        "host_id": "8SCtMbX32Q",
        "host_email": "host@example.com",
        "topic": "Sample Meeting",
        "type": 2,
        "status": "waiting",
        "start_time": "2026-09-15T01:00:00Z",
        "duration": 30,
        "timezone": "Asia/Tokyo",
        "created_at": "2026-03-01T12:00:00Z",
        "start_url": "https://us06web.zoom.us/s/86220627999?zak=example",
        "join_url": "https://us06web.zoom.us/j/86220627999?pwd=example",
        "pmi": 1_234_567_890,
        "password": "216899",
        "occurrences": [{ "occurrence_id": "1648194360000", "start_time": "", "status": "moved" }],
        "settings": { "jbh_time": 0, "audio": "quadraphonic", "brand_new_setting": { "on": true } },
        "brand_new_member": [1, 2, 3]
    })
}

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
fn an_account_of_another_region_is_asked_there() {
    let connection = Connection {
        base_url: Some("https://api-eu.zoom.us".to_owned()),
        ..support::connection(&[])
    };
    let step = zoom_connector::invoke(
        &connection,
        "get-meeting",
        r#"{"meeting_id":"85746065432"}"#,
    );
    assert_snapshot!(support::play(step, []), @r"
    GET https://api-eu.zoom.us/v2/meetings/85746065432
    accept: application/json
    (repeatable)
    ");
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

#[test]
fn a_meeting_is_got_by_whatever_form_of_its_id() {
    for id in [
        json!(85_746_065_432_u64),
        json!("857 4606 5432"),
        json!("857-4606-5432"),
    ] {
        let input = json!({
            "meeting_id": id,
            "occurrence_id": "1648194360000",
            "show_previous_occurrences": false
        });
        assert_snapshot!(
            "get_meeting",
            invoke("get-meeting", input, [answer(200, meeting())])
        );
    }
}

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
fn a_meeting_is_deleted_and_who_is_told_is_said_outright() {
    let input = json!({
        "meeting_id": "85746065432",
        "schedule_for_reminder": false,
        "cancel_meeting_reminder": false
    });
    assert_snapshot!(invoke("delete-meeting", input, [no_content()]));
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
fn an_input_that_is_no_object_is_refused() {
    assert_snapshot!(invoke("get-meeting", json!([1]), []));
    let connection = support::connection(&[]);
    assert_snapshot!(support::play(
        zoom_connector::invoke(&connection, "get-meeting", "{"),
        []
    ));
}

#[test]
fn an_unknown_action_is_answered_with_the_nearest() {
    assert_snapshot!(invoke("create-meting", json!({}), []));
}

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

#[test]
fn the_same_call_makes_the_same_bytes() {
    let input = json!({ "topic": "Twice", "settings": { "host_video": true } });
    assert_eq!(
        begin("create-meeting", input.clone()),
        begin("create-meeting", input)
    );
}
