//! `schedule-daily-meeting`.

use super::plan::planned;
use super::{fields, meaning, rules};
use crate::action::Action;
use crate::input::Input;
use crate::shape::Field;

pub(crate) static ACTION: Action = planned(
    "schedule-daily-meeting",
    "Schedules a meeting that repeats every day, or every few days.",
)
    .description(
        "It ends after a number of meetings or on a day. Times that clocks leave out when they are set forward begin as much later, and of those that they show twice the first is meant; the output has each meeting in UTC and as clocks show it. Never repeated on its own; when the answer is lost, the meeting is looked for.",
    )
    .input(INPUT)
    .prepare(prepare)
    .needed(rules::NEEDED)
    .rules(rules::series)
    .sample(
        r#"{ "topic": "Weekly review", "start_time": "2036-10-22T09:00", "timezone": "Europe/Berlin", "duration": 90, "every": 7, "end_after": 2 }"#,
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
        "recurrence": { "type": 1, "repeat_interval": 7, "end_times": 2 },
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
    &[fields::every(99, "Every how many days.")],
];

/// Zoom's number for a series of days.
const DAILY: i64 = 1;

fn prepare(input: Input) -> Input {
    meaning::series(input, meaning::kind(DAILY))
}
