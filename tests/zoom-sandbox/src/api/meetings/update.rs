//! Update a meeting, or one occurrence of it.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{fields, settings};
use crate::{
    api::{call::Call, error::ApiError},
    state::{State, happening::What, meeting::Meeting},
    time,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    change(call, state, call.meeting(state)?.clone())?;
    Ok(Value::Null)
}

/// Changes a meeting or webinar as a request asks.
pub(crate) fn change(call: &Call<'_>, state: &mut State, old: Meeting) -> Result<(), ApiError> {
    let mut meeting = old.clone();
    state.rate_limits.count_change(&meeting.host_id, call.now)?;
    if let Some(id) = call.query_text("occurrence_id") {
        update_occurrence(&mut meeting, id, &call.body, call.now)?;
    } else {
        let host = fields::scheduled_for(&call.body, meeting.kind, state)?;
        if let Some(host) = host {
            meeting.host_id.clone_from(&host.id);
        }
        // Seen: a new number of meetings without a start counts from the last one on.
        let new_number = call.body.get("recurrence");
        let new_number = new_number.is_some_and(|new| new.get("end_times").is_some());
        if new_number && !call.body.contains_key("start_time") {
            let last = meeting.occurrences.iter().rfind(|known| !known.deleted);
            meeting.start_time = last.map(|last| last.start_time).or(meeting.start_time);
        }
        fields::apply(&mut meeting, &call.body, call.now)?;
        meeting.bound(call.now);
    }
    if let Some(kept) = state.meetings.iter_mut().find(|kept| kept.id == meeting.id) {
        kept.clone_from(&meeting);
    }
    let updated = What::MeetingUpdated {
        old: Box::new(old),
        new: meeting,
        occurrence_id: call.query_text("occurrence_id").map(str::to_owned),
    };
    state.happened(call.now, Some(&call.caller.user_id), updated);
    Ok(())
}

/// Of one occurrence only the start, the duration, the agenda and settings can
/// be changed; the last two belong to the whole series here.
fn update_occurrence(
    meeting: &mut Meeting,
    id: &str,
    body: &Map<String, Value>,
    now: Timestamp,
) -> Result<(), ApiError> {
    let zone = meeting.zone();
    let not_found = ApiError::meeting_does_not_exist(meeting.id);
    let occurrence = meeting
        .occurrences
        .iter_mut()
        .find(|occurrence| occurrence.id == id && !occurrence.deleted)
        .ok_or(not_found)?;
    if let Some(start) = body.get("start_time").and_then(Value::as_str) {
        let start =
            time::moment(start, &zone).ok_or_else(|| ApiError::invalid_field("start_time"))?;
        if start > now {
            occurrence.start_time = start;
        }
    }
    if let Some(duration) = body.get("duration").and_then(Value::as_i64) {
        occurrence.duration = duration;
    }
    if let Some(agenda) = body.get("agenda") {
        meeting.details.insert("agenda".into(), agenda.clone());
    }
    if let Some(Value::Object(changes)) = body.get("settings") {
        settings::apply(&mut meeting.settings, changes);
    }
    Ok(())
}
