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
    let mut settings = settings(user, state);
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
            authentication("meeting_authentication", &settings),
        ]),
        Some(_) => Map::from_iter([
            ("authentication_options".to_owned(), signed_in_users),
            authentication("recording_authentication", &settings),
        ]),
        None => {
            for name in AUTHENTICATION {
                settings.remove(*name);
            }
            settings
        }
    };
    if let Some(names) = call.query_text("custom_query_fields") {
        let names: Vec<&str> = names.split(',').map(str::trim).collect();
        answer = only(&answer, &names);
    }
    Ok(Value::Object(answer))
}

/// What is told with options alone.
const AUTHENTICATION: &[&str] = &[
    "meeting_authentication",
    "recording_authentication",
    "authentication_option",
];

/// Whether people have to be signed in.
fn authentication(name: &str, settings: &Map<String, Value>) -> (String, Value) {
    let set = settings.get(name).cloned();
    (name.to_owned(), set.unwrap_or(json!(false)))
}

/// Changes settings: with an option those of its kind alone, the rest is ignored,
/// which is a guess.
pub(crate) fn update(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let user_id = call.user(state)?.id.clone();
    let option = call.query_text("option");
    let is_taken = |name: &str| match option {
        Some("meeting_security") => name == "meeting_security",
        Some(option) => name == option || name == "authentication_option",
        None => name != "meeting_security" && !AUTHENTICATION.contains(&name),
    };
    let changed = state.user_settings.entry(user_id).or_default();
    for (name, value) in call.body.iter().filter(|(name, _)| is_taken(name)) {
        merge(changed.entry(name).or_insert(Value::Null), value);
    }
    Ok(Value::Null)
}

/// Puts the members of a value into another.
fn merge(into: &mut Value, value: &Value) {
    match (&mut *into, value) {
        (Value::Object(into), Value::Object(members)) => {
            for (name, value) in members {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        _ => *into = value.clone(),
    }
}

/// The settings of a user of this license, as far as they are known.
pub(crate) fn settings(user: &User, state: &State) -> Map<String, Value> {
    let mut settings: Value = serde_json::from_str(include_str!("settings.json"))
        .expect("the settings are checked by every test that reads them");
    let licensed = user.license == License::Licensed;
    settings["recording"]["cloud_recording"] = json!(licensed);
    if let Some(changed) = state.user_settings.get(&user.id) {
        merge(&mut settings, &Value::Object(changed.clone()));
    }
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
