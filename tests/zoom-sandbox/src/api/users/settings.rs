//! A user's settings.

use serde_json::{Map, Value, json};

use crate::{
    api::{call::Call, error::ApiError},
    state::{
        State,
        user::{License, User},
    },
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let user = call.user(state)?;
    let mut settings = settings(user);
    let security = settings.remove("meeting_security").unwrap_or_default();
    let signed_in_users = json!([{
        "id": "signIn_sandbox",
        "name": "Signed-in users",
        "type": "enforce_login",
        "domains": "",
        "default_option": true,
        "visible": true,
    }]);
    let mut answer = match call.query_text("option") {
        Some("meeting_security") => Map::from_iter([("meeting_security".to_owned(), security)]),
        Some("meeting_authentication") => Map::from_iter([
            ("allow_authentication_exception".to_owned(), json!(false)),
            ("authentication_options".to_owned(), signed_in_users),
            ("meeting_authentication".to_owned(), json!(false)),
        ]),
        Some(_) => Map::from_iter([
            ("authentication_options".to_owned(), signed_in_users),
            ("recording_authentication".to_owned(), json!(false)),
        ]),
        None => settings,
    };
    if let Some(names) = call.query_text("custom_query_fields") {
        let names: Vec<&str> = names.split(',').map(str::trim).collect();
        answer = only(&answer, &names);
    }
    Ok(Value::Object(answer))
}

/// The settings of a new user of this license, as far as they are known.
pub(crate) fn settings(user: &User) -> Map<String, Value> {
    let mut settings: Value = serde_json::from_str(include_str!("settings.json"))
        .expect("the settings are checked by every test that reads them");
    let licensed = user.license == License::Licensed;
    settings["recording"]["cloud_recording"] = json!(licensed);
    match settings {
        Value::Object(settings) => settings,
        _ => Map::new(),
    }
}

/// Keeps the fields of these names, wherever they are, and what leads to them.
fn only(settings: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let mut kept = Map::new();
    for (name, value) in settings {
        if names.contains(&name.as_str()) {
            kept.insert(name.clone(), value.clone());
        } else if let Value::Object(members) = value {
            let members = only(members, names);
            if !members.is_empty() {
                kept.insert(name.clone(), Value::Object(members));
            }
        }
    }
    kept
}
