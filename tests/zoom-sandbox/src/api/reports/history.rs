//! All meetings and webinars that took place, with what was used in each.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{page, period, permitted};
use crate::{
    api::{call::Call, error::ApiError},
    state::{
        State,
        instance::Instance,
        meeting::{Meeting, kind::is_webinar},
        recording::{FileType, Recording},
        user::User,
    },
    time,
};

/// What can be used in a meeting, by Zoom's names.
const FEATURES: &[&str] = &[
    "screen_sharing",
    "video_on",
    "remote_control",
    "closed_caption",
    "breakout_room",
    "language_interpretation",
    "telephone_usage",
    "in_meeting_chat",
    "poll",
    "join_by_room",
    "waiting_room",
    "live_transcription",
    "reaction",
    "zoom_apps",
    "annotation",
    "raise_hand",
    "virtual_background",
    "whiteboard",
    "immersive_scene",
    "avatar",
    "switch_to_mobile",
    "file_sharing",
    "meeting_summary",
    "meeting_questions",
    "record_to_computer",
    "record_to_cloud",
    "live_translation",
    "registration",
    "smart_recording",
    "multi_speaker",
    "meeting_wallpaper",
    "gen_ai_virtual_background",
    "multi_share",
    "document_collaboration",
    "portrait_lighting",
    "personalized_audio_isolation",
    "color_themes",
];

/// A meeting that took place, with what is known of it elsewhere.
struct Past<'s> {
    instance: &'s Instance,
    meeting: Option<&'s Meeting>,
    recording: Option<&'s Recording>,
    host: Option<&'s User>,
}

pub(super) fn list(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    permitted(call)?;
    let text = |name: &str| call.query_text(name).unwrap_or_default();
    for name in ["from", "to"] {
        time::date(text(name)).ok_or_else(|| invalid(name))?;
    }
    let period = period(call)?;
    let group = text("group_id");
    if !group.is_empty() {
        let message = format!("No permission for the group: {group}.");
        let status = http::StatusCode::FORBIDDEN;
        return Err(ApiError::new(status, 12_703, message));
    }
    let features: Vec<&str> = text("meeting_feature")
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    if !features.iter().all(|name| FEATURES.contains(name)) {
        return Err(invalid("meeting_feature"));
    }
    let searched = text("search_key").to_lowercase();
    let when = |instance: &Instance| -> Timestamp {
        if text("date_type") == "end_time" {
            instance.end_time
        } else {
            instance.start_time
        }
    };
    let items = state
        .instances
        .iter()
        .filter(|instance| instance.ended && period.contains(when(instance)))
        .filter(|instance| match text("meeting_type") {
            "meeting" => !is_webinar(instance.kind),
            "webinar" => is_webinar(instance.kind),
            _ => true,
        })
        .filter(|instance| match text("report_type") {
            "" | "all" => true,
            "poll" => !instance.poll_answers.is_empty(),
            "qa" => !instance.questions.is_empty(),
            // Nobody is surveyed, links to a resource, or reacts.
            _ => false,
        })
        .filter(|instance| {
            instance.topic.to_lowercase().contains(&searched)
                || instance.meeting_id.to_string() == searched
        })
        .map(|instance| Past::of(instance, state))
        .filter(|past| features.is_empty() || features.iter().any(|name| past.used(name)))
        .map(|past| past.view())
        .collect();
    Ok(Value::Object(page(call, state, "history_meetings", items)))
}

fn invalid(parameter: &str) -> ApiError {
    ApiError::bad_request(300, format!("Invalid parameter: {parameter}."))
}

impl<'s> Past<'s> {
    fn of(instance: &'s Instance, state: &'s State) -> Self {
        let mut recordings = state.recordings.iter();
        Self {
            instance,
            meeting: state.meeting_of(instance),
            recording: recordings.find(|recording| recording.uuid == instance.uuid),
            host: state.user(&instance.host_id),
        }
    }

    fn used(&self, feature: &str) -> bool {
        let chat = |recording: &Recording| {
            let mut files = recording.files.iter();
            files.any(|file| file.file_type == FileType::Chat)
        };
        let mut people = self.instance.participants.iter();
        let setting = |pointer: &str| {
            let settings = self.meeting.map(|meeting| json!(meeting.settings));
            settings.and_then(|settings| settings.pointer(pointer).cloned())
        };
        match feature {
            "screen_sharing" => self.instance.has_screen_share(),
            "video_on" => people.any(|who| who.equipment().has_camera()),
            "telephone_usage" => people.any(|who| who.equipment().is_telephone()),
            "in_meeting_chat" => self.recording.is_some_and(chat),
            "record_to_cloud" => self.recording.is_some(),
            "poll" => !self.instance.poll_answers.is_empty(),
            "meeting_questions" => !self.instance.questions.is_empty(),
            "meeting_summary" => self.instance.summary.is_some(),
            "waiting_room" => setting("/waiting_room") == Some(json!(true)),
            "language_interpretation" => {
                setting("/language_interpretation/enable") == Some(json!(true))
            }
            "registration" => setting("/approval_type").is_some_and(|kind| kind != json!(2)),
            _ => false,
        }
    }

    fn view(&self) -> Value {
        let Self {
            instance,
            meeting,
            host,
            ..
        } = self;
        let details = meeting.map(|meeting| &meeting.details);
        let tracking_fields = details.and_then(|details| details.get("tracking_fields"));
        let attributes = host.and_then(|host| host.profile.get("custom_attributes"));
        let attributes = attributes.and_then(Value::as_array).into_iter().flatten();
        let custom_fields: Vec<Value> = attributes
            .map(|attribute| json!({"key": attribute["name"], "value": attribute["value"]}))
            .collect();
        let created = meeting.map_or(instance.start_time, |meeting| meeting.created_at);
        let features: Map<String, Value> = FEATURES
            .iter()
            .map(|name| ((*name).to_owned(), json!(self.used(name))))
            .collect();
        let mut view = json!({
            "meeting_uuid": instance.uuid,
            "meeting_id": instance.meeting_id,
            "type": "Meeting",
            "host_display_name": host.map(User::display_name).unwrap_or_default(),
            "host_email": host.map_or("", |host| &host.email),
            "start_time": time::utc(instance.start_time),
            "end_time": time::utc(instance.end_time),
            "topic": instance.topic,
            "participants": instance.participants.len(),
            "duration": instance.duration(),
            "total_participant_minutes": instance.total_minutes(),
            "department": host.map_or("", |host| &host.dept),
            "group": [],
            "source": instance.source,
            "create_time": time::utc(created),
            "custom_fields": custom_fields,
            "tracking_fields": tracking_fields.cloned().unwrap_or_else(|| json!([])),
            "feature_used": features,
        });
        if is_webinar(instance.kind) {
            let people = instance.participants.iter();
            let viewers = people.filter(|who| !who.registrant_id.is_empty()).count();
            view["type"] = json!("Webinar");
            view["unique_viewers"] = json!(viewers);
            // All who come stay to the end.
            view["max_concurrent_views"] = json!(viewers);
        }
        view
    }
}
