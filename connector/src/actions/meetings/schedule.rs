//! When a meeting takes place: what its time fields must heed, and what to warn of.

use super::recurrence;
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::shape::Path;
use crate::times::DateTime;

pub(super) const INSTANT: i64 = 1;
const SCHEDULED: i64 = 2;
const RECURRING_WITHOUT_TIME: i64 = 3;
const RECURRING: i64 = 8;

/// The rules of a meeting that is of type `kind`, when that is known.
pub(super) fn rules(kind: Option<i64>, input: &Input, problems: &mut Vec<FieldProblem>) {
    let mut problem = |field: &str, message: &str| {
        problems.push(Path::Member(&Path::Whole, field).problem(message));
    };
    let has = |field: &str| input.get(field).is_some();
    if has("start_time") && matches!(kind, Some(INSTANT | RECURRING_WITHOUT_TIME)) {
        problem(
            "start_time",
            "is only for meetings of `type` 2 or 8: others have no fixed time",
        );
    }
    if has("recurrence") && kind.is_some_and(|kind| kind != RECURRING) {
        problem(
            "recurrence",
            "is only for meetings of `type` 8; set `type` to 8 or remove it",
        );
    }
    if has("schedule_for") && kind == Some(INSTANT) {
        problem(
            "schedule_for",
            "is not for instant meetings; remove it or set `type` to 2",
        );
    }
    if input.is_true("pre_schedule")
        && kind.is_some_and(|kind| !matches!(kind, SCHEDULED | RECURRING_WITHOUT_TIME))
    {
        problem(
            "pre_schedule",
            "is only for meetings of `type` 2 or 3; remove it",
        );
    }
    let recurrence = input.object("recurrence");
    // The end of a series is in UTC: whether it lies before or after such a start is not known.
    if recurrence.is_some_and(|recurrence| recurrence.contains_key("end_date_time"))
        && start_without_zone(input).is_some()
    {
        problem(
            "start_time",
            "is a local time of no known zone, while `recurrence.end_date_time` is a moment; add \
             `timezone`, or write `start_time` with `Z` or an offset",
        );
    }
    if let Some(recurrence) = recurrence {
        recurrence::rules(recurrence, problems);
    }
}

/// The start, when it is a local time and nothing says of which time zone.
fn start_without_zone(input: &Input) -> Option<DateTime> {
    let start = input.text("start_time").and_then(DateTime::parse)?;
    (!start.is_utc() && input.get("timezone").is_none()).then_some(start)
}

/// A local time without a zone means whatever zone the account has.
pub(super) fn warnings(input: &Input) -> Vec<String> {
    match start_without_zone(input) {
        Some(start) => vec![format!(
            "`start_time` {start} says neither `Z` nor an offset, and there is no `timezone`: Zoom \
             takes it for a time of the account's own time zone."
        )],
        None => Vec::new(),
    }
}
