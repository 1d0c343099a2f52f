//! Who hosted what, and who was there.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{period, tell};
use crate::{
    api::{call::Call, error::ApiError, pagination, past_meetings::participants},
    state::{State, instance::Instance, user::User},
    time,
};

/// Lists what a user hosted in a period or, as `pastJoined`, was in.
pub(super) fn list(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let user = call.user(state)?.clone();
    let period = period(call)?;
    let joined = call.query_text("type") == Some("pastJoined");
    let alone = call.query_text("type") == Some("pastOne");
    let items = state
        .instances
        .iter()
        .filter(|instance| instance.ended && period.contains(instance.start_time))
        .filter(|instance| {
            if joined {
                instance.participants.iter().any(|who| who.id == user.id)
            } else {
                instance.host_id == user.id
            }
        })
        // `pastOne` is, as on the dashboards, what one person alone was in.
        .filter(|instance| !alone || instance.participants.len() == 1)
        .map(|instance| Value::Object(item(state, instance, &user.id)))
        .collect();
    let mut answer = pagination::page(call, state, "meetings", items);
    tell(period, &mut answer);
    Ok(Value::Object(answer))
}

pub(super) fn meeting(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let instance = past_meeting(call, state, not_found(call))?;
    Ok(Value::Object(details(state, instance)))
}

pub(super) fn meeting_participants(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let items = who_was_there(call, past_meeting(call, state, not_found(call))?);
    Ok(pagination::list(call, state, "participants", items))
}

pub(super) fn webinar(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let named = call.path("webinarId");
    let missing = format!("Meeting {named} not found or has expired.");
    let instance = past_webinar(call, state, missing)?;
    Ok(Value::Object(details(state, instance)))
}

pub(super) fn webinar_participants(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let named = call.path("webinarId");
    let missing = format!("Webinar \"{named}\" not found or has expired");
    let items = who_was_there(call, past_webinar(call, state, missing)?);
    Ok(pagination::list(call, state, "participants", items))
}

pub(super) fn not_found(call: &Call<'_>) -> String {
    let named = call.path("meetingId");
    format!("Meeting {named} not found or has expired.")
}

/// The past meeting of a call, or the refusal in these words.
pub(super) fn past_meeting<'s>(
    call: &Call<'_>,
    state: &'s State,
    missing: String,
) -> Result<&'s Instance, ApiError> {
    let instance = call
        .past_instance(state)
        .map_err(|error| match error.status {
            StatusCode::NOT_FOUND => ApiError::not_found(3001, missing),
            _ => error,
        })?;
    within_a_year(call, instance, "meeting")
}

pub(super) fn past_webinar<'s>(
    call: &Call<'_>,
    state: &'s State,
    missing: String,
) -> Result<&'s Instance, ApiError> {
    let instance = call.past_webinar(state, ApiError::not_found(3001, missing))?;
    within_a_year(call, instance, "a webinar")
}

fn within_a_year<'s>(
    call: &Call<'_>,
    instance: &'s Instance,
    what: &str,
) -> Result<&'s Instance, ApiError> {
    if instance.is_too_old(call.now) {
        let message = format!("Can not access {what} a year ago.");
        return Err(ApiError::bad_request(12_702, message));
    }
    Ok(instance)
}

/// What every report says of an instance.
fn details(state: &State, instance: &Instance) -> Map<String, Value> {
    let host = state.user(&instance.host_id);
    let view = [
        ("uuid", json!(instance.uuid)),
        ("id", json!(instance.meeting_id)),
        ("type", json!(instance.kind)),
        ("topic", json!(instance.topic)),
        ("user_name", json!(host.map(User::display_name))),
        ("user_email", json!(host.map(|host| &host.email))),
        ("dept", json!(host.map(|host| &host.dept))),
        ("start_time", json!(time::utc(instance.start_time))),
        ("end_time", json!(time::utc(instance.end_time))),
        ("duration", json!(instance.duration())),
        ("total_minutes", json!(instance.total_minutes())),
        ("participants_count", json!(instance.participants.len())),
    ];
    view.into_iter()
        .chain(labels(state, instance))
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// What the meeting was labelled with.
pub(crate) fn labels(state: &State, instance: &Instance) -> [(&'static str, Value); 2] {
    let meeting = state.meeting_of(instance);
    let custom_keys = meeting.and_then(|meeting| meeting.settings.get("custom_keys"));
    let tracking_fields = meeting.and_then(|meeting| meeting.details.get("tracking_fields"));
    let list = |list: Option<&Value>| list.cloned().unwrap_or_else(|| json!([]));
    [
        ("custom_keys", list(custom_keys)),
        ("tracking_fields", list(tracking_fields)),
    ]
}

/// What the list says of an instance: when it was planned for, when the user
/// was there, and what was used.
fn item(state: &State, instance: &Instance, user_id: &str) -> Map<String, Value> {
    let mut view = details(state, instance);
    view.remove("dept");
    view.remove("tracking_fields");
    let mut add = |name: &str, value: Value| view.insert(name.to_owned(), value);
    let people = instance.participants.iter();
    let internal = people.clone().filter(|who| !who.id.is_empty()).count();
    add("source", json!(instance.source));
    // Every meeting starts as planned here.
    add("schedule_time", json!(time::utc(instance.start_time)));
    if let Some(user) = people.clone().find(|who| who.id == user_id) {
        add("join_time", json!(time::utc(user.join_time)));
        add("leave_time", json!(time::utc(user.leave_time)));
    }
    let host = state.user(&instance.host_id);
    add("host_name", json!(host.map(User::display_name)));
    add("host_organization", json!("Sandbox Ltd"));
    add("has_screen_share", json!(instance.has_screen_share()));
    add("has_recording", json!(state.is_recorded(instance)));
    add("has_chat", json!(false));
    // Enhanced encryption, by Zoom's number.
    add("meeting_encryption_status", json!(1));
    add("participants_count_my_account", json!(internal));
    view
}

fn who_was_there(call: &Call<'_>, instance: &Instance) -> Vec<Value> {
    let with_registrant_id = call.query_text("include_fields") == Some("registrant_id");
    participants::items(instance)
        .into_iter()
        .filter_map(|participant| match participant {
            Value::Object(participant) => Some(participant),
            _ => None,
        })
        .map(|mut participant| {
            participant.remove("internal_user");
            if !with_registrant_id {
                participant.remove("registrant_id");
            }
            participant.insert("participant_user_id".into(), participant["id"].clone());
            participant.insert("customer_key".into(), json!(""));
            // Of a breakout room, which nobody goes to.
            participant.insert("bo_mtg_id".into(), json!(""));
            Value::Object(participant)
        })
        .collect()
}
