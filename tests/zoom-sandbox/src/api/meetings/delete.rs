//! Delete a meeting, or one occurrence of it.

use serde_json::Value;

use crate::{
    api::{call::Call, error::ApiError},
    state::{State, happening::What, meeting::Meeting},
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    delete(call, state, call.meeting(state)?.clone())?;
    Ok(Value::Null)
}

/// Deletes a meeting or webinar, or the occurrence that the call names. A
/// meeting may be recovered; nothing recovers a webinar.
pub(crate) fn delete(call: &Call<'_>, state: &mut State, meeting: Meeting) -> Result<(), ApiError> {
    let id = meeting.id;
    let occurrence_id = call.query_text("occurrence_id");
    if let Some(occurrence_id) = occurrence_id {
        delete_occurrence(state, id, occurrence_id)?;
    } else {
        let deleted = state.meetings.extract_if(.., |meeting| meeting.id == id);
        let recoverable = deleted.filter(|meeting| !meeting.is_webinar());
        state.deleted_meetings.extend(recoverable);
    }
    let deleted = What::MeetingDeleted {
        meeting,
        occurrence_id: occurrence_id.map(str::to_owned),
    };
    state.happened(call.now, Some(&call.caller.user_id), deleted);
    Ok(())
}

fn delete_occurrence(state: &mut State, id: u64, occurrence_id: &str) -> Result<(), ApiError> {
    let occurrence = state
        .meetings
        .iter_mut()
        .filter(|meeting| meeting.id == id)
        .flat_map(|meeting| &mut meeting.occurrences)
        .find(|occurrence| occurrence.id == occurrence_id && !occurrence.deleted)
        .ok_or_else(|| ApiError::bad_request(300, "Invalid parameter: `occurrence_id`."))?;
    occurrence.deleted = true;
    Ok(())
}
