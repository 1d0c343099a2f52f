//! Delete a webinar, or one occurrence of it.

use serde_json::Value;

use super::occurrence;
use crate::{
    api::{call::Call, error::ApiError, meetings::delete::delete},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let webinar = call.webinar(state)?.clone();
    occurrence(call, &webinar)?;
    delete(call, state, webinar)?;
    Ok(Value::Null)
}
