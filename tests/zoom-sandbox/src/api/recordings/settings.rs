//! Who may see a recording, and how.

use serde_json::{Value, json};

use super::{find, find_mut};
use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

pub(crate) fn get(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let recording = find(call, state)?;
    let mut settings = recording.settings.clone();
    settings.insert("topic".into(), json!(recording.topic));
    settings.insert("password".into(), json!(recording.password));
    Ok(Value::Object(settings))
}

pub(crate) fn update(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let recording = find_mut(call, state)?;
    for (name, value) in &call.body {
        match (name.as_str(), value.as_str()) {
            ("topic", Some(topic)) => topic.clone_into(&mut recording.topic),
            ("password", Some(password)) => password.clone_into(&mut recording.password),
            (known, _) if recording.settings.contains_key(known) => {
                recording.settings.insert(name.clone(), value.clone());
            }
            // Unknown fields are ignored, as they are at Zoom.
            _ => {}
        }
    }
    Ok(Value::Null)
}
