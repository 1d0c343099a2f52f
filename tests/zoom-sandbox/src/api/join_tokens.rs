//! Tokens with which bots come into a meeting and may record, stream or archive it at once.

use serde_json::{Value, json};

use super::{call::Call, error::ApiError, operations::Handlers};
use crate::state::{State, user::License};

pub(crate) const HANDLERS: Handlers = &[
    ("meetingLocalRecordingJoinToken", recording),
    ("meetingLiveStreamingJoinToken", streaming),
    ("meetingLocalArchivingArchiveToken", archiving),
];

fn recording(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let _ = call.meeting(state)?;
    Ok(token(state))
}

fn streaming(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    licensed(
        call,
        state,
        "live streaming",
        "Allow livestreaming of meetings",
    )?;
    Ok(token(state))
}

fn archiving(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    licensed(
        call,
        state,
        "local archiving",
        "Archive meetings and webinars",
    )?;
    Ok(token(state))
}

fn token(state: &mut State) -> Value {
    json!({"expire_in": 120, "token": state.ids.opaque(8)})
}

/// Published is that the host has a license, and what is said where a setting is off: that a host
/// without one has it off is a guess.
fn licensed(call: &Call<'_>, state: &State, what: &str, setting: &str) -> Result<(), ApiError> {
    let meeting = call.meeting(state)?;
    let host = state.user(&meeting.host_id);
    if host.is_some_and(|host| host.license == License::Basic) {
        let message = format!(
            "Not allowed to start {what}. To use this feature, enable the \"{setting}\" setting in the \"Settings\" page of the Zoom web portal."
        );
        return Err(ApiError::bad_request(3000, message));
    }
    Ok(())
}
