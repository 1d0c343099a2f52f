//! Approve, deny or cancel registrants of a meeting.

use serde_json::Value;

use super::meeting;
use crate::{
    api::{call::Call, error::ApiError, registration},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    registration::set_status(&mut meeting(call, state)?.registration, &call.body)?;
    Ok(Value::Null)
}
