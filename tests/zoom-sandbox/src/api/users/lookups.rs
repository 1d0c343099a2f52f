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

/// What meetings may be summarised by: the same for everybody.
pub(crate) fn summary_templates(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    call.user(state)?;
    let template = |id: &str, name: &str, description: &str| json!({"meeting_summary_template_id": id, "name": name, "description": description});
    Ok(json!([
        template("1e1356ad", "General template", "Recap and next steps"),
        template("2f2467be", "Lecture", "What was taught, and what was asked"),
    ]))
}
