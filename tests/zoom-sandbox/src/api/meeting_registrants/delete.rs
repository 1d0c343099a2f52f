//! Delete a meeting's registrant, or take one out of an occurrence.

use serde_json::Value;

use super::meeting;
use crate::{
    api::{call::Call, error::ApiError, registration},
    state::{
        State,
        happening::{Registering, What},
    },
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let meeting = meeting(call, state)?;
    let id = call.path("registrantId");
    let all: Vec<String> = meeting
        .occurrences
        .iter()
        .map(|occurrence| occurrence.id.clone())
        .collect();
    let registrants = &mut meeting.registration.registrants;
    let place = registrants
        .iter()
        .position(|registrant| registrant.id == id)
        .ok_or_else(registration::unknown)?;
    let Some(occurrence_id) = call.query_text("occurrence_id") else {
        let registrant = registrants.remove(place);
        let told = What::MeetingRegistration(Registering::Cancelled, meeting.clone(), registrant);
        state.happened(call.now, Some(&call.caller.user_id), told);
        return Ok(Value::Null);
    };
    let left = &mut registrants[place].occurrence_ids;
    if left.is_empty() {
        *left = all;
    }
    left.retain(|known| known != occurrence_id);
    if left.is_empty() {
        registrants.remove(place);
    }
    Ok(Value::Null)
}
