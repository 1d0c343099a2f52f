//! How a meeting repeats.

use serde_json::Value;

use crate::contract::FieldProblem;
use crate::input::Input;
use crate::json;
use crate::shape::{Field, INTEGER, Kind, Object, Path, Shape, TEXT, member};
use crate::time_zones::ANYWHERE;
use crate::times::{DateTime, TIMESTAMP, WEEK_DAYS};

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
pub(crate) static INPUT: Shape = Shape::of(&[&[
    TYPE.required(),
    member("repeat_interval", Kind::Integer(1, 99), REPEAT_INTERVAL),
    member("weekly_days", WEEK_DAYS, WEEKLY_DAYS),
    member("monthly_day", Kind::Integer(1, 31), MONTHLY_DAY),
    MONTHLY_WEEK,
    MONTHLY_WEEK_DAY,
    member("end_times", Kind::Integer(0, 60), END_TIMES),
    member(
        "end_date_time",
        TIMESTAMP,
        "The last moment at which the series may have a meeting, with `Z` or an offset. Not together with `end_times`.",
    ),
]]);

/// As Zoom answers it.
pub(crate) static OUTPUT: Shape = Shape::of(&[&[
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

/// Which fields are of use to which type.
const OF_A_TYPE: [(&str, i64, &str); 4] = [
    ("weekly_days", 2, "weekly"),
    ("monthly_day", 3, "monthly"),
    ("monthly_week", 3, "monthly"),
    ("monthly_week_day", 3, "monthly"),
];

fn integer(recurrence: &Object, field: &str) -> Option<i64> {
    recurrence.get(field).and_then(Value::as_i64)
}

/// What the fields must heed among themselves. What Zoom ignores is no problem.
pub(crate) fn rules(recurrence: &Object, problems: &mut Vec<FieldProblem>) {
    let at = Path::Member(&Path::Whole, "recurrence");
    let mut problem = |field: &str, message: String| {
        problems.push(Path::Member(&at, field).problem(message));
    };
    let has = |field: &str| recurrence.contains_key(field);
    let kind = integer(recurrence, "type");
    let (most, unit) = match kind {
        Some(1) => (99, "days"),
        Some(2) => (50, "weeks"),
        Some(3) => (10, "months"),
        _ => (i64::MAX, ""),
    };
    let interval = integer(recurrence, "repeat_interval");
    if let Some(interval) = interval.filter(|interval| *interval > most) {
        problem(
            "repeat_interval",
            format!("must be at most {most} {unit}, not {interval}"),
        );
    }
    for (field, other) in [
        ("monthly_week", "monthly_week_day"),
        ("monthly_week_day", "monthly_week"),
    ] {
        if kind == Some(3) && has(field) && !has(other) {
            problem(
                other,
                format!("is missing; it goes together with `{field}`"),
            );
        }
    }
    if kind == Some(3) && has("monthly_day") && has("monthly_week") {
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

/// Weekly meetings need their days, where nothing else tells them.
pub(crate) fn needs_days(recurrence: &Object, problems: &mut Vec<FieldProblem>) {
    if integer(recurrence, "type") == Some(2) && !recurrence.contains_key("weekly_days") {
        let at = Path::Member(&Path::Whole, "recurrence");
        let at = Path::Member(&at, "weekly_days");
        problems.push(at.problem("is missing; a weekly meeting needs its days, like \"2,4\""));
    }
}

/// What the caller should know of how a meeting repeats.
pub(crate) fn warnings(input: &Input) -> Vec<String> {
    let Some(recurrence) = input.object("recurrence") else {
        return Vec::new();
    };
    let kind = integer(recurrence, "type");
    let mut warnings = Vec::new();
    for (field, code, name) in OF_A_TYPE {
        if recurrence.contains_key(field) && kind.is_some_and(|kind| kind != code) {
            warnings.push(format!(
                "Zoom ignores `recurrence.{field}`: it is for meetings that repeat {name}, with \
                 `recurrence.type` {code}."
            ));
        }
    }
    let times = integer(recurrence, "end_times");
    if let Some(times) = times.filter(|times| *times > SURE_TIMES) {
        warnings.push(format!(
            "Zoom's documentation names both 50 and 60 as the most meetings of a series: whether \
             it makes {times} is not sure."
        ));
    }
    if times == Some(0) {
        warnings.push(
            "The series has no end. When it is changed later, Zoom ends it after about 110 weeks \
             or 60 months."
                .to_owned(),
        );
    }
    warnings
}

/// What the caller should know of a new series of which no end is told.
pub(crate) fn without_end(input: &Input) -> Option<String> {
    let recurrence = input.object("recurrence")?;
    let told = |end: &str| recurrence.contains_key(end);
    (!told("end_times") && !told("end_date_time")).then(|| {
        "`recurrence` has neither `end_times` nor `end_date_time`: by Zoom's documentation the \
         series then has a single meeting."
            .to_owned()
    })
}

/// How many meetings of a series all of Zoom's documentation allows.
const SURE_TIMES: i64 = 50;

/// The input with one end of the series: no end beside an end is none.
pub(crate) fn one_end(input: Input) -> Input {
    let Some(recurrence) = input.object("recurrence") else {
        return input;
    };
    let never = integer(recurrence, "end_times") == Some(0);
    if !never || !recurrence.contains_key("end_date_time") {
        return input;
    }
    let mut recurrence = recurrence.clone();
    recurrence.remove("end_times");
    input.with("recurrence", Value::Object(recurrence))
}

/// The moment after which the series has no meeting, in seconds since 1970-01-01T00:00:00Z.
pub(super) fn end(recurrence: &Object) -> Option<i64> {
    let end = recurrence.get("end_date_time")?.as_str()?;
    let end = DateTime::parse(end).filter(DateTime::is_utc)?;
    Some(end.moments(&ANYWHERE).0)
}

/// Whether a series goes on for ever.
pub(super) fn is_endless(recurrence: &Object) -> bool {
    integer(recurrence, "end_times").unwrap_or(0) == 0 && !recurrence.contains_key("end_date_time")
}

/// A changed recurrence with all that it leaves out of the one that is `seen`: Zoom takes what it is
/// sent for the whole.
pub(super) fn merged(changed: &Object, seen: &Object) -> Object {
    let same_kind = changed.get("type") == seen.get("type");
    let ends = ["end_times", "end_date_time"];
    let days = ["monthly_day"];
    let weeks = ["monthly_week", "monthly_week_day"];
    let says = |fields: &[&str]| fields.iter().any(|field| changed.contains_key(*field));
    let kept = seen
        .iter()
        .filter(|(name, _)| {
            let is = |fields: &[&str]| fields.contains(&name.as_str());
            if is(&ends) {
                return !says(&ends);
            }
            let replaced = is(&days) && says(&weeks) || is(&weeks) && says(&days);
            same_kind && !replaced
        })
        .map(|(name, value)| (name.clone(), value.clone()));
    let mut whole = json::gathered(kept);
    whole.extend(changed.clone());
    whole
}
