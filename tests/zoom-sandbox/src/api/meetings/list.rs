//! List a user's meetings.

use jiff::{Span, Timestamp, ToSpan as _, tz::TimeZone};
use serde_json::Value;

use super::view;
use crate::{
    api::{call::Call, error::ApiError, pagination},
    state::{
        State,
        meeting::{Meeting, kind},
    },
    time,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let host = call.user(state)?.clone();
    let wanted = call.query_text("type").unwrap_or_default();
    let zone = match call.query_text("timezone").filter(|name| !name.is_empty()) {
        Some(name) => TimeZone::get(name).map_err(|_| ApiError::invalid_field("timezone"))?,
        None => TimeZone::UTC,
    };
    let from = call.query_date("from")?;
    let to = call.query_date("to")?;
    let mut meetings: Vec<&Meeting> = state
        .meetings
        .iter()
        .filter(|meeting| meeting.host_id == host.id && meeting.kind != kind::INSTANT)
        .filter(|meeting| !meeting.is_webinar())
        .filter(|meeting| belongs(state, meeting, wanted, call))
        .filter(|meeting| {
            let day = meeting
                .next_start(call.now)
                .map(|start| time::day(start, &zone));
            from.is_none_or(|from| day.is_some_and(|day| day >= from))
                && to.is_none_or(|to| day.is_some_and(|day| day <= to))
        })
        .collect();
    // The order is not documented; by start, those without one first.
    meetings.sort_by_key(|meeting| (meeting.next_start(call.now), meeting.id));
    let items = meetings
        .into_iter()
        .map(|meeting| {
            let start = meeting.next_start(call.now);
            Value::Object(view::summary(meeting, &host, call.links, start))
        })
        .collect();
    Ok(pagination::list(call, state, "meetings", items))
}

/// Whether a meeting is in the list of this `type`.
fn belongs(state: &State, meeting: &Meeting, wanted: &str, call: &Call<'_>) -> bool {
    let over = meeting.end().is_some_and(|end| end <= call.now);
    match wanted {
        "live" => state.live_instance(meeting.id).is_some(),
        "upcoming" | "upcoming_meetings" => {
            let next = meeting.next_start(call.now);
            let edge = away(call.now, 6.months());
            !over && next.is_none_or(|next| edge.is_none_or(|edge| next <= edge))
        }
        "previous_meetings" => over && meeting.end() >= away(call.now, -6.months()),
        _ => !meeting.expired(call.now),
    }
}

/// The moment that is this far from another by the calendar.
fn away(now: Timestamp, far: Span) -> Option<Timestamp> {
    let then = TimeZone::UTC.to_datetime(now).checked_add(far).ok()?;
    TimeZone::UTC.to_timestamp(then).ok()
}
