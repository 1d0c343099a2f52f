//! Create a meeting.

use serde_json::{Map, Value, json};

use super::{fields, settings, view};
use crate::{
    api::{call::Call, error::ApiError},
    state::{
        State,
        happening::What,
        meeting::{Meeting, kind},
        registration::Registration,
    },
};

/// Minutes, when the request names none.
const DURATION: i64 = 60;

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let scheduler = call.user(state)?.clone();
    let meeting_type = call
        .body
        .get("type")
        .and_then(Value::as_u64)
        .unwrap_or(kind::SCHEDULED);
    let scheduled_for = fields::scheduled_for(&call.body, meeting_type, state)?.cloned();
    let assistant_id = scheduled_for
        .as_ref()
        .filter(|host| host.id != scheduler.id)
        .map(|_| scheduler.id.clone());
    let host = scheduled_for.unwrap_or(scheduler);
    state.rate_limits.count_change(&host.id, call.now)?;
    let mut meeting = Meeting {
        id: state.ids.meeting_id(),
        uuid: state.ids.meeting_uuid(),
        host_id: host.id.clone(),
        assistant_id,
        kind: meeting_type,
        topic: "Zoom Meeting".into(),
        start_time: None,
        duration: DURATION,
        timezone: state.account.timezone.clone(),
        created_at: call.now,
        source: call.caller.app_name.clone(),
        password: String::new(),
        encrypted_password: format!("{}.1", state.ids.opaque(32)),
        numeric_password: state.ids.digits(),
        host_key: state.ids.digits(),
        recurrence: None,
        occurrences: Vec::new(),
        settings: settings::defaults(&host),
        registration: Registration::default(),
        details: Map::new(),
    };
    if call.body.get("default_password") != Some(&json!(false)) {
        meeting.password = state.ids.opaque(6);
    }
    fields::apply(&mut meeting, &call.body, call.now)?;
    let start_token = view::start_token(state, &host.id, call.now);
    let answer = view::whole(&meeting, &host, false, &start_token, call.links);
    state.meetings.push(meeting.clone());
    state.happened(
        call.now,
        Some(&call.caller.user_id),
        What::MeetingCreated(meeting),
    );
    Ok(Value::Object(answer))
}
