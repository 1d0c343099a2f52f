//! The transcript of a recorded meeting.

use serde_json::{Value, json};

use super::{place, view};
use crate::{
    api::{call::Call, error::ApiError},
    state::{
        State,
        recording::{FileType, Recording, RecordingFile},
    },
};

pub(crate) fn get(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let recording = recording(call, state)?;
    let mut answer = json!({
        "meeting_id": recording.uuid,
        "account_id": state.account.id,
        "meeting_topic": recording.topic,
        "host_id": recording.host_id,
        "transcript_created_time": "",
        "can_download": false,
        "auto_delete": recording.settings["auto_delete"],
        "auto_delete_date": "",
    });
    let going_on = recording.files.iter().any(|file| file.end.is_none());
    match transcript(recording) {
        Some(file) if file.deleted_time.is_none() => {
            answer["can_download"] = json!(true);
            answer["transcript_created_time"] =
                json!(file.end.map(crate::time::utc).unwrap_or_default());
            answer["download_url"] = json!(view::download_url(file, call.links));
        }
        Some(_) => answer["download_restriction_reason"] = json!("DELETED_OR_TRASHED"),
        None if going_on => answer["download_restriction_reason"] = json!("NOT_READY"),
        None => answer["download_restriction_reason"] = json!("NO_TRANSCRIPT_DATA"),
    }
    Ok(answer)
}

pub(crate) fn delete(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let uuid = match transcript(recording(call, state)?) {
        Some(file) if file.deleted_time.is_none() => file.id.clone(),
        _ => return Err(does_not_exist()),
    };
    let files = state
        .recordings
        .iter_mut()
        .flat_map(|recording| &mut recording.files);
    for file in files.filter(|file| file.id == uuid) {
        file.deleted_time = Some(call.now);
    }
    Ok(Value::Null)
}

/// The recording that a call names by its UUID. By the number of the meeting it is not
/// found, as was seen in December 2025; whether that was mended since is not known.
fn recording<'s>(call: &Call<'_>, state: &'s State) -> Result<&'s Recording, ApiError> {
    if call.path("meetingId").parse::<u64>().is_ok() {
        return Err(does_not_exist());
    }
    let place = place(call, state, |_| true).map_err(|error| match error.status {
        http::StatusCode::NOT_FOUND => does_not_exist(),
        _ => error,
    })?;
    Ok(&state.recordings[place])
}

fn transcript(recording: &Recording) -> Option<&RecordingFile> {
    recording
        .files
        .iter()
        .find(|file| file.file_type == FileType::Transcript)
}

fn does_not_exist() -> ApiError {
    ApiError::not_found(3322, "This meeting transcript does not exist.")
}
