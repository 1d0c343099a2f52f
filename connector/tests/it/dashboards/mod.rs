//! The dashboard.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke};

#[test]
fn what_goes_on_and_was_is_shown() {
    let one = json!({ "id": 1, "uuid": "a==", "topic": "Weekly review", "host": "Anna", "email": "h@example.com", "user_type": "Licensed",
        "start_time": "2026-02-15T01:00:00Z", "end_time": "", "duration": "30:00", "participants": 2, "has_3rd_party_audio": false,
        "has_voip": true, "audio_quality": "good", "custom_keys": [{ "key": "a", "value": "b" }], "has_survey": false });
    let page = |name: &str| {
        answer(
            200,
            json!({ "from": "2026-02-01", "to": "2026-02-28", "page_count": 1, "page_size": 300,
        "total_records": 1, "next_page_token": "", name: [one] }),
        )
    };
    let input = json!({ "type": "past", "from": "2026-02-01", "to": "2026-02-28", "group_id": "g", "group_include_participant": true,
        "query_date_type": "end_time", "all_pages": true });
    let meetings = invoke("dashboard-meetings", input.clone(), [page("meetings")]);
    assert_snapshot!(meetings + &invoke("dashboard-webinars", input, [page("webinars")]));
}

#[test]
fn who_is_there_is_shown() {
    let page = || {
        answer(
            200,
            json!({ "page_size": 30, "total_records": 1, "next_page_token": "", "participants": [{
        "id": "", "user_id": 16_778_240, "user_name": "Anna", "email": "", "join_time": "2026-02-15T01:00:12Z", "device": "Windows",
        "network_type": "Wifi", "audio_quality": "", "connection_type": "UDP", "role": "host", "internal_ip_addresses": ["10.0.0.1"],
        "audio_call": [{ "call_number": "1", "call_type": "call-in", "zoom_number": "2" }], "recording": false }] }),
        )
    };
    let meeting = invoke(
        "dashboard-participants",
        json!({ "meeting_id": "a//b==", "include_fields": "registrant_id" }),
        [page()],
    );
    assert_snapshot!(
        meeting
            + &invoke(
                "dashboard-webinar-participants",
                json!({ "webinar_id": 1, "type": "past" }),
                [page()]
            )
    );
}

#[test]
fn how_well_it_went_for_each_is_listed_page_by_page() {
    let page = |name: &str, token: &str| {
        let measured = json!({ "date_time": "2026-02-15T01:01:00Z",
            "audio_input": { "bitrate": "27 kbps", "latency": "126 ms", "jitter": "0 ms", "avg_loss": "0%", "max_loss": "0.4%" },
            "video_output": { "resolution": "1280*720", "frame_rate": "25 fps" },
            "cpu_usage": { "zoom_avg_cpu_usage": "5%" }, "wifi_rssi": { "avg_rssi": -64, "rssi_unit": "dBm" } });
        let participant = json!({ "user_name": name, "device": "Mac", "health": "Good", "leave_time": "", "issue_list": [],
            "user_qos": [measured] });
        answer(
            200,
            json!({ "meeting_number": "1", "page_size": 10, "next_page_token": token, "participants": [participant] }),
        )
    };
    let input = json!({ "meeting_id": "857 4606 5432", "type": "past", "all_pages": true });
    assert_snapshot!(invoke(
        "dashboard-meeting-quality",
        input,
        [page("Anna", "more"), page("Ben", "")]
    ));
}
