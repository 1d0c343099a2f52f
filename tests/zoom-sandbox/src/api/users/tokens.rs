//! Tokens with which a user starts meetings and an app joins them.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

/// Seconds that a token works when the call does not say.
const TTL: u64 = 7_200;
/// The most that may be asked for: a year.
const LONGEST_TTL: u64 = 365 * 24 * 60 * 60;

pub(crate) fn user_token(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let user_id = call.user(state)?.id.clone();
    let token_type = call.query_text("type").unwrap_or("token");
    let ttl = call.query_number("ttl").unwrap_or(TTL);
    if ttl > LONGEST_TTL {
        return Err(ApiError::invalid_field("ttl"));
    }
    Ok(json!({"token": sign(call, state, token_type, &user_id, ttl)}))
}

pub(crate) fn zak(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let user_id = call.caller.user_id.clone();
    Ok(json!({"token": sign(call, state, "zak", &user_id, TTL)}))
}

fn sign(
    call: &Call<'_>,
    state: &mut State,
    token_type: &str,
    user_id: &str,
    seconds: u64,
) -> String {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let expires = call.now + SignedDuration::from_secs(seconds);
    state.sign_token(token_type, "", user_id, call.now, expires)
}
