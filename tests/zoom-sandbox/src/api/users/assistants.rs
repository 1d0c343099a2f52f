//! Who schedules for a user.

use serde_json::{Value, json};

use crate::{
    api::{call::Call, error::ApiError},
    state::{
        State,
        user::{Assistant, License},
    },
    time,
};

pub(crate) fn list(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let host = call.user(state)?;
    let assistants: Vec<Value> = state
        .assistants
        .iter()
        .filter(|known| known.host_id == host.id)
        .filter_map(|known| Some((known, state.user(&known.assistant_id)?)))
        .map(|(known, assistant)| {
            json!({
                "id": assistant.id,
                "email": assistant.email,
                "can_manage_host_private_event": known.can_manage_host_private_event,
            })
        })
        .collect();
    Ok(json!({"assistants": assistants}))
}

pub(crate) fn create(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let host = call.user(state)?;
    if host.license == License::Basic {
        return Err(ApiError::bad_request(
            200,
            format!("Current account must be paid account: {}", host.id),
        ));
    }
    let host_id = host.id.clone();
    let named = call.body.get("assistants").and_then(Value::as_array);
    let mut new = Vec::new();
    for named in named.into_iter().flatten() {
        let name = named["id"].as_str().or_else(|| named["email"].as_str());
        let name = name.unwrap_or_default();
        let assistant = state
            .user(name)
            .filter(|assistant| assistant.id != host_id)
            .ok_or_else(|| ApiError::user_does_not_exist(name))?;
        new.push(Assistant {
            host_id: host_id.clone(),
            assistant_id: assistant.id.clone(),
            can_manage_host_private_event: named["can_manage_host_private_event"] == json!(true),
        });
    }
    let ids: Vec<&str> = new
        .iter()
        .map(|known| known.assistant_id.as_str())
        .collect();
    let answer = json!({"ids": ids.join(","), "add_at": time::utc(call.now)});
    state.assistants.retain(|known| {
        let again = |new: &Assistant| new.assistant_id == known.assistant_id;
        known.host_id != host_id || !new.iter().any(again)
    });
    state.assistants.extend(new);
    Ok(answer)
}
