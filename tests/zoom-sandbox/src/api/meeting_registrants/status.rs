//! Approve, deny or cancel registrants of a meeting.

use std::mem;

use serde_json::Value;

use super::by_id;
use crate::{
    api::{call::Call, error::ApiError, registration},
    state::{State, happening::What},
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = call.meeting(state)?.id;
    change(call, state, id)
}

/// Does the same for a meeting or a webinar.
pub(crate) fn change(
    call: &Call<'_>,
    state: &mut State,
    meeting_id: u64,
) -> Result<Value, ApiError> {
    let mut limits = mem::take(&mut state.rate_limits);
    let outcome = by_id(state, meeting_id).and_then(|meeting| {
        let registration = &mut meeting.registration;
        let changed = registration::set_status(registration, &call.body, &mut limits, call.now)?;
        Ok((meeting.clone(), changed))
    });
    state.rate_limits = limits;
    let (meeting, (what, registrants)) = outcome?;
    for registrant in registrants {
        let told = What::MeetingRegistration(what, meeting.clone(), registrant);
        state.happened(call.now, Some(&call.caller.user_id), told);
    }
    Ok(Value::Null)
}
