//! What is said of a meeting, as Zoom takes it.

use serde_json::Value;

use super::local;
use crate::actions::meetings::schedule::{RECURRING, SCHEDULED};
use crate::input::Input;
use crate::json;
use crate::shape::Object;
use crate::times::{DateTime, parse_date};

/// What the input says the start is, as it was written.
pub(super) const ASKED: &str = "asked_start";

/// A meeting that takes place once: its start is a moment, where the zone's clocks are known.
pub(super) fn once(input: Input) -> Input {
    let Some(start) = input.text("start_time").map(str::to_owned) else {
        return input.with("type", SCHEDULED);
    };
    let moment = local::moment(&input, &start).and_then(|shown| local::in_utc(shown.moment()));
    input
        .with("type", SCHEDULED)
        .with("start_time", moment.unwrap_or_else(|| start.clone()))
        .with(ASKED, start)
}

/// A series: its start is what the zone's clocks show, for that is how it goes on.
pub(super) fn series(input: Input, mut recurrence: Object) -> Input {
    let every = input.integer("every").unwrap_or(1);
    recurrence.insert("repeat_interval".to_owned(), every.into());
    if let Some(times) = input.integer("end_after") {
        recurrence.insert("end_times".to_owned(), times.into());
    }
    let last = input.text("end_date").and_then(parse_date);
    if let Some(end) = last.and_then(|day| local::end_of(&input, day)) {
        recurrence.insert("end_date_time".to_owned(), end.into());
    }
    let input = input
        .with("type", RECURRING)
        .with("recurrence", Value::Object(recurrence));
    let Some(asked) = input.text("start_time").map(str::to_owned) else {
        return input;
    };
    let shown = local::clocks(&input)
        .zip(local::moment(&input, &asked))
        .and_then(|(clocks, shown)| local::written(clocks.show(shown.moment())?));
    input
        .with("start_time", shown.unwrap_or_else(|| asked.clone()))
        .with(ASKED, asked)
}

/// What goes into the body beside the fields.
pub(super) fn beside(input: &Input) -> Object {
    let said = ["type", "recurrence"].into_iter();
    json::gathered(said.filter_map(|name| Some((name.to_owned(), input.get(name)?.clone()))))
}

/// The output: the meeting, and its times as clocks show them.
pub(super) fn output(_: &Input, mut meeting: Value) -> Value {
    let times = local::times_of(&meeting);
    meeting["local_times"] = times.into();
    meeting["time_zone_data"] = crate::time_zones::DATABASE.into();
    meeting
}

/// Whether a time is one of a clock in some place.
pub(super) fn is_local(start: &str) -> bool {
    DateTime::parse(start).is_some_and(|time| !time.is_utc())
}

/// An object with one member.
pub(super) fn kind(kind: i64) -> Object {
    json::gathered([("type".to_owned(), kind.into())])
}
