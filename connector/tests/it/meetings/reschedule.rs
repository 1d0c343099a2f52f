//! `reschedule-meeting`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke, no_content};

fn seen(more: Value) -> Reply {
    let mut meeting = json!({ "id": 1, "type": 2, "topic": "Review", "start_time": "2026-10-21T07:00:00Z",
        "timezone": "Europe/Berlin", "duration": 60, "settings": {} });
    for (name, value) in more.as_object().unwrap() {
        meeting[name] = value.clone();
    }
    answer(200, meeting)
}

fn series(recurrence: Value) -> Reply {
    seen(
        json!({ "type": 8, "recurrence": recurrence, "occurrences": [
        { "occurrence_id": "1", "start_time": "2026-10-21T07:00:00Z", "duration": 60, "status": "available" },
        { "occurrence_id": "2", "start_time": "2026-10-28T08:00:00Z", "duration": 60, "status": "available" },
        { "occurrence_id": "3", "start_time": "2026-11-04T08:00:00Z", "duration": 60, "status": "deleted" }] }),
    )
}

fn weekly(end: Value) -> Reply {
    let mut recurrence = json!({ "type": 2, "repeat_interval": 1, "weekly_days": "4" });
    for (name, value) in end.as_object().unwrap() {
        recurrence[name] = value.clone();
    }
    series(recurrence)
}

fn moved(input: Value, replies: impl IntoIterator<Item = Reply>) -> String {
    let mut input = input;
    input["meeting_id"] = 1.into();
    invoke("reschedule-meeting", input, replies)
}

#[test]
fn a_meeting_is_moved_by_the_clock_of_its_zone_and_nothing_else_is_sent() {
    let input = json!({ "start_time": "2026-10-22T11:00", "duration": "PT45M" });
    assert_snapshot!(moved(input, [seen(json!({})), no_content()]));
}

#[test]
fn a_series_is_sent_whole_with_a_start_by_the_clock() {
    let input = json!({ "start_time": "2026-11-04T10:30" });
    assert_snapshot!(moved(
        input,
        [weekly(json!({ "end_times": 10 })), no_content()]
    ));
    // Without a start, the next one that it has.
    let script = moved(
        json!({ "duration": 30 }),
        [weekly(json!({ "end_times": 10 })), no_content()],
    );
    assert!(
        script.contains("\"start_time\": \"2026-10-21T09:00:00\""),
        "{script}"
    );
}

#[test]
fn one_meeting_of_a_series_is_moved_alone() {
    let input = || json!({ "occurrence_id": "2", "start_time": "2026-10-29T09:00" });
    let script = moved(input(), [weekly(json!({ "end_times": 10 })), no_content()]);
    assert!(
        script.contains("?occurrence_id=2\n") && script.contains("2026-10-29T08:00:00Z"),
        "{script}"
    );
    assert!(!script.contains("recurrence"), "{script}");
    for gone in ["3", "9"] {
        let mut input = input();
        input["occurrence_id"] = gone.into();
        let script = moved(input, [weekly(json!({ "end_times": 10 }))]);
        assert!(
            script.contains("names no meeting of this series"),
            "{script}"
        );
    }
}

#[test]
fn a_series_without_an_end_is_moved_only_where_the_input_allows_it() {
    let input = json!({ "start_time": "2026-11-04T10:30" });
    let script = moved(input.clone(), [weekly(json!({ "end_times": 0 }))]);
    assert!(script.contains("- \"end_series_at_limit\""), "{script}");
    let mut allowed = input;
    allowed["end_series_at_limit"] = true.into();
    let script = moved(allowed, [weekly(json!({ "end_times": 0 })), no_content()]);
    assert!(script.contains("\"updated\": true"), "{script}");
}

#[test]
fn what_can_not_be_moved_is_named() {
    let start = || json!({ "start_time": "2026-11-04T10:30" });
    for (input, reply, says) in [
        (start(), seen(json!({ "type": 3 })), "without a fixed time"),
        (
            json!({ "start_time": "2026-02-01T10:30" }),
            seen(json!({})),
            "is in the past",
        ),
        (
            json!({ "start_time": "2040-02-01T10:30" }),
            seen(json!({})),
            "not known",
        ),
        (
            start(),
            weekly(json!({ "end_date_time": "2026-11-01T00:00:00Z" })),
            "after the end of the series",
        ),
        (
            json!({ "occurrence_id": "1", "duration": 5 }),
            seen(json!({})),
            "is no series",
        ),
        (start(), seen(json!({ "type": 8 })), "how it repeats"),
    ] {
        let script = moved(input, [reply]);
        assert!(script.contains(says), "{says}: {script}");
    }
    let lacking = answer(
        400,
        json!({ "code": 4711, "message": "does not contain scopes:[meeting:read:meeting]." }),
    );
    assert!(moved(start(), [lacking]).contains("no scope to read meetings"));
    assert!(moved(json!({}), []).contains("moves nothing"));
    let zone = json!({ "occurrence_id": "1", "timezone": "Asia/Tokyo" });
    assert!(moved(zone, []).contains("- \"timezone\""));
}

#[test]
fn a_time_that_clocks_never_show_is_later_and_said() {
    let input = json!({ "start_time": "2027-03-28T02:30" });
    let script = moved(input, [seen(json!({})), no_content()]);
    assert!(
        script.contains("2027-03-28T01:30:00Z") && script.contains("never show"),
        "{script}"
    );
}

#[test]
fn a_series_of_one_day_goes_over_to_the_day_of_its_new_start() {
    let weekly = |days: &str| {
        series(json!({ "type": 2, "repeat_interval": 1, "weekly_days": days, "end_times": 10 }))
    };
    // From Wednesdays to a Thursday.
    let thursday = || json!({ "start_time": "2026-11-05T10:30" });
    assert_snapshot!(moved(thursday(), [weekly("4"), no_content()]));
    let monthly = json!({ "type": 3, "repeat_interval": 1, "monthly_day": 21, "end_times": 10 });
    let script = moved(thursday(), [series(monthly), no_content()]);
    assert!(script.contains("\"monthly_day\": 5"), "{script}");
    // In another zone it is another day.
    let zone = json!({ "timezone": "Pacific/Auckland", "start_time": "2026-10-21T20:00:00Z" });
    let script = moved(zone, [weekly("4"), no_content()]);
    assert!(script.contains("\"weekly_days\": \"5\""), "{script}");
}

#[test]
fn a_series_of_several_days_takes_a_start_on_one_of_them_alone() {
    let weekly = json!({ "type": 2, "repeat_interval": 1, "weekly_days": "2,4", "end_times": 10 });
    let by_week = json!({ "type": 3, "repeat_interval": 1, "monthly_week": 3, "monthly_week_day": 4, "end_times": 10 });
    for (repeats, on, off) in [
        (weekly, "2026-11-02T10:30", "2026-11-03T10:30"),
        (by_week, "2026-11-18T10:30", "2026-11-11T10:30"),
    ] {
        let start = |start: &str| json!({ "start_time": start });
        let script = moved(start(on), [series(repeats.clone()), no_content()]);
        assert!(script.contains("\"updated\": true"), "{script}");
        let script = moved(start(off), [series(repeats)]);
        assert!(
            script.contains("on which the series has no meeting"),
            "{script}"
        );
    }
    // At 9:00 in Berlin it is the day before in Honolulu.
    let zone = json!({ "timezone": "Pacific/Honolulu" });
    let repeats = json!({ "type": 2, "repeat_interval": 1, "weekly_days": "2,4", "end_times": 10 });
    let script = moved(zone, [series(repeats)]);
    assert!(script.contains("- \"timezone\" moves"), "{script}");
}

#[test]
fn in_another_zone_a_meeting_keeps_its_moment() {
    let zone = || json!({ "timezone": "Asia/Tokyo" });
    let script = moved(zone(), [seen(json!({})), no_content()]);
    assert!(
        script.contains("\"start_time\": \"2026-10-21T07:00:00Z\"")
            && script.contains("\"timezone\": \"Asia/Tokyo\""),
        "{script}"
    );
    // What is over has no start that Zoom would take.
    let over = seen(json!({ "start_time": "2026-02-01T07:00:00Z" }));
    let script = moved(zone(), [over, no_content()]);
    assert!(!script.contains("\"start_time\": "), "{script}");
}

#[test]
fn a_series_does_not_follow_one_meeting_of_it_that_was_moved_by_itself() {
    let with_next = |next: &str| {
        let weekly =
            json!({ "type": 2, "repeat_interval": 1, "weekly_days": "4", "end_times": 10 });
        let occurrence = |id: &str, start: &str| json!({ "occurrence_id": id, "start_time": start, "duration": 60, "status": "available" });
        seen(
            json!({ "type": 8, "start_time": next, "recurrence": weekly, "occurrences": [
            occurrence("1", next),
            // Clocks are set back between them: both are at 9:00.
            occurrence("2", "2026-10-21T07:00:00Z"),
            occurrence("3", "2026-10-28T08:00:00Z"),
        ] }),
        )
    };
    for change in [
        json!({ "duration": 30 }),
        json!({ "timezone": "Europe/Vienna" }),
    ] {
        // In the afternoon, and on a Thursday.
        for next in ["2026-10-14T13:00:00Z", "2026-10-15T07:00:00Z"] {
            let script = moved(change.clone(), [with_next(next)]);
            assert!(script.contains("moved by itself"), "{script}");
        }
        let script = moved(change, [with_next("2026-10-14T07:00:00Z"), no_content()]);
        assert!(script.contains("2026-10-14T09:00:00"), "{script}");
    }
    let start = json!({ "start_time": "2026-10-14T09:00" });
    let script = moved(start, [with_next("2026-10-14T13:00:00Z"), no_content()]);
    assert!(script.contains("\"updated\": true"), "{script}");
    let input = json!({ "meeting_id": 1, "recurrence": { "end_times": 5, "type": 2 } });
    let script = invoke("update-meeting", input, [with_next("2026-10-14T13:00:00Z")]);
    assert!(script.contains("moved by itself"), "{script}");
}

#[test]
fn a_meeting_that_begins_later_since_clocks_are_set_forward_was_not_moved() {
    let series = |starts: [&str; 2]| {
        let occurrences = starts.map(|start| {
            json!({ "occurrence_id": start, "start_time": start, "duration": 60, "status": "available" })
        });
        let weekly = json!({ "type": 2, "repeat_interval": 1, "weekly_days": "1", "end_times": 2 });
        seen(
            json!({ "type": 8, "start_time": starts[0], "timezone": "Europe/Berlin", "recurrence": weekly,
            "occurrences": occurrences }),
        )
    };
    let change = json!({ "duration": 30 });
    // On 2026-03-29 clocks show 3:30 in place of 2:30.
    let next_at_its_time = series(["2026-03-22T01:30:00Z", "2026-03-29T01:30:00Z"]);
    let script = moved(change.clone(), [next_at_its_time, no_content()]);
    assert!(script.contains("2026-03-22T02:30:00"), "{script}");
    // What is later by itself does not tell when the series begins.
    let next_later = series(["2026-03-29T01:30:00Z", "2026-04-05T00:30:00Z"]);
    let script = moved(change, [next_later]);
    assert!(script.contains("moved by itself"), "{script}");
}

#[test]
fn at_the_end_of_a_series_what_is_over_of_it_tells_whether_the_next_meeting_was_moved() {
    let series = |repeats: Value, starts: &[&str]| {
        let occurrences = starts.iter().map(|start| {
            json!({ "occurrence_id": start, "start_time": start, "duration": 60, "status": "available" })
        });
        let occurrences: Vec<_> = occurrences.collect();
        let start = starts.first();
        seen(
            json!({ "type": 8, "start_time": start, "timezone": "UTC", "recurrence": repeats, "occurrences": occurrences }),
        )
    };
    let weekly = json!({ "type": 2, "repeat_interval": 1, "weekly_days": "4", "end_times": 10 });
    let every_other =
        json!({ "type": 2, "repeat_interval": 2, "weekly_days": "4", "end_times": 10 });
    let every_third = json!({ "type": 1, "repeat_interval": 3, "end_times": 10 });
    // It is the first of March: what is of February is over.
    let over = ["2026-02-11T09:00:00Z", "2026-02-18T09:00:00Z"];
    let of = |repeats: &Value, to_come: &[&str]| {
        let starts: Vec<_> = over.iter().chain(to_come).copied().collect();
        moved(
            json!({ "duration": 30 }),
            [series(repeats.clone(), &starts)],
        )
    };
    for (what, repeats, to_come, was_moved) in [
        ("the last", &weekly, vec!["2026-03-04T14:00:00Z"], true),
        ("none", &weekly, vec!["2026-03-04T09:00:00Z"], false),
        (
            "the second of two",
            &weekly,
            vec!["2026-03-04T09:00:00Z", "2026-03-11T14:00:00Z"],
            false,
        ),
        (
            "the first of two",
            &weekly,
            vec!["2026-03-04T14:00:00Z", "2026-03-11T09:00:00Z"],
            true,
        ),
        (
            "into another week",
            &every_other,
            vec![
                "2026-03-04T09:00:00Z",
                "2026-03-25T09:00:00Z",
                "2026-04-08T09:00:00Z",
            ],
            true,
        ),
        (
            "by a day",
            &every_third,
            vec![
                "2026-03-02T09:00:00Z",
                "2026-03-04T09:00:00Z",
                "2026-03-07T09:00:00Z",
            ],
            true,
        ),
        (
            "into no other week",
            &every_other,
            vec!["2026-03-04T09:00:00Z", "2026-03-18T09:00:00Z"],
            false,
        ),
    ] {
        let script = of(repeats, &to_come);
        assert!(
            script.contains("/meetings/1?show_previous_occurrences=true"),
            "{script}"
        );
        assert_eq!(
            script.contains("moved by itself"),
            was_moved,
            "{what}: {script}"
        );
    }
    // A series that was changed as a whole is another than it was.
    let changed = ["2026-03-04T14:00:00Z", "2026-03-11T14:00:00Z"];
    assert!(!of(&weekly, &changed).contains("moved by itself"));
    let start = json!({ "start_time": "2026-03-04T09:00" });
    let script = moved(start, [series(weekly.clone(), &over)]);
    assert!(!script.contains("show_previous_occurrences"), "{script}");
}
