//! Approve, deny or cancel registrants of a meeting.

use std::mem;

use serde_json::Value;

use super::meeting;
use crate::{
    api::{call::Call, error::ApiError, registration},
    state::{State, happening::What},
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let mut limits = mem::take(&mut state.rate_limits);
    let outcome = meeting(call, state).and_then(|meeting| {
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
