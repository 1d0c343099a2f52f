//! Take a recording or one of its files out of the trash.

use serde_json::Value;

use super::{delete::only, not_found, place};
use crate::{
    api::{call::Call, error::ApiError},
    state::{State, happening::What, recording::RecordingFile},
};

pub(crate) fn all_files(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let trashed = |file: &RecordingFile| file.deleted_time.is_some();
    let place = place(call, state, |recording| recording.files.iter().any(trashed))?;
    for file in &mut state.recordings[place].files {
        file.deleted_time = None;
    }
    let told = What::RecordingRecovered(state.recordings[place].clone());
    state.happened(call.now, Some(&call.caller.user_id), told);
    Ok(Value::Null)
}

pub(crate) fn one_file(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = call.path("recordingId");
    let place = place(call, state, |recording| recording.has_file(id))?;
    let file = state.recordings[place]
        .files
        .iter_mut()
        .find(|file| file.id == id && file.deleted_time.is_some())
        .ok_or_else(not_found)?;
    file.deleted_time = None;
    let told = What::RecordingRecovered(only(&state.recordings[place], id));
    state.happened(call.now, Some(&call.caller.user_id), told);
    Ok(Value::Null)
}
