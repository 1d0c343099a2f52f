//! What registrants of a meeting are asked.

use serde_json::Value;

use super::meeting;
use crate::{
    api::{call::Call, error::ApiError, registration},
    state::State,
};

pub(crate) fn get(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    Ok(registration::questions(&call.meeting(state)?.registration))
}

pub(crate) fn update(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    registration::update_questions(&mut meeting(call, state)?.registration, &call.body);
    Ok(Value::Null)
}
