//! What a get answers, an update and a create take back.

use serde_json::{Value, json};

use crate::answers::{sent, sent_after};
use crate::support::{answer, begin, output, resume, state};

/// A meeting with everything that Zoom is known to answer.
fn everything() -> Value {
    serde_json::from_str(include_str!("everything.json")).unwrap()
}

/// Other meetings as they have been seen, the differences alone.
fn seen() -> Vec<Value> {
    vec![
        // What older accounts answer, and empty texts of all kinds.
        json!({ "type": 2, "assistant_id": "", "agenda": "", "timezone": "", "start_time": "", "password": "",
            "settings": { "alternative_hosts": "", "enforce_login_domains": "", "contact_email": "", "audio": "",
                "encryption_type": "", "authentication_exception": [], "jbh_time": 0 }, "recurrence": null }),
        // An instant one, one without a fixed time, and one with the host's personal id.
        json!({ "type": 1, "recurrence": null, "start_time": null }),
        json!({ "type": 3, "recurrence": null, "start_time": null }),
        json!({ "type": 4, "recurrence": null }),
        json!({ "type": "2", "recurrence": null, "duration": "60", "id": "97763643886" }),
        // Series of each kind.
        json!({ "recurrence": { "type": 2, "repeat_interval": 1, "weekly_days": "2,4", "end_times": 10 } }),
        json!({ "recurrence": { "type": 3, "repeat_interval": 1, "monthly_week": -1, "monthly_week_day": 2, "end_times": 10 } }),
        json!({ "recurrence": { "type": 2, "repeat_interval": 1, "weekly_days": "2", "end_times": 0 } }),
    ]
}

fn variants() -> Vec<Value> {
    let mut variants = vec![everything()];
    for difference in seen() {
        let mut meeting = everything();
        for (name, value) in difference.as_object().unwrap() {
            match (&mut meeting[name], value) {
                (Value::Object(old), Value::Object(new)) if name == "settings" => {
                    old.extend(new.clone());
                }
                (old, new) => *old = new.clone(),
            }
        }
        variants.push(meeting);
    }
    variants
}

/// What get-meeting gives for an answer of Zoom's.
fn got(meeting: &Value) -> Value {
    let step = begin("get-meeting", json!({ "meeting_id": 1 })).unwrap();
    output(resume(&state(&step).unwrap(), answer(200, meeting.clone())))
}

#[test]
fn every_answer_of_get_is_taken_by_create() {
    for meeting in variants() {
        let (body, _) = sent("create-meeting", got(&meeting));
        for settable in ["topic", "agenda", "settings"] {
            assert!(body.get(settable).is_some(), "{settable} {body}");
        }
        for never in [
            "id",
            "uuid",
            "join_url",
            "start_url",
            "occurrences",
            "created_at",
            "pmi",
            "warnings",
        ] {
            assert!(body.get(never).is_none(), "{never} {body}");
        }
    }
}

#[test]
fn every_answer_of_get_is_taken_by_update() {
    for meeting in variants() {
        let mut input = got(&meeting);
        input["meeting_id"] = input["id"].clone();
        input["end_series_at_limit"] = true.into();
        let (body, _) = sent_after("update-meeting", input, meeting.clone());
        assert!(body.get("settings").is_some(), "{body}");
        assert!(body.get("recurrence").is_none(), "it is as it was: {body}");
    }
}

#[test]
fn what_can_not_be_set_is_named() {
    let (body, warnings) = sent("create-meeting", got(&everything()));
    let left_out = &warnings[0];
    for field in [
        "`uuid`",
        "`join_url`",
        "`settings.continuous_meeting_chat.channel_id`",
        "`settings.enforce_login`",
        "`settings.authentication_exception[0].join_url`",
        "`settings.meeting_invitees[0].internal_user`",
        "`tracking_fields[0].visible`",
    ] {
        assert!(left_out.contains(field), "{field}: {left_out}");
    }
    assert_eq!(body["settings"]["show_join_info"], true);
    assert_eq!(body["settings"]["continuous_meeting_chat"]["enable"], true);

    let mut input = got(&everything());
    input["meeting_id"] = 1.into();
    let (body, warnings) = sent_after("update-meeting", input, everything());
    assert!(
        warnings[0].contains("`settings.show_join_info`"),
        "{warnings:?}"
    );
    assert_eq!(body["settings"]["enforce_login"], true);
}

#[test]
fn what_create_made_is_taken_back_too() {
    let step = begin("create-meeting", json!({})).unwrap();
    let mut made = output(resume(&state(&step).unwrap(), answer(201, everything())));
    assert!(made["warnings"].is_array());
    made["recovered"] = true.into();
    sent("create-meeting", made);
}

#[test]
fn a_choice_that_is_only_answered_is_left_out_and_one_that_is_unknown_is_refused() {
    let (body, warnings) = sent(
        "create-meeting",
        json!({ "topic": "x", "type": 4, "start_time": "2026-09-15T10:00:00Z" }),
    );
    assert!(body.get("type").is_none());
    assert!(warnings[0].contains("`type`"), "{warnings:?}");
    let failure = begin("create-meeting", json!({ "type": 5 })).unwrap_err();
    assert_eq!(failure.problems[0].field, "type");
}
