//! Streaming a meeting or a webinar to a service of one's own.

use serde_json::{Value, json};

use super::{call::Call, error::ApiError, operations::Handlers, webinars::has_plan};
use crate::{
    state::{State, meeting::Meeting},
    time,
};

pub(crate) const HANDLERS: Handlers = &[
    ("getMeetingLiveStreamDetails", get),
    ("meetingLiveStreamUpdate", update),
    ("meetingLiveStreamStatusUpdate", set_status),
    ("getWebinarLiveStreamDetails", get),
    ("webinarLiveStreamUpdate", update),
    ("webinarLiveStreamStatusUpdate", set_status),
];

/// Where it is streamed to. Nobody has published what is answered where nobody has said. Of a
/// meeting, a published client finds a success without JSON, so there is no body then. Of a
/// webinar, a refusal of those without the feature is published: that it is the answer here, too,
/// is a guess.
fn get(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let meeting = of(call, state)?;
    match &meeting.livestream {
        Some(livestream) => Ok(json!(livestream)),
        None if meeting.is_webinar() => {
            let message = "The current user has not enabled the custom live streaming feature of the webinar.";
            Err(ApiError::bad_request(200, message))
        }
        None => Ok(Value::Null),
    }
}

fn update(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = of(call, state)?.id;
    let meeting = state.meetings.iter_mut().find(|meeting| meeting.id == id);
    if let Some(meeting) = meeting {
        meeting.livestream = Some(call.body.clone());
    }
    Ok(Value::Null)
}

/// Starts, stops or changes the stream, which nobody receives.
fn set_status(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let meeting = of(call, state)?;
    let id = meeting.id;
    let webinar = meeting.is_webinar();
    if meeting.settings.get("encryption_type") == Some(&json!("e2ee")) {
        let message =
            "End-to-end encrypted meetings currently do not support the livestreaming feature.";
        return Err(ApiError::bad_request(4400, message));
    }
    if meeting.livestream.is_none() {
        // Published of webinars, a guess of meetings.
        let what = if webinar { "webinar" } else { "meeting" };
        let message =
            format!("The current {what} is not configured with a custom streaming service.");
        return Err(ApiError::bad_request(3000, message));
    }
    let service = meeting.livestream.clone();
    let Some(place) = state.live_place(id) else {
        return Err(if webinar {
            ApiError::bad_request(200, format!("Webinar {id} has not started."))
        } else {
            ApiError::bad_request(4927, format!("Meeting {id} has not started."))
        });
    };
    let event = match call.body.get("action").and_then(Value::as_str) {
        Some("start") => "meeting.live_streaming_started",
        Some("stop") => "meeting.live_streaming_stopped",
        _ => return Ok(Value::Null),
    };
    if !webinar {
        let streaming = json!({
            "service": "Custom_Live_Streaming_Service",
            "custom_live_streaming_settings": service,
            "date_time": time::utc(call.now),
        });
        let more = json!({ "live_streaming": streaming });
        state.controlled(place, event, more, call.now, &call.caller.user_id);
    }
    Ok(Value::Null)
}

fn of<'s>(call: &Call<'_>, state: &'s State) -> Result<&'s Meeting, ApiError> {
    if !call.published.path.starts_with("/webinars/") {
        return call.meeting(state);
    }
    let webinar = call.webinar(state)?;
    if let Some(host) = state.user(&webinar.host_id) {
        has_plan(host, "this user")?;
    }
    Ok(webinar)
}
