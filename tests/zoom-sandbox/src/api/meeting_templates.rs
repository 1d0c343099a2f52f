//! A user's meeting templates.

use serde_json::{Value, json};

use super::{call::Call, error::ApiError, operations::Handlers, users};
use crate::state::{State, meeting_template::MeetingTemplate};

pub(crate) const HANDLERS: Handlers = &[
    ("listMeetingTemplates", list),
    ("meetingTemplateCreate", create),
    ("getUserMeetingTemplates", get),
];

/// Templates that a user can have.
const MOST: usize = 40;
/// A template that a user made; 2 would be an admin's.
const USERS_OWN: u8 = 1;

fn list(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let host = call.user(state)?;
    let templates: Vec<Value> = state
        .meeting_templates
        .iter()
        .filter(|template| template.host_id == host.id)
        .map(|template| json!({"id": template.id, "name": template.name, "type": USERS_OWN}))
        .collect();
    Ok(json!({"total_records": templates.len(), "templates": templates}))
}

fn create(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let host_id = call.user(state)?.id.clone();
    let flag = |name: &str| call.body.get(name) == Some(&json!(true));
    let meeting_id = call.body.get("meeting_id").and_then(Value::as_u64);
    let meeting_id = meeting_id.unwrap_or_default();
    let meeting = state
        .meeting(meeting_id, call.now)
        .filter(|meeting| meeting.host_id == host_id)
        .ok_or_else(|| {
            // Published with this status here, and with 404 elsewhere.
            ApiError::bad_request(3001, format!("Meeting does not exist: {meeting_id}"))
        })?;
    let name = call.body.get("name").and_then(Value::as_str);
    let mut template = MeetingTemplate {
        id: String::new(),
        host_id,
        name: name.unwrap_or(&meeting.topic).to_owned(),
        settings: meeting.settings.clone(),
        recurrence: meeting
            .recurrence
            .clone()
            .filter(|_| flag("save_recurrence")),
    };
    let theirs = |known: &MeetingTemplate| known.host_id == template.host_id;
    let same_name = state
        .meeting_templates
        .iter()
        .position(|known| theirs(known) && known.name == template.name);
    let count = state
        .meeting_templates
        .iter()
        .filter(|known| theirs(known))
        .count();
    match same_name {
        Some(place) if flag("overwrite") => {
            let id = state.meeting_templates.remove(place).id;
            template.id = id;
        }
        Some(_) => {
            return Err(ApiError::bad_request(
                3000,
                format!("Meeting template name already exists: {}.", template.name),
            ));
        }
        None if count >= MOST => {
            return Err(ApiError::bad_request(
                300,
                "You can only create up to 40 meeting templates.",
            ));
        }
        None => template.id = state.ids.entity(),
    }
    let answer = json!({"id": template.id, "name": template.name});
    state.meeting_templates.push(template);
    Ok(answer)
}

/// A user's template. The status of the error is published for getting one; code
/// and words are a guess, as is all of it for creating a meeting from one.
pub(super) fn find<'s>(
    state: &'s State,
    host_id: &str,
    id: &str,
) -> Result<&'s MeetingTemplate, ApiError> {
    state
        .meeting_templates
        .iter()
        .find(|template| template.host_id == host_id && template.id == id)
        .ok_or_else(|| ApiError::bad_request(300, "Invalid meeting template id."))
}

/// What the template's meeting does not say comes from the user's settings.
fn get(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let host = call.user(state)?;
    let template = find(state, &host.id, call.path("meetingTemplateId"))?;
    let users = users::settings::settings(host, state);
    let mut in_meeting: serde_json::Map<String, Value> = IN_MEETING
        .iter()
        .map(|name| ((*name).to_owned(), users["in_meeting"][*name].clone()))
        .collect();
    in_meeting.insert("allow_participants_to_rename".into(), json!(true));
    for (name, members) in CAPTIONS {
        let settings = &users["in_meeting"][*name];
        let members = members
            .iter()
            .map(|member| ((*member).to_owned(), settings[*member].clone()))
            .collect();
        in_meeting.insert((*name).to_owned(), Value::Object(members));
    }
    let own = &template.settings;
    Ok(json!({
        "id": template.id,
        "name": template.name,
        "settings": {
            "in_meeting": in_meeting,
            "recording": {"auto_recording": own["auto_recording"]},
            "schedule_meeting": {
                "host_video": own["host_video"],
                "participant_video": own["participant_video"],
                "mute_upon_entry": own["mute_upon_entry"],
            },
            "meeting_security": {"waiting_room": own["waiting_room"]},
        },
    }))
}

/// The settings that a template takes from the user.
const IN_MEETING: &[&str] = &[
    "entry_exit_chime",
    "feedback",
    "polling",
    "post_meeting_feedback",
    "screen_sharing",
    "who_can_share_screen",
    "who_can_share_screen_when_someone_is_sharing",
    "disable_screen_sharing_for_host_meetings",
    "annotation",
    "whiteboard",
    "remote_control",
    "non_verbal_feedback",
    "breakout_room",
    "remote_support",
];
/// And those in groups.
const CAPTIONS: &[(&str, &[&str])] = &[
    (
        "manual_captioning",
        &[
            "auto_generated_captions",
            "allow_to_type",
            "manual_captions",
            "save_captions",
        ],
    ),
    (
        "closed_captioning",
        &["auto_transcribing", "enable", "save_caption"],
    ),
];
