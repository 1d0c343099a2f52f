//! Update a webinar, or one occurrence of it.

use serde_json::Value;

use super::{occurrence, simulive};
use crate::{
    api::{call::Call, error::ApiError, meetings::update::change},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let webinar = call.webinar(state)?.clone();
    occurrence(call, &webinar)?;
    simulive::check(call, state, webinar.kind)?;
    change(call, state, webinar)?;
    Ok(Value::Null)
}
