//! Get the address that closed captions are sent to.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

/// How long the address works: a guess, taken from Zoom's example.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = call.meeting(state)?.id;
    let signature = state.ids.opaque(32);
    let token = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("id", &id.to_string())
        .append_pair("ns", &state.ids.opaque(8))
        .append_pair("expire", &LIFETIME.as_secs().to_string())
        .append_pair("spparams", "id,ns,expire")
        .append_pair("signature", &signature)
        .finish();
    Ok(json!({"token": format!("{}/closedcaption?{token}", call.links.web)}))
}
