//! Get a user.

use serde_json::Value;

use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    Ok(call.user(state)?.to_json(&state.account, call.links))
}
