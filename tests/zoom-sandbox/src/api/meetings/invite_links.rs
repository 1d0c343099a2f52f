//! Create invite links: an address to join by for each attendee.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

/// Seconds that a link works when the request does not say.
const TTL: i64 = 7_200;

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = call.meeting(state)?.id;
    let ttl = call.body.get("ttl").and_then(Value::as_i64).unwrap_or(TTL);
    let expires = call.now + SignedDuration::from_secs(ttl);
    let attendees = call.body.get("attendees").and_then(Value::as_array);
    let links: Vec<Value> = attendees
        .into_iter()
        .flatten()
        .map(|attendee| {
            let name = attendee["name"].as_str().unwrap_or_default();
            let token = state.sign_token("invite", "", name, call.now, expires);
            json!({"name": name, "join_url": format!("{}/w/{id}?tk={token}", call.links.web)})
        })
        .collect();
    Ok(json!({"attendees": links}))
}
