//! Add a registrant to a meeting.

use serde_json::{Map, Value, json};

use super::{NOT_ENABLED_FOR_ONE, by_id, is_no_host, takes_registrants, view};
use crate::{
    api::{call::Call, error::ApiError, meetings::occurrence, registration},
    state::{
        State,
        happening::{Registering, What},
        registration::{Registrant, Status},
    },
    time,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    takes_registrants(call, state, 1, NOT_ENABLED_FOR_ONE)?;
    let email = call.body.get("email").and_then(Value::as_str);
    is_no_host(call, state, email.unwrap_or_default())?;
    let meeting = call.meeting(state)?;
    let status = status_of_new(call, &meeting.settings["approval_type"]);
    let id = meeting.id;
    register(call, state, id, status).map(Value::Object)
}

/// Registers for a meeting or webinar, or for some of its occurrences.
pub(crate) fn register(
    call: &Call<'_>,
    state: &mut State,
    meeting_id: u64,
    status: Status,
) -> Result<Map<String, Value>, ApiError> {
    let found = by_id(state, meeting_id)?;
    registration::answers_all(&found.registration, &call.body)?;
    let occurrence_ids: Vec<String> = call
        .query_text("occurrence_ids")
        .unwrap_or_default()
        .split(',')
        .map(|id| id.trim().to_owned())
        .filter(|id| !id.is_empty())
        .collect();
    let has = |id: &String| found.occurrences.iter().any(|known| known.id == *id);
    if !occurrence_ids.iter().all(has) {
        return Err(ApiError::invalid_field("occurrence_ids"));
    }
    let email = call.body.get("email").and_then(Value::as_str);
    state
        .rate_limits
        .count_registration(meeting_id, email.unwrap_or_default(), call.now)?;
    let mut fields = call.body.clone();
    fields.remove("auto_approve");
    let new = Registrant::new(fields, status, occurrence_ids, call.now, &mut state.ids);

    let meeting = by_id(state, meeting_id)?;
    let registrant = registration::add(&mut meeting.registration, new);
    let occurrences: Vec<Value> = meeting
        .occurrences
        .iter()
        .filter(|occurrence| registrant.is_for(&occurrence.id))
        .map(occurrence)
        .collect();
    let mut answer = view::way_in(&registrant, meeting, call.links);
    answer.insert("id".into(), json!(meeting.id));
    answer.insert("registrant_id".into(), json!(registrant.id));
    answer.insert("topic".into(), json!(meeting.topic));
    answer.insert("occurrences".into(), json!(occurrences));
    if let Some(start) = meeting.next_start(call.now) {
        answer.insert("start_time".into(), json!(time::utc(start)));
    }
    let meeting = meeting.clone();
    let told = What::MeetingRegistration(Registering::Created, meeting, registrant);
    state.happened(call.now, None, told);
    Ok(answer)
}

/// Approved at once where the meeting or the request says so.
pub(super) fn status_of_new(call: &Call<'_>, approval_type: &Value) -> Status {
    if call.body.get("auto_approve") == Some(&json!(true)) {
        Status::Approved
    } else {
        Status::of_new(approval_type)
    }
}
