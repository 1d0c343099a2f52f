//! Meetings that go on.

mod lost;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{begin, invoke, no_content, raw};

/// The conversation that Zoom accepts.
fn accepted(action: &str, mut input: Value) -> String {
    input["meeting_id"] = "857 4606 5432".into();
    invoke(action, input, [raw(202, &[], b"")])
}

fn refused(action: &str, mut input: Value) -> String {
    input["meeting_id"] = "85746065432".into();
    let failure = begin(action, input).unwrap_err();
    let problems = failure.problems.iter();
    let problems: Vec<_> = problems
        .map(|problem| format!("{} {}", problem.field, problem.message))
        .collect();
    problems.join("\n")
}

#[test]
fn a_recording_is_controlled_and_what_zoom_says_is_that_it_has_accepted() {
    let mut script = String::new();
    for action in ["start", "pause", "resume", "stop"] {
        script += &accepted("control-recording", json!({ "action": action }));
    }
    assert_snapshot!(script);
    assert_snapshot!(refused("control-recording", json!({ "action": "delete" })));
}

#[test]
fn people_telephones_and_room_systems_are_invited() {
    let contacts = json!({ "contacts": [{ "email": "anna@example.com" }, { "id": "u1" }] });
    let telephone = json!({ "phone_number": "+16032331333-156", "invitee_name": "Ben",
        "invite_options": { "require_greeting": false } });
    let room = json!({ "device_ip": "10.100.111.237", "call_type": "sip", "sip_headers": { "from_display_name": "Review",
        "from_uri": "sip:review@example.com", "additional_headers": [{ "key": "X-Room", "value": "7" }] } });
    let script: String = [contacts, telephone, room]
        .map(|input| accepted("invite-to-live-meeting", input))
        .concat();
    assert_snapshot!(script);
}

#[test]
fn an_invitation_is_of_one_kind_and_says_whom() {
    let refused = |input| refused("invite-to-live-meeting", input);
    assert_snapshot!(refused(json!({})));
    assert_snapshot!(refused(
        json!({ "contacts": [{ "email": "anna@example.com" }], "phone_number": "+1" })
    ));
    assert_snapshot!(refused(json!({ "contacts": [{}], "invitee_name": "Ben" })));
    assert_snapshot!(refused(json!({ "call_type": "sip" })));
}

#[test]
fn somebody_is_put_out_and_the_waiting_room_shows_another_text() {
    let out = accepted(
        "remove-live-participant",
        json!({ "participant_uuid": "D444CD06-2ABB-2FCC-019B-39E41D8DADF7" }),
    );
    let text = accepted(
        "update-waiting-room",
        json!({ "waiting_room_title": "Soon", "waiting_room_description": "At ten past nine." }),
    );
    assert_snapshot!(out + &text);
    assert_snapshot!(refused("update-waiting-room", json!({})));
}

#[test]
fn ai_companion_is_controlled_and_what_does_nothing_is_said() {
    let script: String = [
        json!({ "action": "start", "ai_companion_mode": "summary", "retain_meeting_transcript": true }),
        json!({ "action": "stop", "delete_meeting_assets": true }),
        json!({ "action": "disable", "ai_companion_mode": "all" }),
        json!({ "action": "start", "ai_companion_mode": "questions", "delete_meeting_assets": true }),
    ]
    .map(|input| accepted("control-ai-companion", input))
    .concat();
    assert_snapshot!(script);
}

#[test]
fn a_meeting_is_streamed_where_it_was_said() {
    let input = json!({ "meeting_id": 1, "stream_url": "rtmp://live.example.com/in", "stream_key": "k",
        "page_url": "https://live.example.com/", "resolution": "1080p" });
    let mut script = invoke("update-livestream", input, [no_content()]);
    for input in [
        json!({ "meeting_id": 1, "action": "start", "settings": { "layout": "gallery_view", "display_name": "Day" } }),
        json!({ "meeting_id": 1, "action": "stop", "settings": { "layout": "gallery_view" } }),
    ] {
        script += &invoke("control-livestream", input, [no_content()]);
    }
    assert_snapshot!(script);
}
