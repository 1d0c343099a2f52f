//! Whom a user schedules for.

use serde_json::{Value, json};

use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

pub(crate) fn list(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let assistant = call.user(state)?;
    let schedulers: Vec<Value> = state
        .assistants
        .iter()
        .filter(|known| known.assistant_id == assistant.id)
        .filter_map(|known| state.user(&known.host_id))
        .map(|host| json!({"id": host.id, "email": host.email, "pmi": host.pmi}))
        .collect();
    Ok(json!({"schedulers": schedulers}))
}

pub(crate) fn delete(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let assistant_id = call.user(state)?.id.clone();
    let named = call.path("schedulerId");
    let unknown = || ApiError::user_does_not_exist(named);
    let host_id = state.user(named).ok_or_else(unknown)?.id.clone();
    let place = state
        .assistants
        .iter()
        .position(|known| known.assistant_id == assistant_id && known.host_id == host_id)
        .ok_or_else(unknown)?;
    state.assistants.remove(place);
    Ok(Value::Null)
}
