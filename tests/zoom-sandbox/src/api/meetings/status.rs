//! End a meeting that goes on, or recover a deleted one.

use serde_json::Value;

use crate::{
    api::{call::Call, error::ApiError},
    state::{State, happening::What},
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    match call.body.get("action").and_then(Value::as_str) {
        Some("recover") => recover(call, state)?,
        Some(_) => {
            let id = call.meeting(state)?.id;
            if !state.end_instance(id, call.now) {
                // What Zoom says of one that nobody started is not documented:
                // a guess.
                return Err(ApiError::meeting_does_not_exist(id));
            }
        }
        // What is done without an action is not documented: nothing, a guess.
        None => _ = call.meeting(state)?,
    }
    Ok(Value::Null)
}

fn recover(call: &Call<'_>, state: &mut State) -> Result<(), ApiError> {
    let named = call.path("meetingId");
    let id: Option<u64> = named.parse().ok();
    let place = state
        .deleted_meetings
        .iter()
        .position(|meeting| Some(meeting.id) == id && !meeting.expired(call.now))
        .ok_or_else(|| ApiError::meeting_does_not_exist(named))?;
    call.may_act_for(&state.deleted_meetings[place].host_id)?;
    let meeting = state.deleted_meetings.remove(place);
    state.meetings.push(meeting.clone());
    let recovered = What::MeetingRecovered(meeting);
    state.happened(call.now, Some(&call.caller.user_id), recovered);
    Ok(())
}
