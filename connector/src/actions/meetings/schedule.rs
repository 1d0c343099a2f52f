//! When a meeting takes place: what its time fields must heed, and what to warn of.

use super::recurrence;
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::shape::Path;
use crate::time_zones::{self, ANYWHERE, Offsets};
use crate::times::DateTime;

pub(super) const INSTANT: i64 = 1;
pub(super) const SCHEDULED: i64 = 2;
pub(super) const RECURRING_WITHOUT_TIME: i64 = 3;
pub(super) const RECURRING: i64 = 8;

/// How long ago a start may be that was in the future when somebody's program wrote it, in seconds.
const TOLERANCE: i64 = 300;

/// The type of a meeting that is to be made, when it is known.
pub(super) fn kind_of_new(input: &Input) -> Option<i64> {
    match input.get("type") {
        Some(kind) => kind.as_i64(),
        None => Some(SCHEDULED),
    }
}

/// Whether a meeting of that type begins at a fixed time.
pub(super) fn has_a_time(kind: Option<i64>) -> bool {
    matches!(kind, Some(SCHEDULED | RECURRING))
}

/// The rules of a meeting that is of type `kind`, when that is known.
pub(super) fn rules(kind: Option<i64>, input: &Input, problems: &mut Vec<FieldProblem>) {
    let mut problem = |field: &str, message: &str| {
        problems.push(Path::Member(&Path::Whole, field).problem(message));
    };
    let has = |field: &str| input.get(field).is_some();
    if has("recurrence") && kind.is_some_and(|kind| kind != RECURRING) {
        problem(
            "recurrence",
            "is only for meetings of `type` 8: of others Zoom makes one meeting; set `type` to 8 or \
             remove it",
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
    let Some(recurrence) = input.object("recurrence") else {
        return;
    };
    recurrence::rules(recurrence, problems);
    let end = recurrence::end(recurrence);
    if let (Some(end), Some((first, _))) = (end, start(input))
        && end < first
    {
        let at = Path::Member(&Path::Whole, "recurrence");
        let at = Path::Member(&at, "end_date_time");
        problems.push(at.problem("is before `start_time`, so the series would have no meeting"));
    }
}

/// The first and the last moment that the start can be.
fn start(input: &Input) -> Option<(i64, i64)> {
    let start = input.text("start_time").and_then(DateTime::parse)?;
    Some(start.moments(&offsets(input)))
}

fn offsets(input: &Input) -> Offsets {
    let zone = input.text("timezone").and_then(time_zones::find);
    zone.map_or(ANYWHERE, |(_, offsets)| offsets)
}

/// Whether the start is in the past, in whatever zone it is meant.
pub(super) fn is_past(input: &Input, now: u64) -> bool {
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    start(input).is_some_and(|(_, last)| last.saturating_add(TOLERANCE) < now)
}

/// Refuses a start in the past of a meeting that is of type `kind`, unless the input allows it.
pub(super) fn no_past_start(
    kind: Option<i64>,
    input: &Input,
    now: u64,
    problems: &mut Vec<FieldProblem>,
) {
    let timeless = matches!(kind, Some(INSTANT | RECURRING_WITHOUT_TIME));
    if !timeless && is_past(input, now) && !input.is_true("allow_past_start") {
        let at = Path::Member(&Path::Whole, "start_time");
        problems.push(at.problem(
            "is in the past, and Zoom would take it for now; correct it, or set \
             `allow_past_start` to true",
        ));
    }
}

/// What the caller should know of the times of a meeting that is of type `kind`, when that is known.
pub(super) fn warnings(kind: Option<i64>, input: &Input, now: u64) -> Vec<String> {
    let mut warnings = Vec::new();
    let Some(start) = input.text("start_time").and_then(DateTime::parse) else {
        warnings.extend(recurrence::warnings(input));
        return warnings;
    };
    if matches!(kind, Some(INSTANT | RECURRING_WITHOUT_TIME)) {
        warnings.push(
            "Zoom ignores `start_time`: only meetings of `type` 2 or 8 have a fixed time."
                .to_owned(),
        );
    } else if input.is_true("allow_past_start") && is_past(input, now) {
        warnings.push("`start_time` is in the past: Zoom takes it for now.".to_owned());
    } else if !start.is_utc() && input.get("timezone").is_none() {
        // A local time without a zone means whatever zone the account has.
        warnings.push(format!(
            "`start_time` {start} says neither `Z` nor an offset, and there is no `timezone`: Zoom \
             takes it for a time of the account's own time zone."
        ));
    }
    warnings.extend(recurrence::warnings(input));
    warnings
}
