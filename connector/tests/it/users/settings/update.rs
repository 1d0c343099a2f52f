//! `update-user-settings`.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{answer, begin, invoke, no_content, output, resume, state};

fn changed(input: Value) -> String {
    let mut input = input;
    input["user_id"] = "anna@example.com".into();
    invoke("update-user-settings", input, [no_content()])
}

#[test]
fn settings_that_were_got_are_taken_back_but_for_what_is_told_alone() {
    let settings = json!({
        "schedule_meeting": { "host_video": true, "pmi_password": "123456", "continuous_meeting_chat": { "enable": true } },
        "in_meeting": { "waiting_room": true, "language_interpretation": { "enable": true, "languages": ["English"], "custom_languages": ["Latin"] },
            "unchecked_data_center_regions": ["DE"], "ai_companion_questions": { "enable": true } },
        "feature": { "webinar": true, "webinar_capacity": 501, "cn_meeting": false },
        "audio_conferencing": { "toll_call": { "enable": true }, "global_dial_in_countries": {
            "allowed_countries": [{ "code": "AT", "name": "Austria" }], "selected_countries": [{ "code": "AT", "name": "Austria" }] } },
        "telephony": { "telephony_regions": { "selection_values": "Europe", "allowed_values": ["Europe"] } },
        "whiteboard": { "in_meeting_advanced_whiteboard": true }
    });
    let got = begin("get-user-settings", json!({})).unwrap();
    let got = output(resume(&state(&got).unwrap(), answer(200, settings)));
    assert_snapshot!(changed(got));
}

#[test]
fn the_option_that_settings_of_one_kind_take_is_set_by_itself() {
    for (input, option) in [
        (
            json!({ "meeting_security": { "waiting_room": "true" } }),
            "meeting_security",
        ),
        (
            json!({ "meeting_authentication": true }),
            "meeting_authentication",
        ),
        (
            json!({ "recording_authentication": true, "authentication_option": { "id": "a", "action": "show" } }),
            "recording_authentication",
        ),
        (
            json!({ "authentication_option": { "id": "a", "action": "show" } }),
            "meeting_authentication",
        ),
    ] {
        let script = changed(input);
        assert!(
            script.contains(&format!("settings?option={option}\n")),
            "{script}"
        );
        assert!(!script.contains("warning"), "{script}");
    }
}

#[test]
fn settings_of_several_kinds_are_refused_since_one_of_them_would_be_ignored() {
    let update = |input| invoke("update-user-settings", input, []);
    let script = update(json!({ "user_id": "anna@example.com",
        "meeting_security": { "waiting_room": true }, "in_meeting": { "chat": true } }));
    assert_snapshot!(script);
    let script = update(
        json!({ "user_id": "anna@example.com", "option": "meeting_security",
        "meeting_security": { "waiting_room": true }, "tsp": { "call_out": true } }),
    );
    assert!(script.contains("\"tsp\" does not go with"), "{script}");
}

#[test]
fn every_wrong_setting_is_named_and_a_change_of_nothing_is_refused() {
    let input = json!({ "recording": { "auto_delete_cmr_days": 45, "recording_password_requirement": { "length": 11 } },
        "in_meeting": { "waiting_rom": true } });
    assert_snapshot!(invoke("update-user-settings", input, []));
    let script = invoke("update-user-settings", json!({ "user_id": "me" }), []);
    assert!(script.contains("changes nothing"), "{script}");
}
