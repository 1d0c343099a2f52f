//! Delete a meeting, or one occurrence of it.

use serde_json::Value;

use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = call.meeting(state)?.id;
    let Some(occurrence_id) = call.query_text("occurrence_id") else {
        let deleted = state.meetings.extract_if(.., |meeting| meeting.id == id);
        state.deleted_meetings.extend(deleted);
        return Ok(Value::Null);
    };
    let occurrence = state
        .meetings
        .iter_mut()
        .filter(|meeting| meeting.id == id)
        .flat_map(|meeting| &mut meeting.occurrences)
        .find(|occurrence| occurrence.id == occurrence_id && !occurrence.deleted)
        .ok_or_else(|| ApiError::bad_request(300, "Invalid parameter: `occurrence_id`."))?;
    occurrence.deleted = true;
    Ok(Value::Null)
}
