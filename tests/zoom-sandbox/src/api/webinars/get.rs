//! Get a webinar.

use serde_json::Value;

use super::{occurrence, view};
use crate::{
    api::{call::Call, error::ApiError, meetings::view::start_token},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let mut webinar = call.webinar(state)?.clone();
    if let Some(occurrence) = occurrence(call, &webinar)?.cloned() {
        webinar.start_time = Some(occurrence.start_time);
        webinar.duration = occurrence.duration;
        webinar.occurrences = vec![occurrence];
    } else if !call.query_flag("show_previous_occurrences") {
        webinar
            .occurrences
            .retain(|occurrence| occurrence.start_time >= call.now);
    }
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
