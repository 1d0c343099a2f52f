//! End a webinar that goes on.

use serde_json::{Value, json};

use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = call.webinar(state)?.id;
    let ends = call.body.get("action") == Some(&json!("end"));
    if ends && !state.end_instance(id, call.now) {
        // What Zoom says of one that nobody started is not documented: a guess.
        return Err(ApiError::webinar_does_not_exist(id));
    }
    Ok(Value::Null)
}
