//! `schedule-weekly-meeting`.

use serde_json::Value;

use super::forms::DAYS;
use super::plan::planned;
use super::{fields, meaning, rules};
use crate::action::Action;
use crate::input::Input;
use crate::shape::{Field, member};

pub(crate) static ACTION: Action = planned(
    "schedule-weekly-meeting",
    "Schedules a meeting that repeats every week, on one or more days.",
)
    .description(
        "Days are said by name. The first meeting is on the first of these days from the start on; the series ends after a number of meetings or on a day. Times that clocks leave out when they are set forward begin as much later, and of those that they show twice the first is meant; the output has each meeting in UTC and as clocks show it. Never repeated on its own; when the answer is lost, the meeting is looked for.",
    )
    .input(INPUT)
    .prepare(prepare)
    .needed(rules::NEEDED)
    .rules(rules::series)
    .sample(
        r#"{ "topic": "Weekly review", "start_time": "2036-10-22T09:00", "timezone": "Europe/Berlin", "duration": 90, "days": ["Wednesday"], "end_date": "2036-11-01" }"#,
        r#"{
        "id": "85746065432",
        "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
        "topic": "Weekly review",
        "type": 8,
        "start_time": "2036-10-22T07:00:00Z",
        "timezone": "Europe/Berlin",
        "duration": 90,
        "join_url": "https://us02web.zoom.us/j/85746065432?pwd=example",
        "start_url": "https://us02web.zoom.us/s/85746065432?zak=example",
        "recurrence": { "type": 2, "repeat_interval": 1, "weekly_days": "4", "end_date_time": "2036-11-01T22:59:59Z" },
        "occurrences": [
            { "occurrence_id": "2108271600000", "start_time": "2036-10-22T07:00:00Z", "duration": 90, "status": "available" },
            { "occurrence_id": "2108880000000", "start_time": "2036-10-29T08:00:00Z", "duration": 90, "status": "available" }
        ],
        "local_times": [
            { "occurrence_id": "2108271600000", "start_time": "2036-10-22T07:00:00Z", "local_start": "2036-10-22T09:00:00", "utc_offset": "+02:00" },
            { "occurrence_id": "2108880000000", "start_time": "2036-10-29T08:00:00Z", "local_start": "2036-10-29T09:00:00", "utc_offset": "+01:00" }
        ],
        "time_zone_data": "2026e"
    }"#,
    );

static INPUT: &[&[Field]] = &[
    fields::SAID,
    fields::ENDS,
    &[
        member(
            "days",
            DAYS,
            "On which days of the week, by name: a list, or a text with commas, such as `Mon, Wed`.",
        )
        .required(),
        fields::every(50, "Every how many weeks."),
    ],
];

/// Zoom's number for a series of weeks.
const WEEKLY: i64 = 2;

fn prepare(input: Input) -> Input {
    let mut recurrence = meaning::kind(WEEKLY);
    if let Some(days) = input.text("days") {
        recurrence.insert("weekly_days".to_owned(), Value::from(days));
    }
    meaning::series(input, recurrence)
}
