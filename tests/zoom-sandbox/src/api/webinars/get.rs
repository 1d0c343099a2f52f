//! Get a webinar.

use serde_json::Value;

use super::{occurrence, view};
use crate::{
    api::{
        call::Call,
        error::ApiError,
        meetings::view::{show_occurrences, start_token},
    },
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let mut webinar = call.webinar(state)?.clone();
    let asked = occurrence(call, &webinar)?.cloned();
    show_occurrences(call, &mut webinar, asked);
    let host = state
        .user(&webinar.host_id)
        .cloned()
        .ok_or_else(|| ApiError::webinar_does_not_exist(webinar.id))?;
    let start_token = start_token(state, &host.id, call.now);
    Ok(Value::Object(view::whole(
        &webinar,
        &host,
        &start_token,
        call.links,
    )))
}
