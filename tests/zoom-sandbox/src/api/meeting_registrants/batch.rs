//! Register many for a meeting at once.

use serde_json::{Value, json};

use super::{
    NOT_ENABLED_FOR_MANY, create::status_of_new, is_no_host, meeting, takes_registrants, view,
};
use crate::{
    api::{call::Call, error::ApiError, registration},
    state::{
        State,
        happening::{Registering, What},
        meeting::kind,
        registration::Registrant,
    },
};

/// Registrants that one request may carry. Zoom documents the number, not what
/// it says of more: a guess.
const MOST: usize = 30;

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let named = call.body.get("registrants").and_then(Value::as_array);
    let named = named.cloned().unwrap_or_default();
    if named.len() > MOST {
        return Err(ApiError::invalid_field("registrants"));
    }
    let found = call.meeting(state)?;
    if found.kind != kind::SCHEDULED {
        return Err(ApiError::bad_request(
            303,
            "This API can only be used for scheduled meeting(meeting type: 2). Batch registration is not supported for other meeting types.",
        ));
    }
    let status = status_of_new(call, &found.settings["approval_type"]);
    takes_registrants(call, state, named.len(), NOT_ENABLED_FOR_MANY)?;
    for registrant in &named {
        is_no_host(
            call,
            state,
            registrant["email"].as_str().unwrap_or_default(),
        )?;
    }
    let new: Vec<Registrant> = named
        .into_iter()
        .filter_map(|fields| match fields {
            Value::Object(fields) => Some(fields),
            _ => None,
        })
        .map(|fields| Registrant::new(fields, status, Vec::new(), call.now, &mut state.ids))
        .collect();

    let meeting = meeting(call, state)?;
    let registered: Vec<Registrant> = new
        .into_iter()
        .map(|new| registration::add(&mut meeting.registration, new))
        .collect();
    let answers: Vec<Value> = registered
        .iter()
        .map(|registrant| {
            let mut answer = view::way_in(registrant, meeting, call.links);
            answer.insert("email".into(), json!(registrant.text("email")));
            answer.insert("registrant_id".into(), json!(registrant.id));
            Value::Object(answer)
        })
        .collect();
    let meeting = meeting.clone();
    for registrant in registered {
        let told = What::MeetingRegistration(Registering::Created, meeting.clone(), registrant);
        state.happened(call.now, None, told);
    }
    Ok(json!({"registrants": answers}))
}
