//! What Zoom takes is taken, as people and other programs write it.

use serde_json::{Value, json};

use crate::answers::{address, query, refused, sent};
use crate::support::begin;

/// Payload, and what of it is sent.
fn creates(table: &[(Value, Value)]) {
    for (input, expected) in table {
        let (mut body, _) = sent("create-meeting", input.clone());
        // Only what the case is about.
        let body = body.as_object_mut().unwrap();
        body.retain(|name, _| expected.get(name).is_some() || input.get(name).is_some());
        assert_eq!(Value::Object(body.clone()), *expected, "{input}");
    }
}

#[test]
fn numbers_and_truth_values_may_be_written_as_texts_and_whole_numbers_with_a_fraction() {
    creates(&[
        (json!({ "duration": 30.0 }), json!({ "duration": 30 })),
        (json!({ "duration": "30" }), json!({ "duration": 30 })),
        (json!({ "duration": " 30.0 " }), json!({ "duration": 30 })),
        (json!({ "type": "2" }), json!({ "type": 2 })),
        (json!({ "type": 2.0 }), json!({ "type": 2 })),
        (
            json!({ "pre_schedule": "false" }),
            json!({ "pre_schedule": false }),
        ),
        (
            json!({ "default_password": "True" }),
            json!({ "default_password": true }),
        ),
        (
            json!({ "settings": { "waiting_room": "true", "host_video": 0, "jbh_time": "5", "approval_type": "2" } }),
            json!({ "settings": { "waiting_room": true, "host_video": false, "jbh_time": 5, "approval_type": 2 } }),
        ),
        (
            json!({ "password": 123456 }),
            json!({ "password": "123456" }),
        ),
        (json!({ "topic": 2026 }), json!({ "topic": "2026" })),
    ]);
}

#[test]
fn what_is_no_number_and_no_truth_value_is_refused() {
    for duration in [
        json!(30.5),
        json!("soon"),
        json!("30 min"),
        json!([30]),
        json!(0),
        json!("1441"),
    ] {
        assert_eq!(
            refused("create-meeting", json!({ "duration": duration })),
            ["duration"]
        );
    }
    for value in [json!("maybe"), json!(2), json!({})] {
        let input = json!({ "settings": { "waiting_room": value } });
        assert_eq!(refused("create-meeting", input), ["settings.waiting_room"]);
    }
}

#[test]
fn blanks_around_a_value_are_left_out_but_those_of_a_free_text_stay() {
    creates(&[
        (
            json!({ "start_time": " 2026-09-15T10:00:00Z\n", "timezone": " Asia/Tokyo ", "schedule_for": " anna@example.com " }),
            json!({ "start_time": "2026-09-15T10:00:00Z", "timezone": "Asia/Tokyo", "schedule_for": "anna@example.com" }),
        ),
        (
            json!({ "settings": { "audio": " voip ", "meeting_invitees": [{ "email": " a@example.com " }] } }),
            json!({ "settings": { "audio": "voip", "meeting_invitees": [{ "email": "a@example.com" }] } }),
        ),
        (
            json!({ "topic": " Hi ", "agenda": "\n- a\n" }),
            json!({ "topic": " Hi ", "agenda": "\n- a\n" }),
        ),
    ]);
    let url = address("create-meeting", json!({ "user_id": " anna@example.com " }));
    assert!(url.ends_with("/users/anna%40example.com/meetings"), "{url}");
}

#[test]
fn null_in_an_optional_field_is_absence() {
    let input = json!({
        "topic": "x", "agenda": null, "start_time": null, "timezone": null, "duration": null,
        "type": null, "recurrence": null, "password": null, "tracking_fields": null, "user_id": null,
        "settings": { "waiting_room": null, "jbh_time": null, "audio": null, "breakout_room": { "rooms": null } }
    });
    let (body, _) = sent("create-meeting", input);
    assert_eq!(
        body,
        json!({ "topic": "x", "settings": { "breakout_room": {} } })
    );
    for (action, input) in [
        (
            "get-meeting",
            json!({ "meeting_id": 1, "occurrence_id": null, "show_previous_occurrences": null }),
        ),
        (
            "delete-meeting",
            json!({ "meeting_id": 1, "occurrence_id": null, "cancel_meeting_reminder": null }),
        ),
        (
            "list-meetings",
            json!({ "type": null, "from": null, "all_pages": null, "max_items": null, "next_page_token": null }),
        ),
        (
            "get-meeting-recordings",
            json!({ "meeting_id": 1, "include_fields": null, "ttl": null }),
        ),
        (
            "download-recording",
            json!({ "meeting_id": 1, "recording_file_id": null, "file_type": null }),
        ),
    ] {
        assert_eq!(query(&address(action, input)), json!({}), "{action}");
    }
}

#[test]
fn null_in_a_field_that_must_be_there_is_its_absence() {
    assert_eq!(
        refused("get-meeting", json!({ "meeting_id": null })),
        ["meeting_id"]
    );
    let input = json!({ "type": 8, "recurrence": { "type": null } });
    assert_eq!(refused("create-meeting", input), ["recurrence.type"]);
}

#[test]
fn an_empty_text_is_absence_where_no_text_can_be_empty_and_clears_where_it_can() {
    let (body, _) = sent(
        "create-meeting",
        json!({ "topic": "", "agenda": "", "start_time": "", "timezone": " ", "duration": "", "type": "",
            "settings": { "audio": "", "jbh_time": "", "alternative_hosts": "" } }),
    );
    assert_eq!(
        body,
        json!({ "topic": "", "agenda": "", "settings": { "alternative_hosts": "" } })
    );
    assert_eq!(
        refused("get-meeting", json!({ "meeting_id": " " })),
        ["meeting_id"]
    );
}

#[test]
fn the_days_of_a_week_may_be_a_number_a_list_or_end_with_a_comma() {
    for (written, expected) in [
        (json!("2,4"), "2,4"),
        (json!("2, 4"), "2,4"),
        (json!("2,4,"), "2,4"),
        (json!(" ,2,,4 "), "2,4"),
        (json!("2 4"), "2,4"),
        (json!(2), "2"),
        (json!(2.0), "2"),
        (json!([2, 4]), "2,4"),
        (json!(["2", "4"]), "2,4"),
        (json!([" 2", 4.0]), "2,4"),
    ] {
        let recurrence = json!({ "type": 2, "weekly_days": written, "end_times": 3 });
        let input =
            json!({ "type": 8, "start_time": "2026-09-15T10:00:00Z", "recurrence": recurrence });
        let (body, _) = sent("create-meeting", input);
        assert_eq!(body["recurrence"]["weekly_days"], expected, "{written}");
    }
    for wrong in [
        json!("8"),
        json!(0),
        json!([]),
        json!(","),
        json!("Monday"),
        json!([9]),
        json!({}),
    ] {
        let input = json!({ "type": 8, "recurrence": { "type": 2, "weekly_days": wrong } });
        assert_eq!(
            refused("create-meeting", input),
            ["recurrence.weekly_days"],
            "{wrong}"
        );
    }
}

#[test]
fn a_meeting_id_may_be_written_in_any_way_people_have_it() {
    for id in [
        json!(85_746_065_432_u64),
        json!(85_746_065_432.0),
        json!("85746065432"),
        json!(" 857 4606 5432 "),
        json!("857-4606-5432"),
        json!("857\u{a0}4606\u{a0}5432"),
        json!("https://us02web.zoom.us/j/85746065432?pwd=abc.1"),
        json!("https://zoom.us/s/85746065432"),
        json!("zoommtg://zoom.us/join?confno=85746065432"),
    ] {
        for action in [
            "get-meeting",
            "delete-meeting",
            "get-meeting-recordings",
            "download-recording",
        ] {
            let url = address(action, json!({ "meeting_id": id }));
            assert!(
                url.contains("/meetings/85746065432"),
                "{action} {id}: {url}"
            );
        }
    }
}

#[test]
fn a_number_below_nought_is_no_meeting_id() {
    for id in [json!(-5), json!("-5"), json!(" - 5")] {
        for action in [
            "get-meeting",
            "delete-meeting",
            "get-meeting-recordings",
            "download-recording",
        ] {
            assert_eq!(
                refused(action, json!({ "meeting_id": id })),
                ["meeting_id"],
                "{action} {id}"
            );
        }
        assert_eq!(
            refused("update-meeting", json!({ "meeting_id": id, "topic": "x" })),
            ["meeting_id"]
        );
    }
}

#[test]
fn a_uuid_may_be_written_as_it_stands_in_an_address() {
    for uuid in [
        "/ajXp112QmuoKj4854875==",
        "%2FajXp112QmuoKj4854875%3D%3D",
        "%252FajXp112QmuoKj4854875%253D%253D",
    ] {
        let url = address("get-meeting-recordings", json!({ "meeting_id": uuid }));
        assert!(
            url.ends_with("/meetings/%252FajXp112QmuoKj4854875%253D%253D/recordings"),
            "{url}"
        );
    }
}

#[test]
fn an_occurrence_may_be_a_number_but_not_an_empty_text() {
    let url = address(
        "get-meeting",
        json!({ "meeting_id": 1, "occurrence_id": 1_648_194_360_000_u64 }),
    );
    assert!(url.ends_with("?occurrence_id=1648194360000"), "{url}");
    // What comes of an empty variable would otherwise be the whole series.
    assert_eq!(
        refused(
            "delete-meeting",
            json!({ "meeting_id": 1, "occurrence_id": "" })
        ),
        ["occurrence_id"]
    );
}

#[test]
fn recordings_of_a_whole_calendar_month_are_asked_for_at_once() {
    for (from, to) in [
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
        ("2026-03-01", "2026-03-31"),
        ("2024-02-01", "2024-02-29"),
        ("2025-12-15", "2026-01-15"),
        ("2026-02-28", "2026-03-28"),
    ] {
        let (query, warnings) = sent("list-recordings", json!({ "from": from, "to": to }));
        assert_eq!(query, json!({ "from": from, "to": to }));
        assert_eq!(warnings, [""; 0], "{from} {to}");
    }
}

#[test]
fn a_longer_range_is_sent_and_what_zoom_makes_of_it_is_said() {
    for input in [
        json!({ "from": "2026-01-01", "to": "2026-03-01" }),
        json!({ "from": "2025-12-01" }),
    ] {
        let (query, warnings) = sent("list-recordings", input.clone());
        assert_eq!(query["from"], input["from"]);
        assert!(warnings[0].contains("all_pages"), "{warnings:?}");
    }
}

#[test]
fn a_range_without_an_end_reaches_to_today() {
    // Today is 2026-03-01.
    let (query, warnings) = sent("list-recordings", json!({ "from": "2026-02-10" }));
    assert_eq!(query, json!({ "from": "2026-02-10", "to": "2026-03-01" }));
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn a_range_without_a_beginning_begins_a_month_before_its_end() {
    let (query, _) = sent("list-recordings", json!({ "to": "2026-01-31" }));
    assert_eq!(query, json!({ "from": "2026-01-03", "to": "2026-01-31" }));
}

#[test]
fn times_are_taken_for_their_days_where_days_are_meant() {
    for action in ["list-recordings", "list-meetings"] {
        let input = json!({ "from": "2026-01-01T00:00:00Z", "to": "2026-01-30T23:30:00-02:00" });
        let (query, _) = sent(action, input);
        assert_eq!(
            query,
            json!({ "from": "2026-01-01", "to": "2026-01-31" }),
            "{action}"
        );
        let input = json!({ "from": "2026-01-01 08:00", "to": " 2026-01-31 " });
        let (query, _) = sent(action, input);
        assert_eq!(
            query,
            json!({ "from": "2026-01-01", "to": "2026-01-31" }),
            "{action}"
        );
    }
}

#[test]
fn a_start_without_a_zone_goes_beside_the_end_of_a_series() {
    let input = json!({
        "type": 8, "start_time": "2026-09-15T10:00:00",
        "recurrence": { "type": 1, "end_date_time": "2026-12-24T17:00:00Z" }
    });
    let (body, warnings) = sent("create-meeting", input.clone());
    assert_eq!(body, input);
    assert!(warnings[0].contains("time zone"), "{warnings:?}");
}

#[test]
fn unknown_fields_are_refused_and_the_way_around_is_named() {
    let refusal = |input: Value| {
        let failure = begin("create-meeting", input).unwrap_err();
        let problem = failure.problems.into_iter().next().unwrap();
        format!("{} {}", problem.field, problem.message)
    };
    let top = refusal(json!({ "auto_recording": "cloud" }));
    assert_eq!(
        top,
        "auto_recording is not a known field; it belongs into `settings`"
    );
    let top = refusal(json!({ "brand_new": 1 }));
    assert!(top.contains("`additional_fields`"), "{top}");
    let inner = refusal(json!({ "settings": { "brand_new": 1 } }));
    assert!(inner.contains("`additional_settings`"), "{inner}");
}

#[test]
fn additional_fields_and_settings_go_to_zoom_as_they_are() {
    for action in ["create-meeting", "update-meeting"] {
        let mut input = json!({
            "topic": "x",
            "settings": { "waiting_room": true },
            "additional_fields": { "brand_new": { "a": [1, null] } },
            "additional_settings": { "brand_new_too": 7 }
        });
        if action == "update-meeting" {
            input["meeting_id"] = 1.into();
        }
        let (body, _) = sent(action, input);
        let expected = json!({
            "topic": "x",
            "brand_new": { "a": [1, null] },
            "settings": { "waiting_room": true, "brand_new_too": 7 }
        });
        assert_eq!(body, expected, "{action}");
    }
    let (body, _) = sent(
        "create-meeting",
        json!({ "topic": "x", "additional_settings": { "a": 1 } }),
    );
    assert_eq!(body, json!({ "topic": "x", "settings": { "a": 1 } }));
}

#[test]
fn what_is_said_twice_in_different_places_is_refused() {
    let input = json!({ "topic": "x", "additional_fields": { "topic": "y" } });
    assert_eq!(
        refused("create-meeting", input),
        ["additional_fields.topic"]
    );
    let input = json!({ "settings": { "waiting_room": true }, "additional_settings": { "waiting_room": false } });
    assert_eq!(
        refused("create-meeting", input),
        ["additional_settings.waiting_room"]
    );
}
