//! Who speaks at a webinar, beside the host.

use serde_json::{Map, Value, json};

use super::{call::Call, error::ApiError, operations::Handlers};
use crate::{
    state::{
        State,
        meeting::{Meeting, Panelist},
    },
    time,
};

pub(crate) const HANDLERS: Handlers = &[
    ("webinarPanelists", list),
    ("webinarPanelistCreate", add),
    ("webinarPanelistDelete", remove),
];

/// Panelists that a webinar can have. The number is a guess.
const CAPACITY: usize = 100;

fn list(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let webinar = call.webinar(state)?;
    let panelists: Vec<Value> = webinar
        .panelists
        .iter()
        .map(|panelist| {
            let mut view = panelist.details.clone();
            let url = format!("{}/w/{}?tk={}", call.links.web, webinar.id, panelist.token);
            view.insert("id".into(), json!(panelist.id));
            view.insert("email".into(), json!(panelist.email));
            view.insert("name".into(), json!(panelist.name));
            view.insert("join_url".into(), json!(url));
            Value::Object(view)
        })
        .collect();
    Ok(json!({"total_records": panelists.len(), "panelists": panelists}))
}

fn add(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = call.webinar(state)?.id;
    let named = call.body.get("panelists").and_then(Value::as_array);
    let new: Vec<Panelist> = named
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .map(|fields| panelist(fields.clone(), state))
        .collect();
    let webinar = webinar(call, state)?;
    if webinar.panelists.len() + new.len() > CAPACITY {
        return Err(ApiError::bad_request(
            3000,
            "You have reached the limit for the number of panelists you can add. Contact Zoom Support for more information.",
        ));
    }
    for new in new {
        // One who is named again is changed: a guess.
        webinar.panelists.retain(|known| known.email != new.email);
        webinar.panelists.push(new);
    }
    Ok(json!({"id": id.to_string(), "updated_at": time::utc(call.now)}))
}

fn remove(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = call.path("panelistId");
    // Who is none is removed without a word: a guess.
    let panelists = &mut webinar(call, state)?.panelists;
    panelists.retain(|panelist| panelist.id != id);
    Ok(Value::Null)
}

fn panelist(mut details: Map<String, Value>, state: &mut State) -> Panelist {
    let mut take = |name: &str| match details.remove(name) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    Panelist {
        id: state.ids.entity(),
        name: take("name"),
        email: take("email"),
        token: state.ids.opaque(40),
        details,
    }
}

/// The webinar of a call, to be changed.
fn webinar<'s>(call: &Call<'_>, state: &'s mut State) -> Result<&'s mut Meeting, ApiError> {
    let id = call.webinar(state)?.id;
    state
        .meetings
        .iter_mut()
        .find(|meeting| meeting.id == id)
        .ok_or_else(|| ApiError::webinar_does_not_exist(id))
}
