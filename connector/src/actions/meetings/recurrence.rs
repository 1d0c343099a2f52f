//! How a meeting repeats.

use crate::contract::FieldProblem;
use crate::shape::{Field, INTEGER, Kind, Object, Path, Shape, TEXT, member};
use crate::times::{TIMESTAMP, WEEK_DAYS};

const TYPE: Field = member(
    "type",
    Kind::Code(&[1, 2, 3]),
    "How the meeting repeats: 1 daily, 2 weekly, 3 monthly.",
);
const MONTHLY_WEEK: Field = member(
    "monthly_week",
    Kind::Code(&[-1, 1, 2, 3, 4]),
    "Monthly only, together with `monthly_week_day`: in which week of the month, 1 to 4, or -1 for the last.",
);
const MONTHLY_WEEK_DAY: Field = member(
    "monthly_week_day",
    Kind::Code(&[1, 2, 3, 4, 5, 6, 7]),
    "Monthly only, together with `monthly_week`: on which day of that week, 1 (Sunday) to 7 (Saturday).",
);
const REPEAT_INTERVAL: &str = "Every how many days (at most 99), weeks (at most 50) or months (at most 10) the meeting repeats.";
const WEEKLY_DAYS: &str = "Weekly only, and needed there: the days, 1 (Sunday) to 7 (Saturday), with commas between them, such as `2,4`.";
const MONTHLY_DAY: &str = "Monthly only: on which day of the month.";
const END_TIMES: &str =
    "After how many times the series ends; 0 for never. Not together with `end_date_time`.";

/// As an action takes it.
pub(super) static INPUT: Shape = Shape(&[&[
    TYPE.required(),
    member("repeat_interval", Kind::Integer(1, 99), REPEAT_INTERVAL).default("1"),
    member("weekly_days", WEEK_DAYS, WEEKLY_DAYS).default("\"1\""),
    member("monthly_day", Kind::Integer(1, 31), MONTHLY_DAY).default("1"),
    MONTHLY_WEEK,
    MONTHLY_WEEK_DAY,
    member("end_times", Kind::Integer(0, 60), END_TIMES).default("1"),
    member(
        "end_date_time",
        TIMESTAMP,
        "The last moment at which the series may have a meeting, with `Z` or an offset; a local `start_time` then needs `timezone`. Not together with `end_times`.",
    ),
]]);

/// As Zoom answers it.
pub(super) static OUTPUT: Shape = Shape(&[&[
    TYPE,
    member("repeat_interval", INTEGER, REPEAT_INTERVAL),
    member("weekly_days", TEXT, WEEKLY_DAYS),
    member("monthly_day", INTEGER, MONTHLY_DAY),
    MONTHLY_WEEK,
    MONTHLY_WEEK_DAY,
    member("end_times", INTEGER, END_TIMES),
    member(
        "end_date_time",
        TIMESTAMP,
        "The last moment at which the series may have a meeting, in UTC. Not together with `end_times`.",
    ),
]]);

/// What the fields must heed among themselves.
pub(super) fn rules(recurrence: &Object, problems: &mut Vec<FieldProblem>) {
    let at = Path::Member(&Path::Whole, "recurrence");
    let mut problem = |field: &str, message: String| {
        problems.push(Path::Member(&at, field).problem(message));
    };
    let has = |field: &str| recurrence.contains_key(field);
    let integer = |field: &str| recurrence.get(field).and_then(serde_json::Value::as_i64);
    let (most, unit) = match integer("type") {
        Some(1) => (99, "days"),
        Some(2) => (50, "weeks"),
        Some(3) => (10, "months"),
        _ => (i64::MAX, ""),
    };
    if let Some(interval) = integer("repeat_interval").filter(|interval| *interval > most) {
        problem(
            "repeat_interval",
            format!("must be at most {most} {unit}, not {interval}"),
        );
    }
    let of_type: [(&str, i64, &str); 4] = [
        ("weekly_days", 2, "weekly"),
        ("monthly_day", 3, "monthly"),
        ("monthly_week", 3, "monthly"),
        ("monthly_week_day", 3, "monthly"),
    ];
    for (field, code, name) in of_type {
        if has(field) && integer("type").is_some_and(|kind| kind != code) {
            problem(
                field,
                format!("is only for meetings that repeat {name}, with `type` {code}"),
            );
        }
    }
    if integer("type") == Some(2) && !has("weekly_days") {
        problem(
            "weekly_days",
            "is missing; a weekly meeting needs its days, like \"2,4\"".into(),
        );
    }
    for (field, other) in [
        ("monthly_week", "monthly_week_day"),
        ("monthly_week_day", "monthly_week"),
    ] {
        if has(field) && !has(other) {
            problem(
                other,
                format!("is missing; it goes together with `{field}`"),
            );
        }
    }
    if has("monthly_day") && has("monthly_week") {
        problem(
            "monthly_day",
            "does not go together with `monthly_week`; remove one of them".into(),
        );
    }
    if has("end_times") && has("end_date_time") {
        problem(
            "end_times",
            "does not go together with `end_date_time`; remove one of them".into(),
        );
    }
}
