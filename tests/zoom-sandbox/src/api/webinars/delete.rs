//! Delete a webinar, or one occurrence of it. Nothing recovers a webinar.

use serde_json::Value;

use super::occurrence;
use crate::{
    api::{call::Call, error::ApiError, meetings::delete::delete_occurrence},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let webinar = call.webinar(state)?;
    let id = webinar.id;
    match occurrence(call, webinar)?.map(|occurrence| occurrence.id.clone()) {
        Some(occurrence_id) => delete_occurrence(state, id, &occurrence_id)?,
        None => state.meetings.retain(|meeting| meeting.id != id),
    }
    Ok(Value::Null)
}
