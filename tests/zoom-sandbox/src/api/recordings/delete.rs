//! Delete a recording or one of its files: to the trash, or for good.

use serde_json::Value;

use super::{not_found, place};
use crate::{
    api::{call::Call, error::ApiError},
    state::{State, happening::What, recording::Recording},
};

pub(crate) fn all_files(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let for_good = call.query_text("action") == Some("delete");
    // What is in the trash can still be deleted for good.
    let place = place(call, state, |recording| for_good || !recording.is_trashed())?;
    let recording = &mut state.recordings[place];
    complete(recording)?;
    let told = if for_good {
        What::RecordingDeleted(state.recordings.remove(place))
    } else {
        for file in &mut recording.files {
            file.deleted_time.get_or_insert(call.now);
        }
        What::RecordingTrashed(recording.clone())
    };
    state.happened(call.now, Some(&call.caller.user_id), told);
    Ok(Value::Null)
}

pub(crate) fn one_file(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = call.path("recordingId");
    let place = place(call, state, |recording| recording.has_file(id))?;
    let recording = &mut state.recordings[place];
    complete(recording)?;
    if call.query_text("action") == Some("delete") {
        let told = What::RecordingDeleted(only(recording, id));
        recording.files.retain(|file| file.id != id);
        if recording.files.is_empty() {
            state.recordings.remove(place);
        }
        state.happened(call.now, Some(&call.caller.user_id), told);
        return Ok(Value::Null);
    }
    let file = recording.files.iter_mut().find(|file| file.id == id);
    let deleted_time = &mut file.ok_or_else(not_found)?.deleted_time;
    if deleted_time.is_some() {
        return Err(not_found());
    }
    *deleted_time = Some(call.now);
    let told = What::RecordingTrashed(only(recording, id));
    state.happened(call.now, Some(&call.caller.user_id), told);
    Ok(Value::Null)
}

/// The recording with one of its files and no other.
pub(super) fn only(recording: &Recording, file_id: &str) -> Recording {
    let mut recording = recording.clone();
    recording.files.retain(|file| file.id == file_id);
    recording.participant_audio_files.clear();
    recording
}

/// Refuses a recording that still goes on.
fn complete(recording: &Recording) -> Result<(), ApiError> {
    if recording.files.iter().any(|file| file.end.is_none()) {
        return Err(ApiError::bad_request(
            3303,
            "You can not delete an uncompleted meeting.",
        ));
    }
    Ok(())
}
