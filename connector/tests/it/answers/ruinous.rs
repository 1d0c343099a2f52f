//! What Zoom is known to ruin is refused, unless the input says to do it all the same.

use serde_json::{Value, json};

use crate::answers::{refused, sent, sent_after, step};
use crate::support::{answer, begin, resume, state};

#[test]
fn a_start_in_the_past_is_refused_unless_it_is_allowed() {
    // It is 2026-03-01T12:00:00Z.
    let past = [
        json!({ "start_time": "2026-03-01T11:00:00Z" }),
        json!({ "start_time": "2026-03-01T13:30:00+02:00" }),
        json!({ "start_time": "2025-03-01T12:00:00" }),
        // In Tokyo it is 21:00, in Los Angeles 04:00.
        json!({ "start_time": "2026-03-01T20:00:00", "timezone": "Asia/Tokyo" }),
        json!({ "start_time": "2026-03-01T03:00:00", "timezone": "America/Los_Angeles" }),
    ];
    for mut input in past {
        input["topic"] = "x".into();
        assert_eq!(
            refused("create-meeting", input.clone()),
            ["start_time"],
            "{input}"
        );
        input["allow_past_start"] = true.into();
        let (body, warnings) = sent("create-meeting", input.clone());
        assert!(body["start_time"].is_string());
        assert!(body.get("allow_past_start").is_none());
        assert!(warnings[0].contains("past"), "{input}: {warnings:?}");
    }
}

#[test]
fn a_start_that_may_be_to_come_is_not_refused() {
    for input in [
        json!({ "start_time": "2026-03-01T12:30:00Z" }),
        // A program takes a moment from its clock to ours.
        json!({ "start_time": "2026-03-01T11:59:00Z" }),
        json!({ "start_time": "2026-03-01T06:00:00" }),
        json!({ "start_time": "2026-03-01T22:00:00", "timezone": "Asia/Tokyo" }),
        json!({ "start_time": "2026-03-01T05:00:00", "timezone": "America/Los_Angeles" }),
    ] {
        sent("create-meeting", input);
    }
    // Types without a time ignore it.
    sent(
        "create-meeting",
        json!({ "type": 3, "start_time": "2020-03-01T12:30:00Z" }),
    );
}

#[test]
fn a_change_to_a_start_in_the_past_is_refused_unless_nothing_changes_by_it() {
    let seen = json!({ "id": 1, "type": 2, "start_time": "2026-02-01T10:00:00Z", "timezone": "Asia/Tokyo" });
    let change = |start: &str| json!({ "meeting_id": 1, "topic": "x", "start_time": start });
    let problems = |input: Value| {
        let failure = step("update-meeting", input, seen.clone()).unwrap_err();
        assert_eq!(failure.kind, "invalid-input");
        failure
            .problems
            .into_iter()
            .map(|problem| problem.field)
            .collect::<Vec<_>>()
    };
    assert_eq!(problems(change("2026-02-02T10:00:00Z")), ["start_time"]);
    let (body, warnings) = sent_after(
        "update-meeting",
        change("2026-02-01T10:00:00Z"),
        seen.clone(),
    );
    assert_eq!(body, json!({ "topic": "x" }));
    assert!(warnings[0].contains("start_time"), "{warnings:?}");
    let mut allowed = change("2026-02-02T10:00:00Z");
    allowed["allow_past_start"] = true.into();
    assert_eq!(
        sent_after("update-meeting", allowed, seen.clone()).0["start_time"],
        "2026-02-02T10:00:00Z"
    );
}

#[test]
fn a_time_zone_that_does_not_exist_is_refused_with_the_one_that_was_meant() {
    let problem = |zone: &str| {
        let failure = begin("create-meeting", json!({ "timezone": zone })).unwrap_err();
        failure.problems[0].message.clone()
    };
    assert!(problem("Europe/Berlni").contains("Europe/Berlin"));
    assert!(problem("Berlin").contains("Europe/Berlin"));
    assert!(problem("W. Europe Standard Time").contains("IANA"));
    assert!(problem("GMT+2").contains("IANA"));
    let (body, _) = sent(
        "create-meeting",
        json!({ "topic": "x", "timezone": "europe/berlin" }),
    );
    assert_eq!(
        body["timezone"], "Europe/Berlin",
        "Zoom knows it in one spelling alone"
    );
    assert_eq!(
        refused("list-meetings", json!({ "timezone": "Mars/Olympus" })),
        ["timezone"]
    );
    // Whoever knows better can say so.
    let (body, _) = sent(
        "create-meeting",
        json!({ "topic": "x", "additional_fields": { "timezone": "Mars/Olympus" } }),
    );
    assert_eq!(body["timezone"], "Mars/Olympus");
}

#[test]
fn a_series_that_ends_before_it_begins_is_refused() {
    let series = |start: &str, zone: Option<&str>, end: &str| {
        json!({ "type": 8, "start_time": start, "timezone": zone,
            "recurrence": { "type": 1, "end_date_time": end } })
    };
    for input in [
        series("2026-09-15T10:00:00Z", None, "2026-09-15T09:59:59Z"),
        series(
            "2026-09-15T10:00:00",
            Some("Asia/Tokyo"),
            "2026-09-15T00:30:00Z",
        ),
        series("2026-09-15T10:00:00", None, "2026-09-14T19:00:00Z"),
    ] {
        assert_eq!(
            refused("create-meeting", input.clone()),
            ["recurrence.end_date_time"],
            "{input}"
        );
    }
    for input in [
        series("2026-09-15T10:00:00Z", None, "2026-09-15T10:00:00Z"),
        series(
            "2026-09-15T10:00:00",
            Some("Asia/Tokyo"),
            "2026-09-15T01:00:00Z",
        ),
        series("2026-09-15T10:00:00", None, "2026-09-14T21:00:00Z"),
    ] {
        sent("create-meeting", input);
    }
}

#[test]
fn a_recurrence_of_what_does_not_recur_is_refused() {
    let recurrence = json!({ "type": 1, "end_times": 3 });
    for kind in [json!(null), json!(1), json!(2), json!(3)] {
        let input = json!({ "type": kind, "recurrence": recurrence });
        assert_eq!(refused("create-meeting", input), ["recurrence"]);
    }
}

fn endless() -> Value {
    json!({
        "id": 1, "type": 8, "start_time": "2026-01-05T10:00:00Z", "timezone": "UTC", "duration": 30,
        "recurrence": { "type": 2, "repeat_interval": 1, "weekly_days": "2", "end_times": 0 },
        "occurrences": [
            { "occurrence_id": "1", "start_time": "2026-02-23T10:00:00Z", "status": "available" },
            { "occurrence_id": "2", "start_time": "2026-03-02T10:00:00Z", "status": "available" }
        ],
        "settings": {}
    })
}

fn ending() -> Value {
    let mut series = endless();
    series["recurrence"]["end_times"] = 20.into();
    series
}

#[test]
fn a_series_without_an_end_is_not_changed_unless_it_may_get_one() {
    let change = json!({ "meeting_id": 1, "topic": "x" });
    let failure = step("update-meeting", change.clone(), endless()).unwrap_err();
    assert_eq!(failure.kind, "invalid-input");
    assert_eq!(failure.problems[0].field, "end_series_at_limit");
    let (body, _) = sent_after("update-meeting", change.clone(), ending());
    assert_eq!(body, json!({ "topic": "x" }));
    let mut allowed = change;
    allowed["end_series_at_limit"] = true.into();
    let (body, _) = sent_after("update-meeting", allowed.clone(), endless());
    assert_eq!(body, json!({ "topic": "x" }));
    let at_once = begin("update-meeting", allowed).unwrap();
    assert_eq!(crate::answers::exchange(&at_once).request.method, "PATCH");
}

#[test]
fn a_series_without_an_end_may_be_given_one() {
    let change = json!({ "meeting_id": 1, "recurrence": { "type": 2, "weekly_days": "2", "end_times": 10 } });
    let (body, _) = sent_after("update-meeting", change, endless());
    assert_eq!(
        body,
        json!({
            "start_time": "2026-03-02T10:00:00Z",
            "recurrence": { "type": 2, "weekly_days": "2", "repeat_interval": 1, "end_times": 10 }
        })
    );
}

#[test]
fn one_meeting_of_a_series_without_an_end_may_be_changed() {
    let change = json!({ "meeting_id": 1, "occurrence_id": "2", "agenda": "x" });
    let (body, _) = sent_after("update-meeting", change, endless());
    assert_eq!(body, json!({ "agenda": "x" }));
}

#[test]
fn a_part_of_a_recurrence_is_sent_with_the_rest_and_with_a_start() {
    let change = json!({ "meeting_id": 1, "recurrence": { "type": 2, "weekly_days": "2,4" } });
    let (body, warnings) = sent_after("update-meeting", change, ending());
    assert_eq!(
        body,
        json!({
            "start_time": "2026-03-02T10:00:00Z",
            "recurrence": { "type": 2, "weekly_days": "2,4", "repeat_interval": 1, "end_times": 20 }
        })
    );
    assert!(warnings[0].contains("2026-03-02T10:00:00Z"), "{warnings:?}");
}

#[test]
fn a_recurrence_of_another_kind_takes_over_the_end_alone() {
    let change = json!({ "meeting_id": 1, "start_time": "2026-04-01T10:00:00Z", "recurrence": { "type": 1 } });
    let (body, _) = sent_after("update-meeting", change, ending());
    assert_eq!(body["recurrence"], json!({ "type": 1, "end_times": 20 }));
    let change = json!({ "meeting_id": 1, "start_time": "2026-04-01T10:00:00Z",
        "recurrence": { "type": 2, "weekly_days": "2", "end_date_time": "2026-12-01T00:00:00Z" } });
    let (body, _) = sent_after("update-meeting", change, ending());
    assert!(body["recurrence"].get("end_times").is_none());
}

#[test]
fn a_recurrence_that_is_there_already_is_not_sent() {
    let change = json!({ "meeting_id": 1, "topic": "x",
        "recurrence": { "type": "2", "repeat_interval": 1, "weekly_days": "2", "end_times": "20" } });
    let (body, warnings) = sent_after("update-meeting", change, ending());
    assert_eq!(body, json!({ "topic": "x" }));
    assert!(warnings[0].contains("recurrence"), "{warnings:?}");
}

#[test]
fn a_recurrence_for_which_no_start_can_be_found_needs_one() {
    let mut over = ending();
    over["occurrences"] = json!([]);
    let change = json!({ "meeting_id": 1, "recurrence": { "type": 2, "weekly_days": "4" } });
    let failure = step("update-meeting", change, over).unwrap_err();
    assert_eq!(failure.problems[0].field, "start_time");
}

#[test]
fn where_a_look_is_not_allowed_the_change_is_made_with_a_warning() {
    let lacking = || {
        answer(
            400,
            json!({ "code": 4711, "message": "Invalid access token, does not contain scopes:[meeting:read:meeting]." }),
        )
    };
    let begun = begin("update-meeting", json!({ "meeting_id": 1, "topic": "x" })).unwrap();
    let step = resume(&state(&begun).unwrap(), lacking()).unwrap();
    let exchange = crate::answers::exchange(&step);
    assert_eq!(exchange.request.method, "PATCH");
    assert!(
        exchange.warnings[0].contains("end"),
        "{:?}",
        exchange.warnings
    );
    let begun = begin(
        "update-meeting",
        json!({ "meeting_id": 1, "recurrence": { "type": 1 } }),
    )
    .unwrap();
    let failure = resume(&state(&begun).unwrap(), lacking()).unwrap_err();
    assert_eq!(failure.problems[0].field, "start_time");
}

#[test]
fn a_look_that_fails_has_changed_nothing_and_says_so() {
    let begun = begin("update-meeting", json!({ "meeting_id": 1, "topic": "x" })).unwrap();
    let failure = resume(
        &state(&begun).unwrap(),
        answer(404, json!({ "code": 3001 })),
    )
    .unwrap_err();
    assert_eq!(failure.kind, "not-found");
    let failure = resume(&state(&begun).unwrap(), answer(200, json!([]))).unwrap_err();
    assert_eq!(failure.kind, "unexpected-response");
    assert!(
        failure.message.contains("othing was changed"),
        "{}",
        failure.message
    );
}
