//! List a meeting's registrants.

use serde_json::Value;

use super::view;
use crate::{
    api::{call::Call, error::ApiError, pagination, registration},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let meeting = call.meeting(state)?;
    let items = registration::listed(call, &meeting.registration)
        .map(|registrant| Value::Object(view::registrant(registrant, meeting, call.links)))
        .collect();
    Ok(pagination::list(call, state, "registrants", items))
}
