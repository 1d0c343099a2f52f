//! `get-user-settings`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke};

#[test]
fn the_settings_of_a_user_are_got_each_in_its_type() {
    let settings = json!({
        "schedule_meeting": { "host_video": "true", "audio_type": "both", "pmi_password": "123456",
            "meeting_password_requirement": { "length": "8", "have_letter": false, "consecutive_characters_length": 0 } },
        "in_meeting": { "waiting_room": true, "allow_participants_chat_with": 4, "data_center_regions": ["DE"],
            "meeting_polling": { "enable": true }, "brand_new": 1 },
        "recording": { "auto_recording": "cloud", "auto_delete_cmr_days": "30", "cloud_recording": null },
        "feature": { "meeting_capacity": 300, "zoom_events_unlimited_capacities": [100, "x"], "license_info_list": [] },
        "audio_conferencing": { "toll_call": { "enable": true, "numbers": [{ "code": "+43", "number": 1 }] } },
        "telephony": { "telephony_regions": { "selection_values": "", "allowed_values": [] } }
    });
    let input = json!({ "user_id": "anna@example.com", "login_type": 100 });
    assert_snapshot!(invoke("get-user-settings", input, [answer(200, settings)]));
}

#[test]
fn other_settings_are_got_in_their_place() {
    let security = json!({ "meeting_security": { "waiting_room": true, "encryption_type": "e2ee",
        "waiting_room_settings": { "participants_to_place_in_waiting_room": 2 } } });
    let input = json!({ "option": "meeting_security" });
    assert_snapshot!(invoke("get-user-settings", input, [answer(200, security)]));
    let signed_in = json!({ "meeting_authentication": true, "authentication_options": [
        { "id": "signIn_x", "name": "Signed in", "type": "enforce_login", "default_option": true, "visible": true }] });
    let input = json!({ "option": "meeting_authentication", "custom_query_fields": "host_video, waiting_room" });
    assert_snapshot!(invoke("get-user-settings", input, [answer(200, signed_in)]));
}

#[test]
fn an_answer_that_has_no_settings_is_none() {
    let script = invoke(
        "get-user-settings",
        json!({}),
        [answer(200, json!({ "status": "success" }))],
    );
    assert!(script.contains("failed: unexpected-response"), "{script}");
}
