//! List the meetings of the next 24 hours, those a user is invited to too.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::view;
use crate::{
    api::{call::Call, error::ApiError},
    state::{
        State,
        meeting::{Meeting, kind},
        user::User,
    },
    time,
};

/// How far the list looks ahead.
const HORIZON: SignedDuration = SignedDuration::from_hours(24);

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let user = call.user(state)?;
    let mut upcoming: Vec<_> = state
        .meetings
        .iter()
        .filter(|meeting| meeting.kind != kind::INSTANT && !meeting.is_webinar())
        .filter(|meeting| meeting.host_id == user.id || invites(meeting, user))
        .flat_map(|meeting| {
            let starts = meeting.starts().into_iter();
            starts.map(move |(start, minutes)| (start, minutes, meeting))
        })
        .filter(|(start, ..)| *start >= call.now && *start <= call.now + HORIZON)
        .collect();
    upcoming.sort_by_key(|(start, _, meeting)| (*start, meeting.id));
    let meetings: Vec<Value> = upcoming
        .into_iter()
        .filter_map(|(start, minutes, meeting)| {
            let host = state.user(&meeting.host_id)?;
            Some(json!({
                "id": meeting.id,
                "topic": meeting.topic,
                "type": meeting.kind,
                "start_time": time::utc(start),
                "duration": minutes,
                "timezone": meeting.timezone,
                "created_at": time::utc(meeting.created_at),
                "join_url": view::join_url(meeting, host, call.links),
                "passcode": meeting.password,
                "use_pmi": view::uses_pmi(meeting),
                "is_host": meeting.host_id == user.id,
                "is_all_day": minutes >= 24 * 60,
            }))
        })
        .collect();
    Ok(json!({"total_records": meetings.len(), "meetings": meetings}))
}

fn invites(meeting: &Meeting, user: &User) -> bool {
    let invitees = meeting.settings.get("meeting_invitees");
    invitees
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .any(|invitee| invitee["email"] == json!(user.email))
}
