//! Get a meeting's recordings.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{find, view};
use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

/// Seconds that a `download_access_token` works when the call does not say:
/// a guess, the longest that may be asked for.
const TTL: u64 = 604_800;

/// The meeting may be named by its UUID, or by its id for the last instance.
pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let recording = find(call, state)?.clone();
    let mut answer = view::recording(&recording, &state.account, call.links, |file| {
        file.deleted_time.is_none()
    });
    answer.insert("password".into(), json!(recording.password));
    let audio: Vec<Value> = recording
        .participant_audio_files
        .iter()
        .map(|audio| view::participant_audio_file(audio, call.links))
        .collect();
    answer.insert("participant_audio_files".into(), json!(audio));
    let wants_token = call.query_text("include_fields").is_some_and(|fields| {
        fields
            .split(',')
            .any(|field| field.trim() == "download_access_token")
    });
    if wants_token {
        let seconds = i64::try_from(call.query_number("ttl").unwrap_or(TTL)).unwrap_or(i64::MAX);
        let expires = call.now + SignedDuration::from_secs(seconds);
        let token = state.sign_token("download", "", &call.caller.user_id, call.now, expires);
        state
            .download_tokens
            .keep(token.clone(), &recording.uuid, expires);
        answer.insert("download_access_token".into(), json!(token));
    }
    Ok(Value::Object(answer))
}
