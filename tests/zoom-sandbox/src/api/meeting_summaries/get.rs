//! Get a meeting's summary.

use serde_json::Value;

use super::{find, view};
use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let (instance, summary) = find(call, state)?;
    let answer = view::whole(state, instance, summary, call.links);
    Ok(Value::Object(answer))
}
