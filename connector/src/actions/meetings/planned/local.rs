//! Times as the clocks of the meeting's zone show them.

use serde_json::Value;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

use crate::input::Input;
use crate::json;
use crate::time_zones::{self, Clocks, Shown};
use crate::times::{self, DateTime};

/// The clocks of the zone that an input names.
pub(super) fn clocks(input: &Input) -> Option<Clocks> {
    time_zones::clocks(input.text("timezone")?)
}

/// What a time shows, as if it were one of UTC.
pub(super) fn shown(time: PrimitiveDateTime) -> i64 {
    time.assume_utc().unix_timestamp()
}

/// The inverse of [`shown`].
pub(super) fn written(shown: i64) -> Option<String> {
    let time = OffsetDateTime::from_unix_timestamp(shown).ok()?;
    Some(DateTime::Local(PrimitiveDateTime::new(time.date(), time.time())).to_string())
}

/// A moment as Zoom writes it.
pub(super) fn in_utc(moment: i64) -> Option<String> {
    u64::try_from(moment).ok().map(times::utc)
}

/// The moment of a local start in the zone of the input; none where that is not known.
pub(super) fn moment(input: &Input, start: &str) -> Option<Shown> {
    match DateTime::parse(start)? {
        DateTime::Utc(time) => Some(Shown::Once(shown(time))),
        DateTime::Local(time) => clocks(input)?.moment(shown(time)),
    }
}

/// The last second of a day as the zone's clocks have it, in UTC.
pub(super) fn end_of(input: &Input, day: Date) -> Option<String> {
    let last = Time::from_hms(23, 59, 59).ok()?;
    let moment = clocks(input)?.moment(shown(PrimitiveDateTime::new(day, last)))?;
    in_utc(moment.moment())
}

/// A start as the moment that it is, in UTC, and what to say where clocks do not show it once. None where
/// it is not known what they show.
pub(in crate::actions::meetings) fn start_in_utc(
    start: &str,
    zone: Option<&str>,
) -> Option<(String, Option<String>)> {
    match DateTime::parse(start)? {
        time @ DateTime::Utc(_) => Some((time.to_string(), None)),
        DateTime::Local(time) => {
            let zone = zone?;
            let found = time_zones::clocks(zone)?.moment(shown(time))?;
            Some((in_utc(found.moment())?, remark(start, zone, found)))
        }
    }
}

/// A start as the clocks of a zone show it.
pub(in crate::actions::meetings) fn start_by_the_clock(
    start: &str,
    zone: &str,
) -> Option<(String, Option<String>)> {
    let (moment, remark) = start_in_utc(start, Some(zone))?;
    let moment = i64::try_from(DateTime::parse(&moment)?.timestamp()?).ok()?;
    let shown = time_zones::clocks(zone)?.show(moment)?;
    Some((written(shown)?, remark))
}

/// What to say of a time that clocks leave out or show twice.
pub(super) fn remark(asked: &str, zone: &str, shown: Shown) -> Option<String> {
    let clocks = time_zones::clocks(zone)?;
    let local = |moment: i64| written(clocks.show(moment)?);
    match shown {
        Shown::Once(_) => None,
        Shown::Never(moment) => Some(format!(
            "In {zone} clocks are set forward over {asked}, which they never show; the meeting begins at \
             {} ({}).",
            local(moment)?,
            in_utc(moment)?
        )),
        Shown::Twice(first, second) => Some(format!(
            "In {zone} clocks show {asked} twice, at {} and {}; the first is meant.",
            in_utc(first)?,
            in_utc(second)?
        )),
    }
}

/// How far ahead of UTC, as RFC 3339 has it.
fn offset(seconds: i64) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The meetings of an answer, each in UTC and as the clocks of its zone show it.
pub(super) fn times_of(meeting: &Value) -> Vec<Value> {
    let text =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let Some(clocks) = text(meeting, "timezone").and_then(|zone| time_zones::clocks(&zone)) else {
        return Vec::new();
    };
    let occurrences = meeting.get("occurrences").and_then(Value::as_array);
    let alone = std::slice::from_ref(meeting);
    let meetings = occurrences.map_or(alone, Vec::as_slice);
    meetings
        .iter()
        .filter_map(|one| {
            let start = text(one, "start_time")?;
            let moment = i64::try_from(DateTime::parse(&start)?.timestamp()?).ok()?;
            let mut told = vec![
                ("start_time", start.into()),
                ("local_start", written(clocks.show(moment)?)?.into()),
                ("utc_offset", offset(clocks.ahead(moment)).into()),
            ];
            if let Some(id) = text(one, "occurrence_id") {
                told.push(("occurrence_id", id.into()));
            }
            Some(json::object(told))
        })
        .collect()
}
