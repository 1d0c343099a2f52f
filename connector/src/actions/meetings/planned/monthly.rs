//! `schedule-monthly-meeting`.

use serde_json::Value;

use super::forms::DAY;
use super::plan::planned;
use super::{fields, meaning, rules};
use crate::action::{Action, Needed};
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::shape::{Field, Kind, Path, member};

pub(crate) static ACTION: Action = planned(
    "schedule-monthly-meeting",
    "Schedules a meeting that repeats every month, on a date or on a day of a week.",
)
    .description(
        "Either `day_of_month` says on which date, or `week` and `day` say on which day of the week, such as the last Friday. It ends after a number of meetings or on a day. Times that clocks leave out when they are set forward begin as much later, and of those that they show twice the first is meant; the output has each meeting in UTC and as clocks show it. Never repeated on its own; when the answer is lost, the meeting is looked for.",
    )
    .input(INPUT)
    .prepare(prepare)
    .needed(&[rules::AN_END, Needed::OneOf(&[&["day_of_month"], &["week", "day"]])])
    .rules(check)
    .sample(
        r#"{ "topic": "Weekly review", "start_time": "2036-10-15T09:00", "timezone": "Europe/Berlin", "duration": 90, "week": "third", "day": "Wednesday", "end_after": 2 }"#,
        r#"{
        "id": "85746065432",
        "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
        "topic": "Weekly review",
        "type": 8,
        "start_time": "2036-10-15T07:00:00Z",
        "timezone": "Europe/Berlin",
        "duration": 90,
        "join_url": "https://us02web.zoom.us/j/85746065432?pwd=example",
        "start_url": "https://us02web.zoom.us/s/85746065432?zak=example",
        "recurrence": { "type": 3, "repeat_interval": 1, "monthly_week": 3, "monthly_week_day": 4, "end_times": 2 },
        "occurrences": [
            { "occurrence_id": "2107666800000", "start_time": "2036-10-15T07:00:00Z", "duration": 90, "status": "available" },
            { "occurrence_id": "2110694400000", "start_time": "2036-11-19T08:00:00Z", "duration": 90, "status": "available" }
        ],
        "local_times": [
            { "occurrence_id": "2107666800000", "start_time": "2036-10-15T07:00:00Z", "local_start": "2036-10-15T09:00:00", "utc_offset": "+02:00" },
            { "occurrence_id": "2110694400000", "start_time": "2036-11-19T08:00:00Z", "local_start": "2036-11-19T09:00:00", "utc_offset": "+01:00" }
        ],
        "time_zone_data": "2026e"
    }"#,
    );

static INPUT: &[&[Field]] = &[
    fields::SAID,
    fields::ENDS,
    &[
        member(
            "day_of_month",
            Kind::Integer(1, 31),
            "On which date of the month. Not together with `week` and `day`.",
        ),
        member(
            "week",
            Kind::Choice(&WEEKS),
            "In which week of the month. Together with `day`.",
        ),
        member(
            "day",
            DAY,
            "On which day of that week, by name. Together with `week`.",
        ),
        fields::every(10, "Every how many months."),
    ],
];

/// The weeks of a month by name, in the order of Zoom's numbers.
const WEEKS: [&str; 5] = ["first", "second", "third", "fourth", "last"];

/// Zoom's number for a series of months, and for the last week of one.
const MONTHLY: i64 = 3;
const LAST: i64 = -1;

fn prepare(input: Input) -> Input {
    let mut recurrence = meaning::kind(MONTHLY);
    let mut say = |name: &str, value: Option<i64>| {
        if let Some(value) = value {
            recurrence.insert(name.to_owned(), Value::from(value));
        }
    };
    let place = input
        .text("week")
        .and_then(|week| WEEKS.iter().position(|known| *known == week));
    let week = place.map(|place| match i64::try_from(place) {
        Ok(place @ 0..=3) => place + 1,
        _ => LAST,
    });
    say("monthly_day", input.integer("day_of_month"));
    say("monthly_week", week);
    say("monthly_week_day", input.integer("day"));
    meaning::series(input, recurrence)
}

fn check(input: &Input, now: u64, problems: &mut Vec<FieldProblem>) {
    rules::series(input, now, problems);
    let has = |field: &str| input.get(field).is_some();
    let mut problem = |field: &str, message: &str| {
        problems.push(Path::Member(&Path::Whole, field).problem(message));
    };
    match (has("day_of_month"), has("week"), has("day")) {
        (true, false, false) | (false, true, true) => {}
        (true, ..) => problem(
            "day_of_month",
            "does not go together with `week` and `day`; remove it or them",
        ),
        (false, true, false) => problem("day", "is missing; it goes together with `week`"),
        (false, false, true) => problem("week", "is missing; it goes together with `day`"),
        (false, false, false) => problem(
            "day_of_month",
            "is missing; say on which date, or with `week` and `day` on which day of a week",
        ),
    }
}
