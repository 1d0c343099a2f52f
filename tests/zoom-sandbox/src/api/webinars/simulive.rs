//! Simulive: a webinar that plays a recording.

use serde_json::{Value, json};

use crate::{
    api::{call::Call, error::ApiError},
    state::{State, meeting::kind, recording::Recording},
};

/// Refuses what Zoom refuses of a simulive webinar. `planned` is the type that
/// the webinar has when the request names none.
pub(super) fn check(call: &Call<'_>, state: &State, planned: u64) -> Result<(), ApiError> {
    if call.body.get("is_simulive") != Some(&json!(true)) {
        return Ok(());
    }
    let text = |name: &str| call.body.get(name).and_then(Value::as_str);
    let kind = call.body.get("type").and_then(Value::as_u64);
    if kind.unwrap_or(planned) == kind::RECURRING_WEBINAR_NO_FIXED_TIME {
        return Err(ApiError::bad_request(
            4505,
            "Simulive can't select `No Fixed Time`.",
        ));
    }
    if text("schedule_for").is_some_and(|named| !named.is_empty()) {
        return Err(ApiError::bad_request(
            300,
            "Can not schedule simulive webinar for others.",
        ));
    }
    let mut files = state.recordings.iter().flat_map(Recording::all_files);
    if text("record_file_id").is_some_and(|id| files.all(|file| file.id != id)) {
        return Err(ApiError::bad_request(300, "Record file does not exist."));
    }
    Ok(())
}
