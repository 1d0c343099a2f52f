//! The actions that schedule meetings as people say it.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::{Failure, Reply, Step};

use crate::support::{self, answer, begin, invoke, resume, state};

/// What is sent, and what is said of it.
fn sent(action: &str, input: Value) -> (Value, Vec<String>) {
    match begin(action, input.clone()) {
        Ok(Step::Send(exchange)) => {
            assert!(!exchange.repeatable);
            let body = serde_json::from_slice(&exchange.request.body.unwrap()).unwrap();
            (body, exchange.warnings)
        }
        other => panic!("{action} {input}: {other:?}"),
    }
}

fn refused(action: &str, input: Value) -> Vec<String> {
    let failure: Failure = begin(action, input).unwrap_err();
    assert_eq!(failure.kind, "invalid-input");
    let problems = failure.problems.into_iter();
    problems.map(|problem| problem.field).collect()
}

fn with(more: Value) -> Value {
    let mut input = json!({ "topic": "Review", "start_time": "2026-10-21T09:00", "timezone": "Europe/Berlin",
        "duration": "PT1H30M" });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

fn meeting(starts: &[&str]) -> Reply {
    let occurrences: Vec<_> = starts
        .iter()
        .enumerate()
        .map(|(at, start)| json!({ "occurrence_id": at.to_string(), "start_time": start, "duration": 90, "status": "available" }))
        .collect();
    let mut meeting = json!({ "id": 85_746_065_432_u64, "topic": "Review", "type": 8, "start_time": starts[0],
        "timezone": "Europe/Berlin", "duration": 90 });
    if starts.len() > 1 {
        meeting["occurrences"] = occurrences.into();
    }
    answer(201, meeting)
}

#[test]
fn a_meeting_is_scheduled_by_the_clock_of_its_zone() {
    assert_snapshot!(invoke(
        "schedule-one-time-meeting",
        with(json!({})),
        [meeting(&["2026-10-21T07:00:00Z"])]
    ));
}

#[test]
fn a_series_is_shown_in_utc_and_by_the_clock_across_the_change_of_clocks() {
    let input =
        with(json!({ "days": ["Wednesday", "mon"], "every": "2", "end_date": "2026-10-31" }));
    assert_snapshot!(invoke(
        "schedule-weekly-meeting",
        input,
        [meeting(&["2026-10-21T07:00:00Z", "2026-10-28T08:00:00Z"])]
    ));
}

#[test]
fn each_way_to_repeat_is_brought_into_what_zoom_takes() {
    for (action, more, recurrence) in [
        (
            "schedule-daily-meeting",
            json!({ "end_after": 5 }),
            json!({ "type": 1, "repeat_interval": 1, "end_times": 5 }),
        ),
        (
            "schedule-daily-meeting",
            json!({ "every": 3, "end_date": "2026-11-01" }),
            json!({ "type": 1, "repeat_interval": 3, "end_date_time": "2026-11-01T22:59:59Z" }),
        ),
        (
            "schedule-weekly-meeting",
            json!({ "days": "Fri, Tue", "end_after": 4 }),
            json!({ "type": 2, "repeat_interval": 1, "weekly_days": "3,6", "end_times": 4 }),
        ),
        (
            "schedule-monthly-meeting",
            json!({ "day_of_month": 31, "end_after": 4 }),
            json!({ "type": 3, "repeat_interval": 1, "monthly_day": 31, "end_times": 4 }),
        ),
        (
            "schedule-monthly-meeting",
            json!({ "week": "Last", "day": "friday", "every": 2, "end_after": 4 }),
            json!({ "type": 3, "repeat_interval": 2, "monthly_week": -1, "monthly_week_day": 6, "end_times": 4 }),
        ),
    ] {
        let (body, warnings) = sent(action, with(more));
        assert_eq!(body["recurrence"], recurrence, "{action}");
        assert_eq!((&body["type"], &body["duration"]), (&json!(8), &json!(90)));
        assert_eq!(
            (&body["start_time"], &body["timezone"]),
            (&json!("2026-10-21T09:00:00"), &json!("Europe/Berlin"))
        );
        assert_eq!(warnings, [""; 0]);
        for own in [
            "every",
            "days",
            "day",
            "week",
            "day_of_month",
            "end_after",
            "end_date",
            "asked_start",
        ] {
            assert!(body.get(own).is_none(), "{own}: {body}");
        }
    }
}

#[test]
fn a_time_that_clocks_leave_out_is_later_and_one_that_they_show_twice_the_first() {
    for (start, sent_start, says) in [
        ("2026-03-29T02:30", "2026-03-29T01:30:00Z", "never show"),
        ("2026-10-25T02:30", "2026-10-25T00:30:00Z", "twice"),
    ] {
        let (body, warnings) = sent(
            "schedule-one-time-meeting",
            with(json!({ "start_time": start })),
        );
        assert_eq!(body["start_time"], sent_start);
        assert!(warnings[0].contains(says), "{warnings:?}");
    }
    let series = with(json!({ "start_time": "2026-03-29T02:30", "end_after": 2 }));
    let (body, warnings) = sent("schedule-daily-meeting", series);
    assert_eq!(body["start_time"], "2026-03-29T03:30:00");
    assert!(warnings[0].contains("never show"), "{warnings:?}");
}

#[test]
fn a_moment_is_that_moment_and_a_series_goes_on_by_the_clock_of_its_zone() {
    let start = json!({ "start_time": "2026-10-21T09:00:00+09:00" });
    let (body, _) = sent("schedule-one-time-meeting", with(start.clone()));
    assert_eq!(body["start_time"], "2026-10-21T00:00:00Z");
    let mut series = with(start);
    series["end_after"] = 2.into();
    let (body, _) = sent("schedule-daily-meeting", series);
    assert_eq!(body["start_time"], "2026-10-21T02:00:00");
}

#[test]
fn a_meeting_at_another_time_by_the_clock_is_told() {
    let input = with(json!({ "end_after": 2 }));
    let begun = begin("schedule-daily-meeting", input).unwrap();
    let seen = meeting(&["2026-10-21T07:00:00Z", "2026-10-28T07:00:00Z"]);
    let told = support::output(resume(&state(&begun).unwrap(), seen));
    assert!(
        told["warnings"][0]
            .as_str()
            .unwrap()
            .contains("2026-10-28T08:00:00"),
        "{told}"
    );
}

#[test]
fn what_is_missing_or_contradicts_is_named() {
    let no_zone = |mut input: Value| {
        input.as_object_mut().unwrap().remove("timezone");
        input
    };
    assert_eq!(
        refused("schedule-one-time-meeting", no_zone(with(json!({})))),
        ["timezone"]
    );
    let utc = no_zone(with(json!({ "start_time": "2026-10-21T09:00:00Z" })));
    assert_eq!(
        sent("schedule-one-time-meeting", utc).0.get("timezone"),
        None
    );
    for (action, more, field) in [
        (
            "schedule-one-time-meeting",
            json!({ "start_time": "2026-02-01T09:00" }),
            "start_time",
        ),
        (
            "schedule-one-time-meeting",
            json!({ "duration": "PT25H" }),
            "duration",
        ),
        (
            "schedule-one-time-meeting",
            json!({ "end_after": 2 }),
            "end_after",
        ),
        ("schedule-daily-meeting", json!({}), "end_after"),
        (
            "schedule-daily-meeting",
            json!({ "end_after": 1, "end_date": "2026-11-01" }),
            "end_date",
        ),
        (
            "schedule-daily-meeting",
            json!({ "end_date": "2026-10-20" }),
            "end_date",
        ),
        (
            "schedule-daily-meeting",
            json!({ "end_after": 1, "every": 100 }),
            "every",
        ),
        ("schedule-weekly-meeting", json!({ "end_after": 1 }), "days"),
        (
            "schedule-weekly-meeting",
            json!({ "end_after": 1, "days": "Montag" }),
            "days",
        ),
        (
            "schedule-monthly-meeting",
            json!({ "end_after": 1 }),
            "day_of_month",
        ),
        (
            "schedule-monthly-meeting",
            json!({ "end_after": 1, "week": "last" }),
            "day",
        ),
        (
            "schedule-monthly-meeting",
            json!({ "end_after": 1, "day": "Monday" }),
            "week",
        ),
        (
            "schedule-monthly-meeting",
            json!({ "end_after": 1, "day_of_month": 1, "week": "last" }),
            "day_of_month",
        ),
    ] {
        assert_eq!(
            refused(action, with(more.clone())),
            [field],
            "{action} {more}"
        );
    }
}

#[test]
fn a_year_of_which_no_clocks_are_known_is_left_to_zoom() {
    let (body, warnings) = sent(
        "schedule-one-time-meeting",
        with(json!({ "start_time": "2040-01-01T09:00" })),
    );
    assert_eq!(body["start_time"], "2040-01-01T09:00:00");
    assert!(warnings[0].contains("Zoom decides"), "{warnings:?}");
}

#[test]
fn a_meeting_whose_answer_is_lost_is_looked_for() {
    let begun = begin("schedule-one-time-meeting", with(json!({}))).unwrap();
    let looking = resume(&state(&begun).unwrap(), Reply::Lost).unwrap();
    let Step::Send(exchange) = looking else {
        panic!("{looking:?}");
    };
    assert_eq!(exchange.request.method, "GET");
    assert!(
        exchange.request.url.contains("/users/me/meetings"),
        "{}",
        exchange.request.url
    );
}
