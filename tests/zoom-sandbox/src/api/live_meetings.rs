//! Controlling a meeting that goes on: it is accepted at once, and events tell what comes of it.

use serde_json::{Map, Value, json};

use super::{call::Call, error::ApiError, operations::Handlers};
use crate::state::{State, controls::Recording};

pub(crate) const HANDLERS: Handlers = &[("inMeetingControl", control)];

fn control(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = meeting(call, state)?;
    let method = call.body.get("method").and_then(Value::as_str);
    let method = method.ok_or_else(|| ApiError::invalid_field("method"))?;
    let none = Map::new();
    let params = call.body.get("params").and_then(Value::as_object);
    let params = params.unwrap_or(&none);
    let live = state.live_place(id);
    // A telephone or a room system can be called before the meeting begins.
    let place = match (method, live) {
        (_, Some(place)) => place,
        ("participant.invite.callout" | "participant.invite.room_system_callout", None) => {
            return Ok(Value::Null);
        }
        (_, None) => return Err(not_found(call)),
    };
    let by = call.caller.user_id.as_str();
    let recording = match method {
        "recording.start" => Some(Recording::Start),
        "recording.stop" => Some(Recording::Stop),
        "recording.pause" => Some(Recording::Pause),
        "recording.resume" => Some(Recording::Resume),
        _ => None,
    };
    match (recording, method) {
        (Some(recording), _) => state.record(place, recording, call.now, by),
        (_, "participant.invite") => invite(call, state, place, params)?,
        (_, "participant.invite.callout") => {
            let number = text(params, "phone_number");
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            let called = json!({
                "invitee_name": text(params, "invitee_name"),
                "phone_number": digits.parse::<u64>().unwrap_or_default(),
            });
            let event = "meeting.participant_phone_callout_ringing";
            state.controlled(place, event, json!({"participant": called}), call.now, by);
        }
        (_, "participant.invite.room_system_callout") => {
            let called = json!({
                "call_type": text(params, "call_type"),
                "device_ip": text(params, "device_ip"),
            });
            let inviter = state
                .user(by)
                .map(super::super::state::user::User::display_name);
            let message_id = state.ids.entity();
            let more = json!({
                "message_id": message_id,
                "inviter_name": inviter.unwrap_or_default(),
                "participant": called,
            });
            let event = "meeting.participant_room_system_callout_ringing";
            state.controlled(place, event, more, call.now, by);
        }
        (_, "participant.remove") => {
            let uuid = text(params, "participant_uuid");
            if !state.put_out(place, uuid, call.now, by) {
                // What Zoom says of somebody who is not there is not documented: a guess.
                return Err(ApiError::bad_request(300, "Participant does not exist."));
            }
        }
        (_, "waiting_room.update") => {
            let shown = &mut state.instances[place].controls.waiting_room;
            for (name, shown) in [
                ("waiting_room_title", &mut shown.0),
                ("waiting_room_description", &mut shown.1),
            ] {
                if let Some(text) = params.get(name).and_then(Value::as_str) {
                    text.clone_into(shown);
                }
            }
        }
        _ => companion(call, state, place, method, params)?,
    }
    Ok(Value::Null)
}

/// The number of the meeting that the call names, of whose host or account the caller is.
fn meeting(call: &Call<'_>, state: &State) -> Result<u64, ApiError> {
    let Ok(id) = call.path("meetingId").parse() else {
        return Err(ApiError::bad_request(300, "Meeting ID does not exist."));
    };
    let meeting = state.meeting(id, call.now).ok_or_else(|| not_found(call))?;
    call.may_act_for(&meeting.host_id)?;
    Ok(id)
}

fn not_found(call: &Call<'_>) -> ApiError {
    let named = call.path("meetingId");
    ApiError::not_found(
        3001,
        format!("Meeting {named} is not found or has expired."),
    )
}

fn text<'p>(params: &'p Map<String, Value>, name: &str) -> &'p str {
    params.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Those who are not of the account are left out.
fn invite(
    call: &Call<'_>,
    state: &mut State,
    place: usize,
    params: &Map<String, Value>,
) -> Result<(), ApiError> {
    let contacts = params.get("contacts").and_then(Value::as_array);
    let invited: Vec<String> = contacts
        .into_iter()
        .flatten()
        .filter_map(|contact| contact.get("id").or_else(|| contact.get("email"))?.as_str())
        .filter_map(|named| Some(state.user(named)?.id.clone()))
        .collect();
    if invited.is_empty() {
        let message = "No valid contacts were found. Make sure the contacts can be resolved and belong to the same account as the meeting host.";
        return Err(ApiError::bad_request(300, message));
    }
    for user_id in invited {
        state.invite(place, &user_id, call.now, &call.caller.user_id);
    }
    Ok(())
}

fn companion(
    call: &Call<'_>,
    state: &mut State,
    place: usize,
    method: &str,
    params: &Map<String, Value>,
) -> Result<(), ApiError> {
    let instance = &mut state.instances[place];
    let companion = &mut instance.controls.companion;
    if companion.disabled {
        let message = "Not allowed to manage the AI Companion. To use this feature, enable either the **Allow users to ask AI Companion questions about the meeting** setting or the **Meeting summary with AI Companion** setting in the **Settings** page of the Zoom web portal.";
        return Err(ApiError::new(http::StatusCode::FORBIDDEN, 2314, message));
    }
    let mode = params.get("ai_companion_mode").and_then(Value::as_str);
    let mode = mode.unwrap_or("all");
    let starts = method == "ai_companion.start";
    if mode != "summary" {
        companion.questions = starts;
    }
    if mode != "questions" {
        companion.summary = starts;
        companion.summarized |= starts;
    }
    if method == "ai_companion.disable" {
        (companion.questions, companion.summary) = (false, false);
        companion.disabled = true;
    }
    let deletes = params.get("delete_meeting_assets") == Some(&json!(true));
    if method == "ai_companion.stop" && mode == "all" && deletes {
        companion.summarized = false;
    }
    let more = json!({
        "meeting_number": instance.meeting_id,
        "meeting_uuid": instance.uuid,
        "ai_companion": { "questions": companion.questions, "summary": companion.summary },
    });
    let event = if starts {
        "meeting.ai_companion_started"
    } else {
        "meeting.ai_companion_stopped"
    };
    state.controlled(place, event, more, call.now, &call.caller.user_id);
    Ok(())
}
