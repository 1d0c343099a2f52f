//! `schedule-one-time-meeting`.

use super::plan::planned;
use super::{fields, meaning, rules};
use crate::action::Action;
use crate::input::Input;

pub(crate) static ACTION: Action = planned(
    "schedule-one-time-meeting",
    "Schedules a meeting that takes place once.",
)
    .description(
        "How long it lasts is said in minutes or as `PT1H30M`, and when as a clock in its zone shows it. Times that clocks leave out when they are set forward begin as much later, and of those that they show twice the first is meant; the output has each meeting in UTC and as clocks show it. All that a meeting can be, create-meeting makes. Never repeated on its own; when the answer is lost, the meeting is looked for.",
    )
    .input(fields::ONCE)
    .prepare(prepare)
    .rules(rules::once)
    .sample(
        r#"{ "topic": "Weekly review", "start_time": "2036-10-22T09:00:00+02:00", "timezone": "Europe/Berlin", "duration": "PT1H30M" }"#,
        r#"{
        "id": "85746065432",
        "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
        "topic": "Weekly review",
        "type": 2,
        "start_time": "2036-10-22T07:00:00Z",
        "timezone": "Europe/Berlin",
        "duration": 90,
        "join_url": "https://us02web.zoom.us/j/85746065432?pwd=example",
        "start_url": "https://us02web.zoom.us/s/85746065432?zak=example",
        "local_times": [
            { "start_time": "2036-10-22T07:00:00Z", "local_start": "2036-10-22T09:00:00", "utc_offset": "+02:00" }
        ],
        "time_zone_data": "2026e"
    }"#,
    );

fn prepare(input: Input) -> Input {
    meaning::once(input)
}
