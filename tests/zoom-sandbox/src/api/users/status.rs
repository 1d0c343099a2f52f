//! Activate or deactivate a user.

use serde_json::Value;

use super::user_mut;
use crate::{
    api::{call::Call, error::ApiError},
    state::{State, user::Status},
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    call.may_act_for_account()?;
    let user = user_mut(call, state)?;
    let status = match call.body.get("action").and_then(Value::as_str) {
        Some("activate") => Status::Active,
        Some("deactivate") => Status::Inactive,
        // Clocking in and out is Zoom Phone's.
        _ => return Ok(Value::Null),
    };
    if user.is_admin() {
        return Err(ApiError::bad_request(
            200,
            "Zoom Room and Admin users' status cannot be activated or deactivated.",
        ));
    }
    let leaves = user.status == Status::Active && status == Status::Inactive;
    user.status = status;
    let user_id = user.id.clone();
    if leaves {
        // What becomes of the tokens is not documented. That they end, and are
        // not revived with the user, is a guess.
        state.sign_out(&user_id, call.now);
    }
    Ok(Value::Null)
}
