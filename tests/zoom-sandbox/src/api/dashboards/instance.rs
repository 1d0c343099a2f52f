//! One meeting or webinar, as it goes on or as it was.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{OfOne, as_published};
use crate::{
    api::{call::Call, error::ApiError, reports::labels},
    state::{
        State,
        equipment::Equipment,
        instance::{Instance, Participant},
        user::User,
    },
    time,
};

pub(super) fn answer(
    call: &Call<'_>,
    state: &mut State,
    operation: &OfOne,
) -> Result<Value, ApiError> {
    let instance = operation.find(call, state)?;
    Ok(as_published(call, view(state, instance, call.now)))
}

/// All that is said of a meeting or webinar. While it goes on it has no end,
/// and only those who have joined count.
pub(super) fn view(state: &State, instance: &Instance, now: Timestamp) -> Map<String, Value> {
    let host = state.user(&instance.host_id);
    let equipment: Vec<Equipment> = instance.joined(now).map(Participant::equipment).collect();
    let any = |is: fn(&Equipment) -> bool| json!(equipment.iter().any(is));
    let audio_quality = equipment.iter().map(Equipment::audio_quality).max();
    let video_quality = equipment.iter().filter_map(Equipment::video_quality).max();
    let in_rooms: usize = equipment.iter().map(Equipment::in_room_participants).sum();
    let end = if instance.ended {
        instance.end_time
    } else {
        now
    };
    let audio = state
        .meeting_of(instance)
        .and_then(|meeting| meeting.settings.get("audio"));
    let members = [
        ("uuid", json!(instance.uuid)),
        ("id", json!(instance.meeting_id)),
        ("topic", json!(instance.topic)),
        ("host", json!(host.map(User::display_name))),
        ("email", json!(host.map(|host| &host.email))),
        ("dept", json!(host.map(|host| &host.dept))),
        (
            "user_type",
            json!(host.map(|host| format!("{:?}", host.license))),
        ),
        ("start_time", json!(time::utc(instance.start_time))),
        (
            "duration",
            json!(clock(end.duration_since(instance.start_time))),
        ),
        ("participants", json!(equipment.len())),
        ("in_room_participants", json!(in_rooms)),
        ("has_pstn", any(Equipment::is_telephone)),
        ("has_voip", any(|equipment| !equipment.is_telephone())),
        (
            "has_3rd_party_audio",
            json!(audio == Some(&json!("thirdParty"))),
        ),
        ("has_video", any(Equipment::has_camera)),
        ("has_screen_share", json!(instance.has_screen_share())),
        ("has_recording", json!(state.is_recorded(instance))),
        ("has_sip", any(Equipment::is_room_system)),
        // Every meeting is archived here.
        ("has_archiving", json!(true)),
        ("has_manual_captions", json!(false)),
        ("has_automated_captions", json!(false)),
        ("has_poll", json!(!instance.poll_answers.is_empty())),
        ("has_qa", json!(!instance.questions.is_empty())),
        ("has_survey", json!(false)),
        ("has_meeting_summary", json!(instance.summary.is_some())),
        ("avg_jointime_cost", json!(join_time_cost(&equipment))),
    ];
    let mut view: Map<String, Value> = members
        .into_iter()
        .chain(labels(state, instance))
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    if instance.ended {
        view.insert("end_time".into(), json!(time::utc(instance.end_time)));
    }
    let shared = video_quality.filter(|_| instance.has_screen_share());
    for (name, quality) in [
        ("audio_quality", audio_quality),
        ("video_quality", video_quality),
        ("screen_share_quality", shared),
    ] {
        if let Some(quality) = quality {
            view.insert(name.into(), json!(quality));
        }
    }
    view
}

/// As `mm:ss`, with the hours before it when there are any.
fn clock(duration: SignedDuration) -> String {
    let seconds = duration.as_secs();
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes:02}:{seconds:02}"),
        (hours, minutes) => format!("{hours:02}:{minutes:02}:{seconds:02}"),
    }
}

/// The mean, in seconds with two decimals.
fn join_time_cost(equipment: &[Equipment]) -> f64 {
    let costs = equipment.iter().map(Equipment::join_time_cost);
    let people = u32::try_from(equipment.len().max(1)).unwrap_or(u32::MAX);
    (costs.sum::<f64>() / f64::from(people) * 100.0).round() / 100.0
}
