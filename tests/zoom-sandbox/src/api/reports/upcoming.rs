//! What is planned.

use serde_json::{Value, json};

use super::{is_about_a_group, page, period, permitted, tell};
use crate::{
    api::{call::Call, error::ApiError},
    state::{State, meeting::Meeting, user::User},
    time,
};

/// Lists every start that is to come, each occurrence of a series by itself.
pub(super) fn events(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    permitted(call)?;
    let period = period(call)?;
    let wanted = |meeting: &&Meeting| match call.query_text("type") {
        Some("meeting") => !meeting.is_webinar(),
        Some("webinar") => meeting.is_webinar(),
        _ => true,
    };
    let meetings = state.meetings.iter().filter(|_| !is_about_a_group(call));
    let mut starts: Vec<_> = meetings
        .filter(wanted)
        .flat_map(|meeting| {
            let starts = meeting.starts().into_iter();
            starts.map(move |(start, _)| (start, meeting))
        })
        .filter(|(start, _)| *start >= call.now && period.contains(*start))
        .collect();
    starts.sort_by_key(|(start, meeting)| (*start, meeting.id));
    let events = starts
        .into_iter()
        .map(|(start, meeting)| {
            let host = state.user(&meeting.host_id);
            json!({
                "id": meeting.uuid,
                "topic": meeting.topic,
                "start_time": time::utc(start),
                "host_id": meeting.host_id,
                "host_name": host.map(User::display_name).unwrap_or_default(),
                "dept": host.map_or("", |host| &host.dept),
            })
        })
        .collect();
    let mut answer = page(call, state, "upcoming_events", events);
    tell(period, &mut answer);
    Ok(Value::Object(answer))
}
