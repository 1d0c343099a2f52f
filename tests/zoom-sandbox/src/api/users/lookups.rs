//! Small questions about users.

use serde_json::{Value, json};

use crate::{
    api::{call::Call, error::ApiError},
    state::{
        State,
        user::{Role, User},
    },
};

/// What an admin may do. Which permissions there are is not documented: a guess,
/// in the form of Zoom's example.
const ADMIN: &[&str] = &[
    "AccountSetting:Read",
    "AccountSetting:Edit",
    "Branding:Read",
    "Branding:Edit",
    "Group:Read",
    "Group:Edit",
    "Recording:Read",
    "Recording:Edit",
    "Role:Read",
    "Role:Edit",
    "User:Read",
    "User:Edit",
];
/// What the owner may do beside.
const OWNER: &[&str] = &["Billing:Read", "Billing:Edit"];

pub(crate) fn permissions(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let permissions = match call.user(state)?.role {
        Role::Owner => [ADMIN, OWNER].concat(),
        Role::Admin => ADMIN.to_vec(),
        Role::Member => Vec::new(),
    };
    Ok(json!({"permissions": permissions}))
}

/// Whether an email address is a user's.
pub(crate) fn email(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let email = call.query_text("email").unwrap_or_default();
    if email.is_empty() {
        return Err(ApiError::bad_request(300, "Email is required."));
    }
    let known = |user: &User| user.email.eq_ignore_ascii_case(email);
    Ok(json!({"existed_email": state.users.iter().any(known)}))
}
