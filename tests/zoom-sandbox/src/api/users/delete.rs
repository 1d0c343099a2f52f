//! Delete a user, or take one out of the account.

use serde_json::Value;

use crate::{
    api::{call::Call, error::ApiError},
    state::{State, happening::What, meeting::Meeting},
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
        None => delete_meetings(call, state, &user.id),
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
    state.sign_out(&user.id, call.now);
    state.users.retain(|known| known.id != user.id);
    Ok(Value::Null)
}

/// Deletes what a user hosts, for good. That a meeting's events tell of it is a
/// guess.
fn delete_meetings(call: &Call<'_>, state: &mut State, host_id: &str) {
    let theirs = |meeting: &mut Meeting| meeting.host_id == host_id;
    let mut gone: Vec<Meeting> = state.meetings.extract_if(.., theirs).collect();
    gone.extend(state.deleted_meetings.extract_if(.., theirs));
    for meeting in gone {
        let deleted = What::MeetingPermanentlyDeleted(meeting);
        state.happened(call.now, Some(&call.caller.user_id), deleted);
    }
}
