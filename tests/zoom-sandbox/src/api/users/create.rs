//! Create a user.

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::{
    api::{
        call::Call,
        error::{ApiError, FieldError},
    },
    state::{
        State,
        user::{License, Role, Status, User},
    },
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    call.may_act_for_account()?;
    let action = call.body.get("action").and_then(Value::as_str);
    let info = call
        .body
        .get("user_info")
        .ok_or_else(|| ApiError::validation(vec![FieldError::missing("user_info")]))?;
    let text = |name: &str| info[name].as_str().unwrap_or_default();
    let email = text("email");
    let Some((name, domain)) = email.split_once('@') else {
        return Err(ApiError::invalid_field("user_info.email"));
    };
    if name.is_empty() || domain.is_empty() {
        return Err(ApiError::invalid_field("user_info.email"));
    }
    if state.user(email).is_some() {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            1005,
            format!("Email \"{email}\" has already been used."),
        ));
    }
    let status = match action {
        // The account has no single sign-on.
        Some("ssoCreate") => {
            return Err(ApiError::bad_request(
                2002,
                "SSO has not been enabled for this account. Contact the Zoom support team to enable this option.",
            ));
        }
        Some("autoCreate") if text("password").is_empty() => {
            return Err(ApiError::bad_request(300, "Invalid parameter: password"));
        }
        // Zoom sends an invitation, which nobody accepts here.
        Some("create") => Status::Pending,
        _ => Status::Active,
    };
    let license = info["type"].as_u64().and_then(License::of);
    let mut profile = Map::new();
    for name in [
        "display_name",
        "division_ids",
        "plan_united_type",
        "license_info_list",
    ] {
        if let Some(value) = info.get(name) {
            profile.insert(name.to_owned(), value.clone());
        }
    }
    let user = User {
        id: state.ids.entity(),
        email: email.to_owned(),
        first_name: text("first_name").to_owned(),
        last_name: text("last_name").to_owned(),
        license: license.ok_or_else(|| ApiError::invalid_field("user_info.type"))?,
        role: Role::Member,
        // A personal meeting id has ten digits.
        pmi: state.ids.meeting_id() / 10,
        personal_link: name.to_lowercase(),
        timezone: state.account.timezone.clone(),
        dept: String::new(),
        job_title: String::new(),
        created_at: call.now,
        last_login_time: call.now,
        status,
        host_key: state.ids.digits(),
        api_url: None,
        profile,
    };
    let answer = json!({
        "id": user.id,
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "type": user.license as u8,
    });
    state.users.push(user);
    Ok(answer)
}
