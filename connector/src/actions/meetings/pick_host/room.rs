//! The time that a host has to be free at: where that can be seen, and what stands in the way.

use serde_json::Value;

use crate::actions::meetings::planned::start_in_utc;
use crate::actions::meetings::recurrence;
use crate::course::Trip;
use crate::input::Input;
use crate::times::DateTime;

/// The lists that have what a host is busy with.
const LISTS: &[&str] = &["upcoming_meetings", LIVE, WEBINARS];
/// The list of the meetings that go on.
pub(super) const LIVE: &str = "live";
/// The list of the webinars, which is another endpoint's.
pub(super) const WEBINARS: &str = "webinars";
/// How far the list of what is to come reaches, in seconds: six months, of which none is shorter than this.
const REACH: u64 = 180 * 24 * 3600;
/// The list that reaches beyond.
pub(super) const FAR_LISTS: &[&str] = &["scheduled", WEBINARS];

/// The lists to read for a time that ends then.
pub(super) fn lists(input: &Input, now: u64) -> &'static [&'static str] {
    let (_, end) = wanted(input, now);
    if end.saturating_add(buffer(input)) > now.saturating_add(REACH) {
        FAR_LISTS
    } else {
        LISTS
    }
}

/// How much time there has to be between two meetings, in seconds.
fn buffer(input: &Input) -> u64 {
    let minutes = input.integer("buffer_minutes").unwrap_or(0);
    u64::try_from(minutes).unwrap_or(0) * 60
}

/// How long a meeting that goes on counts at least, in seconds.
const GOES_ON: u64 = 1800;

/// The time that is looked at, in seconds since 1970-01-01T00:00:00Z.
pub(super) fn wanted(input: &Input, now: u64) -> (u64, u64) {
    let start = input.text("start_time").and_then(|start| {
        let (moment, _) = start_in_utc(start, input.text("timezone"))?;
        DateTime::parse(&moment)?.timestamp()
    });
    let start = start.unwrap_or(now);
    let minutes = input
        .integer("duration")
        .and_then(|minutes| u64::try_from(minutes).ok());
    (start, start.saturating_add(minutes.unwrap_or(0) * 60))
}

/// Whether a meeting of a host leaves no room for the one that is wanted.
pub(super) fn is_in_the_way(trip: &Trip<'_>, meeting: &Value, goes_on: bool) -> bool {
    let buffer = buffer(trip.input);
    let (start, end) = wanted(trip.input, trip.began_at);
    let begins = meeting.get("start_time").and_then(Value::as_str);
    let begins = begins.and_then(|start| DateTime::parse(start)?.timestamp());
    let minutes = meeting.get("duration").and_then(Value::as_u64).unwrap_or(0);
    let (begins, ends) = match (begins, goes_on) {
        (Some(begins), false) => (begins, begins.saturating_add(minutes * 60)),
        (None, false) => return false,
        (begins, true) => {
            let begins = begins.unwrap_or(trip.began_at);
            let planned = begins.saturating_add(minutes * 60);
            (begins, planned.max(trip.began_at.saturating_add(GOES_ON)))
        }
    };
    begins < end.saturating_add(buffer) && start < ends.saturating_add(buffer)
}

/// The meeting of a series that leaves no room for the one that is wanted, or why that is not known: not all
/// of its meetings are told.
pub(super) fn of_series<'a>(
    trip: &Trip<'_>,
    series: &'a Value,
) -> Result<Option<&'a Value>, Unseen> {
    let occurrences = series.get("occurrences").and_then(Value::as_array);
    let stays =
        |occurrence: &&Value| occurrence.get("status").and_then(Value::as_str) != Some("deleted");
    let mut staying = occurrences.into_iter().flatten().filter(stays);
    if let Some(occurrence) = staying.find(|occurrence| is_in_the_way(trip, occurrence, false)) {
        return Ok(Some(occurrence));
    }
    let (start, _) = wanted(trip.input, trip.began_at);
    let begins = |occurrence: &Value| {
        let start = occurrence.get("start_time").and_then(Value::as_str)?;
        DateTime::parse(start)?.timestamp()
    };
    let told = occurrences.into_iter().flatten().filter_map(begins).max();
    let repeats = series.get("recurrence").and_then(Value::as_object);
    let ends = repeats.is_some_and(|repeats| !recurrence::is_endless(repeats));
    match told {
        Some(last) if ends || last >= start => Ok(None),
        _ => Err(Unseen),
    }
}

/// Whether a meeting stands in the way is not known.
pub(super) struct Unseen;
