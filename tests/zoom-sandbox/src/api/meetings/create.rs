//! Create a meeting.

use serde_json::{Map, Value, json};

use super::{fields, settings, view};
use crate::{
    api::{call::Call, error::ApiError, meeting_templates},
    state::{
        State,
        happening::What,
        meeting::{Meeting, kind},
        registration::Registration,
        user::User,
    },
};

/// Minutes, when the request names none.
const DURATION: i64 = 60;

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let scheduler = call.user(state)?.clone();
    let (meeting, host) = new(call, state, scheduler, kind::SCHEDULED)?;
    let start_token = view::start_token(state, &host.id, call.now);
    let answer = view::whole(meeting.clone(), &host, false, &start_token, call.links);
    keep(call, state, meeting);
    Ok(Value::Object(answer))
}

/// Keeps a new meeting or webinar.
pub(crate) fn keep(call: &Call<'_>, state: &mut State, meeting: Meeting) {
    state.meetings.push(meeting.clone());
    state.happened(
        call.now,
        Some(&call.caller.user_id),
        What::MeetingCreated(meeting),
    );
}

/// Makes the meeting or webinar that a request asks for, with its host.
pub(crate) fn new(
    call: &Call<'_>,
    state: &mut State,
    scheduler: User,
    default_type: u64,
) -> Result<(Meeting, User), ApiError> {
    let meeting_type = call
        .body
        .get("type")
        .and_then(Value::as_u64)
        .unwrap_or(default_type);
    // What a webinar without a topic is called is a guess.
    let (topic, default_password) = if kind::is_webinar(meeting_type) {
        ("Zoom Webinar", "default_passcode")
    } else {
        ("Zoom Meeting", "default_password")
    };
    let scheduler_id = scheduler.id.clone();
    let scheduled_for = fields::scheduled_for(&call.body, meeting_type, state)?.cloned();
    let assistant_id = scheduled_for
        .as_ref()
        .filter(|host| host.id != scheduler_id)
        .map(|_| scheduler_id.clone());
    let host = scheduled_for.unwrap_or(scheduler);
    state.rate_limits.count_change(&host.id, call.now)?;
    let mut meeting = Meeting {
        id: state.ids.meeting_id(),
        uuid: state.ids.meeting_uuid(),
        host_id: host.id.clone(),
        assistant_id,
        kind: meeting_type,
        topic: topic.into(),
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
        settings: settings::defaults(meeting_type, &host),
        panelists: Vec::new(),
        polls: Vec::new(),
        livestream: None,
        survey: None,
        tracking_sources: Vec::new(),
        registration: Registration::default(),
        details: Map::new(),
    };
    if call.body.get(default_password) != Some(&json!(false)) {
        meeting.password = state.ids.opaque(6);
    }
    let template_id = call.body.get("template_id").and_then(Value::as_str);
    // There are no templates of webinars here, so theirs is given back as it came.
    if let Some(id) = template_id.filter(|id| !id.is_empty() && !meeting.is_webinar()) {
        let template = meeting_templates::find(state, &scheduler_id, id)?;
        meeting.settings.extend(template.settings.clone());
        meeting.recurrence.clone_from(&template.recurrence);
    }
    fields::apply(&mut meeting, &call.body, call.now)?;
    Ok((meeting, host))
}
