//! What Zoom takes and then ignores is sent, and the caller is told.

use serde_json::{Value, json};

use crate::answers::{sent, sent_after};

/// The warnings for a meeting that is made.
fn warned(input: Value) -> Vec<String> {
    sent("create-meeting", input).1
}

/// Says one thing of `field`, or nothing at all.
fn assert_warned(input: Value, field: Option<&str>) {
    let warnings = warned(input.clone());
    match field {
        None => assert_eq!(warnings, [""; 0], "{input}"),
        Some(field) => {
            assert!(
                warnings.len() == 1 && warnings[0].contains(field),
                "{input}: {warnings:?}"
            );
        }
    }
}

#[test]
fn a_start_of_a_meeting_that_has_none_is_sent_and_warned_of() {
    for kind in [1, 3] {
        let input = json!({ "topic": "x", "type": kind, "start_time": "2026-09-15T10:00:00Z" });
        assert_eq!(sent("create-meeting", input.clone()).0, input);
        assert_warned(input, Some("`start_time`"));
    }
    let input = json!({ "topic": "x", "type": 8, "start_time": "2026-09-15T10:00:00Z",
        "recurrence": { "type": 1, "end_times": 2 } });
    assert_warned(input, None);
}

#[test]
fn parts_of_a_recurrence_that_its_type_has_no_use_for_are_warned_of() {
    let series = |recurrence: Value| json!({ "topic": "x", "type": 8, "start_time": "2026-09-15T10:00:00Z", "recurrence": recurrence });
    assert_warned(
        series(json!({ "type": 1, "end_times": 2, "weekly_days": "1" })),
        Some("weekly_days"),
    );
    assert_warned(
        series(json!({ "type": 2, "end_times": 2, "weekly_days": "1", "monthly_day": 1 })),
        Some("monthly_day"),
    );
    let both = json!({ "type": 1, "monthly_week": 1, "monthly_week_day": 2, "end_times": 2 });
    let warnings = warned(series(both));
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert_warned(
        series(json!({ "type": 3, "end_times": 2, "monthly_week": -1, "monthly_week_day": 2 })),
        None,
    );
}

#[test]
fn no_end_beside_the_end_of_a_series_is_left_out() {
    let input = json!({ "topic": "x", "type": 8, "start_time": "2026-09-15T10:00:00Z",
        "recurrence": { "type": 1, "end_times": 0, "end_date_time": "2026-10-15T10:00:00Z" } });
    let (body, _) = sent("create-meeting", input);
    assert_eq!(
        body["recurrence"],
        json!({ "type": 1, "end_date_time": "2026-10-15T10:00:00Z" })
    );
}

#[test]
fn settings_that_exclude_each_other_are_warned_of() {
    let with = |settings: Value| json!({ "topic": "x", "start_time": "2026-09-15T10:00:00Z", "settings": settings });
    assert_warned(
        with(
            json!({ "request_permission_to_unmute_participants": true, "allow_host_control_participant_mute_state": true }),
        ),
        Some("`settings.allow_host_control_participant_mute_state`"),
    );
    assert_warned(
        with(
            json!({ "request_permission_to_unmute_participants": true, "allow_host_control_participant_mute_state": false }),
        ),
        None,
    );
    assert_warned(
        with(json!({ "waiting_room": true, "join_before_host": true })),
        Some("`settings.join_before_host`"),
    );
    assert_warned(
        with(json!({ "waiting_room": false, "join_before_host": true })),
        None,
    );
    assert_warned(
        with(json!({ "jbh_time": 5, "join_before_host": false })),
        Some("`settings.jbh_time`"),
    );
}

#[test]
fn a_setting_that_another_one_at_zoom_switches_off_is_warned_of() {
    let change = json!({ "meeting_id": 1, "settings": { "join_before_host": true } });
    let seen = |waiting_room: bool| json!({ "id": 1, "type": 2, "settings": { "waiting_room": waiting_room } });
    let (_, warnings) = sent_after("update-meeting", change.clone(), seen(true));
    assert!(warnings[0].contains("waiting room"), "{warnings:?}");
    assert_eq!(sent_after("update-meeting", change, seen(false)).1, [""; 0]);
}

#[test]
fn a_personal_meeting_id_for_a_type_that_has_none_is_warned_of() {
    for (kind, ignored) in [(1, true), (2, false), (3, false), (8, true), (10, true)] {
        let mut input = json!({ "topic": "x", "type": kind, "settings": { "use_pmi": true } });
        if [2, 8].contains(&kind) {
            input["start_time"] = "2026-09-15T10:00:00Z".into();
        }
        assert_warned(input, ignored.then_some("`settings.use_pmi`"));
    }
}

#[test]
fn a_meeting_of_which_nothing_is_said_is_made_with_a_warning() {
    assert_warned(json!({}), Some("now"));
    assert_warned(json!({ "topic": "x" }), Some("now"));
    assert_warned(
        json!({ "topic": "x", "type": 2, "start_time": null }),
        Some("now"),
    );
    assert_warned(json!({ "topic": "x", "type": 1 }), None);
    assert_warned(json!({ "topic": "x", "type": 3 }), None);
    assert_warned(json!({ "topic": "x", "template_id": "t" }), Some("now"));
}

#[test]
fn one_meeting_of_a_series_takes_few_changes_and_the_others_are_named() {
    let change = |fields: Value| {
        let mut input = json!({ "meeting_id": 1, "occurrence_id": "1648194360000" });
        input
            .as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        sent("update-meeting", input)
    };
    let (_, warnings) = change(json!({
        "agenda": "x", "start_time": "2026-09-15T10:00:00Z", "duration": 30, "timezone": "UTC",
        "settings": { "host_video": true, "participant_video": true, "join_before_host": true,
            "mute_upon_entry": true, "waiting_room": false, "watermark": true, "auto_recording": "cloud" }
    }));
    assert_eq!(warnings, [""; 0]);
    let (body, warnings) = change(json!({
        "topic": "y", "password": "1", "recurrence": { "type": 1, "end_times": 2 },
        "settings": { "audio": "voip", "waiting_room": true }
    }));
    assert_eq!(body["topic"], "y", "it is Zoom that decides");
    for field in ["`topic`", "`password`", "`recurrence`", "`settings.audio`"] {
        assert!(warnings[0].contains(field), "{field}: {warnings:?}");
    }
    assert!(!warnings[0].contains("waiting_room"), "{warnings:?}");
}

#[test]
fn the_trash_is_listed_without_regard_to_days_and_that_is_said() {
    let input = json!({ "trash": "true", "from": "2026-01-01" });
    assert!(sent("list-recordings", input).1[0].contains("trash"));
    assert_eq!(
        sent("list-recordings", json!({ "trash_type": "recording_file" }))
            .1
            .len(),
        1
    );
}

#[test]
fn a_time_to_live_of_a_token_that_is_not_asked_for_is_warned_of() {
    let (query, warnings) = sent(
        "get-meeting-recordings",
        json!({ "meeting_id": 1, "ttl": "60" }),
    );
    assert_eq!(query, json!({ "ttl": "60" }));
    assert!(warnings[0].contains("`ttl`"));
}

#[test]
fn what_is_warned_of_before_is_in_the_output_too() {
    let step = crate::support::begin("create-meeting", json!({})).unwrap();
    let exchange = crate::answers::exchange(&step);
    let done = crate::support::resume(
        &exchange.state,
        crate::support::answer(201, json!({ "id": 1 })),
    );
    let output = crate::support::output(done);
    assert_eq!(output["warnings"], json!(exchange.warnings));
}
