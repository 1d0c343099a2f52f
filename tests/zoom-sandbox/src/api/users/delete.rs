//! Delete a user, or take one out of the account.

use serde_json::Value;

use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    call.may_act_for_account()?;
    let user = call.user(state)?.clone();
    if user.id == state.account.owner_id {
        return Err(ApiError::bad_request(
            200,
            "Cannot delete a user out of your account.",
        ));
    }
    if user.is_admin() && call.query_text("action") != Some("delete") {
        return Err(ApiError::bad_request(
            1117,
            "You can not disassociate an Admin user.",
        ));
    }
    let heir = match call.query_text("transfer_email") {
        None => None,
        Some(email) if email.eq_ignore_ascii_case(&user.email) => {
            return Err(ApiError::bad_request(
                300,
                "The transfer-to email address cannot be the same as the unlinked or deleted user's email address.",
            ));
        }
        Some(email) => {
            let heir = state.user(email);
            Some(
                heir.ok_or_else(|| ApiError::user_does_not_exist(email))?
                    .id
                    .clone(),
            )
        }
    };
    let to = |what: &str| heir.clone().filter(|_| call.query_flag(what));
    match to("transfer_meeting") {
        Some(heir) => {
            for meeting in &mut state.meetings {
                if meeting.host_id == user.id {
                    meeting.host_id.clone_from(&heir);
                }
            }
        }
        None => state.meetings.retain(|meeting| meeting.host_id != user.id),
    }
    match to("transfer_recording") {
        Some(heir) => {
            for recording in &mut state.recordings {
                if recording.host_id == user.id {
                    recording.host_id.clone_from(&heir);
                }
            }
        }
        None => state
            .recordings
            .retain(|recording| recording.host_id != user.id),
    }
    state
        .assistants
        .retain(|known| known.host_id != user.id && known.assistant_id != user.id);
    state.users.retain(|known| known.id != user.id);
    Ok(Value::Null)
}
