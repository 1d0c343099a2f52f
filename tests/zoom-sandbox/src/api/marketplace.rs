//! Apps of the account: whether a manifest would do, and who may add one.

use serde_json::{Value, json};

use super::{
    call::Call,
    error::ApiError,
    operations::{self, Handlers},
};
use crate::state::{
    State,
    app::{AppKind, ScopeType},
};

pub(crate) const HANDLERS: Handlers = &[
    ("validatingManifest", validate),
    ("Updateapppreapprovalsetting", pre_approve),
];

fn validate(call: &Call<'_>, _state: &mut State) -> Result<Value, ApiError> {
    let mut errors = Vec::new();
    let mut wrong = |setting: String, message: String| {
        errors.push(json!({ "setting": setting, "message": message }));
    };
    let oauth = &call.body["manifest"]["oauth_information"];
    let usage = oauth["usage"].as_str().unwrap_or_default();
    let kind = match usage {
        "USER_OPERATION" => Some(AppKind::UserManaged),
        "ADMIN_MANAGEMENT" => Some(AppKind::AdminManaged),
        _ => None,
    };
    if let Some(kind) = kind {
        let known = operations::scopes(kind, ScopeType::Granular);
        let asked = oauth["scopes"].as_array().into_iter().flatten();
        for (place, asked) in asked.enumerate() {
            let scope = asked["scope"].as_str().unwrap_or_default();
            if !known.iter().any(|known| known == scope) {
                let message = format!("{scope} is not a valid scope name when usage is {usage}");
                wrong(format!("/oauth_information/scopes[{place}]"), message);
            }
        }
    } else {
        let setting = "/oauth_information/usage".to_owned();
        wrong(setting, format!("{usage} is not a valid usage"));
    }
    let features = &call.body["manifest"]["features"];
    let has_products = features["products"]
        .as_array()
        .is_some_and(|list| !list.is_empty());
    for name in [
        "development_home_uri",
        "production_home_uri",
        "domain_allow_list",
    ] {
        if !has_products && !features[name].is_null() {
            wrong(
                format!("/features/{name}"),
                format!("{name} needs a product"),
            );
        }
    }
    Ok(match errors.is_empty() {
        true => json!({ "ok": true, "error": "", "errors": [] }),
        false => json!({ "ok": false, "error": "invalid_manifest", "errors": errors }),
    })
}

/// Apps have no ids of their own here: their client ids stand for them.
fn pre_approve(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    call.may_act_for_account()?;
    let id = call.path("appId").to_owned();
    if state.app(&id).is_none() {
        return Err(ApiError::not_found(
            1401,
            format!("App ID does not exist: {id}"),
        ));
    }
    if !state.settings.admin_pre_approval {
        return Err(ApiError::bad_request(
            1404,
            "application_pre_approved_status_off",
        ));
    }
    let action = call
        .body
        .get("action")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if action.starts_with("approve") {
        state.approved_apps.insert(id);
    } else {
        state.approved_apps.remove(&id);
    }
    let list = |name: &str| call.body.get(name).cloned().unwrap_or_else(|| json!([]));
    Ok(json!({
        "executed_at": crate::time::utc(call.now),
        "user_ids": list("user_ids"),
        "group_ids": list("group_ids"),
    }))
}
