//! Get a meeting's registrant.

use serde_json::Value;

use super::view;
use crate::{
    api::{call::Call, error::ApiError, registration},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let meeting = call.meeting(state)?;
    let registrant = meeting
        .registration
        .by_id(call.path("registrantId"))
        .ok_or_else(registration::unknown)?;
    Ok(Value::Object(view::registrant(
        registrant, meeting, call.links,
    )))
}
