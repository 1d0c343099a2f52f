//! Events as Zoom publishes them: what happened, cut down to the members that
//! the event's published schema has.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{payload::changed, signature};
use crate::{
    api::{meeting_registrants::view::way_in, meetings, recordings, registration},
    links::Links,
    prune::prune,
    state::{
        State,
        happening::{Happening, Registering, What},
        instance::{Instance, Participant},
        meeting::Meeting,
        recording::{FileType, Recording, RecordingFile},
    },
    time,
};

/// How long a `download_token` opens the files.
const DOWNLOAD_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// The published schema of each event.
static SCHEMAS: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../events.json"))
        .expect("the published events are checked by a test")
});

/// The published schema of each event.
pub(crate) fn schemas() -> &'static BTreeMap<String, Value> {
    &SCHEMAS
}

/// An event, ready to be delivered.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) name: &'static str,
    /// Compact JSON, which is what `JSON.stringify` makes of it as well, so
    /// that a receiver may verify the signature over either.
    pub(super) body: String,
}

/// The events that are sent.
pub(super) fn names() -> Vec<&'static str> {
    SCHEMAS.keys().map(String::as_str).collect()
}

/// The event that tells what happened.
pub(super) fn of(happening: &Happening, state: &mut State, links: &Links) -> Event {
    let mut download_token = None;
    let (name, mut payload) = match &happening.what {
        What::MeetingCreated(meeting) => (
            "meeting.created",
            json!({
                "operation": operation(meeting, None),
                "object": meeting_object(meeting, None, state, links),
            }),
        ),
        What::MeetingUpdated {
            old,
            new,
            occurrence_id,
        } => {
            let occurrence_id = occurrence_id.as_deref();
            let object = |meeting| meeting_object(meeting, occurrence_id, state, links);
            let (old, new) = (object(old), object(new));
            let payload = json!({
                "scope": operation_of(occurrence_id),
                "time_stamp": happening.at.as_millisecond(),
                "old_object": changed(&old, &new),
                "object": new,
            });
            ("meeting.updated", payload)
        }
        What::MeetingDeleted {
            meeting,
            occurrence_id,
        } => {
            let occurrence_id = occurrence_id.as_deref();
            let payload = json!({
                "operation": operation(meeting, occurrence_id),
                "object": meeting_object(meeting, occurrence_id, state, links),
            });
            ("meeting.deleted", payload)
        }
        What::MeetingRecovered(meeting) => (
            "meeting.recovered",
            json!({
                "operation": operation(meeting, None),
                "object": meeting_object(meeting, None, state, links),
            }),
        ),
        What::MeetingRegistration(what, meeting, registrant) => {
            let name = match (what, meeting.is_webinar()) {
                (Registering::Created, false) => "meeting.registration_created",
                (Registering::Approved, false) => "meeting.registration_approved",
                (Registering::Denied, false) => "meeting.registration_denied",
                (Registering::Cancelled, false) => "meeting.registration_cancelled",
                (Registering::Created, true) => "webinar.registration_created",
                (Registering::Approved, true) => "webinar.registration_approved",
                (Registering::Denied, true) => "webinar.registration_denied",
                (Registering::Cancelled, true) => "webinar.registration_cancelled",
            };
            let mut object = meeting_object(meeting, None, state, links);
            let mut details = registration::view(registrant);
            // Published as always there; empty before approval is a guess.
            details.insert("join_url".into(), json!(""));
            details.extend(way_in(registrant, meeting, links));
            object["registrant"] = Value::Object(details);
            (name, json!({"object": object}))
        }
        What::MeetingStarted(instance) => (
            "meeting.started",
            json!({"object": instance_object(instance, state)}),
        ),
        What::MeetingEnded(instance) => (
            "meeting.ended",
            json!({"object": instance_object(instance, state)}),
        ),
        What::ParticipantJoined(instance, participant) => {
            let mut object = instance_object(instance, state);
            object["participant"] = participant_object(participant, participant.join_time);
            ("meeting.participant_joined", json!({"object": object}))
        }
        What::ParticipantLeft(instance, participant) => {
            let mut object = instance_object(instance, state);
            object["participant"] = participant_object(participant, participant.leave_time);
            ("meeting.participant_left", json!({"object": object}))
        }
        What::RecordingStarted(instance) => (
            "recording.started",
            json!({"object": running_recording(instance, state, None)}),
        ),
        What::RecordingStopped(instance) => (
            "recording.stopped",
            json!({"object": running_recording(instance, state, Some(instance.end_time))}),
        ),
        What::RecordingCompleted(recording) => {
            download_token = Some(keep_download_token(recording, happening.at, state));
            // The transcript takes longer, and has an event of its own.
            let others = |file: &RecordingFile| file.file_type != FileType::Transcript;
            let object = recording_object(recording, state, links, others);
            ("recording.completed", json!({"object": object}))
        }
        What::TranscriptCompleted(recording) => {
            download_token = Some(keep_download_token(recording, happening.at, state));
            let transcript = |file: &RecordingFile| file.file_type == FileType::Transcript;
            let object = recording_object(recording, state, links, transcript);
            ("recording.transcript_completed", json!({"object": object}))
        }
        What::RecordingTrashed(recording) => {
            let object = recording_object(recording, state, links, |_| true);
            ("recording.trashed", json!({"object": object}))
        }
        What::RecordingDeleted(recording) => {
            let object = recording_object(recording, state, links, |_| true);
            ("recording.deleted", json!({"object": object}))
        }
        What::RecordingRecovered(recording) => {
            let object = recording_object(recording, state, links, |_| true);
            ("recording.recovered", json!({"object": object}))
        }
        What::RecordingRegistration(what, recording, registrant) => {
            let name = match what {
                Registering::Created => "recording.registration_created",
                Registering::Approved => "recording.registration_approved",
                // There is no event for one who is taken out.
                Registering::Denied | Registering::Cancelled => "recording.registration_denied",
            };
            let mut object = recording_object(recording, state, links, |_| true);
            object["registrant"] = Value::Object(registration::view(registrant));
            (name, json!({"object": object}))
        }
        What::AppDeauthorized { client_id, user_id } => {
            let at = happening.at;
            let payload = json!({
                "user_id": user_id,
                "client_id": client_id,
                "deauthorization_time": at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
                // What it covers is not documented.
                "signature": signature::hmac(client_id, user_id),
                // The example has it here, as text, and not beside the event.
                "event_ts": at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            });
            ("app_deauthorized", payload)
        }
    };
    payload["account_id"] = json!(state.account.id);
    let operator = happening.operator_id.as_deref();
    if let Some(operator) = operator.and_then(|id| state.user(id)) {
        payload["operator"] = json!(operator.email);
        payload["operator_id"] = json!(operator.id);
    }
    let mut event = json!({
        "event": name,
        "event_ts": happening.at.as_millisecond(),
        "payload": payload,
    });
    if let Some(token) = download_token {
        event["download_token"] = json!(token);
    }
    if let Some(schema) = SCHEMAS.get(name) {
        prune(&mut event, &[schema]);
    }
    Event {
        name,
        body: event.to_string(),
    }
}

/// A change to a series concerns all of it, or one occurrence alone.
fn operation(meeting: &Meeting, occurrence_id: Option<&str>) -> &'static str {
    if meeting.recurrence.is_some() {
        operation_of(occurrence_id)
    } else {
        "single"
    }
}

fn operation_of(occurrence_id: Option<&str>) -> &'static str {
    if occurrence_id.is_some() {
        "single"
    } else {
        "all"
    }
}

fn meeting_object(
    meeting: &Meeting,
    occurrence_id: Option<&str>,
    state: &State,
    links: &Links,
) -> Value {
    let host = state.user(&meeting.host_id);
    let mut object = host.map_or_else(Map::new, |host| {
        meetings::view::summary(meeting, host, links, meeting.start_time)
    });
    let mut add = |name: &str, value: Value| object.insert(name.to_owned(), value);
    add("host_email", json!(host.map(|host| &host.email)));
    add("password", json!(meeting.password));
    add("creation_source", json!("open_api"));
    add("settings", json!(meeting.settings));
    if let Some(recurrence) = &meeting.recurrence {
        let occurrences = meeting
            .occurrences
            .iter()
            .filter(|occurrence| occurrence_id.is_none_or(|id| occurrence.id == id))
            .map(meetings::view::occurrence);
        add("occurrences", occurrences.collect());
        add("recurrence", json!(recurrence));
    }
    Value::Object(object)
}

/// A meeting that takes place. Its id is text in these events, and a number in
/// all others.
fn instance_object(instance: &Instance, state: &State) -> Value {
    json!({
        "id": instance.meeting_id.to_string(),
        "uuid": instance.uuid,
        "host_id": instance.host_id,
        "host_email": state.user(&instance.host_id).map(|host| &host.email),
        "topic": instance.topic,
        "type": instance.kind,
        "start_time": time::utc(instance.start_time),
        "end_time": time::utc(instance.end_time),
        "timezone": instance.timezone,
        "duration": instance.duration(),
    })
}

/// Who joined or left. The published schema has `join_time` where the published
/// example has `date_time`, so both are given.
fn participant_object(participant: &Participant, at: Timestamp) -> Value {
    let Participant { name, id, .. } = participant;
    json!({
        "id": id,
        "participant_user_id": id,
        "user_id": participant.user_id,
        "user_name": name,
        "participant_uuid": participant.uuid,
        "email": participant.email,
        "registrant_id": participant.registrant_id,
        "date_time": time::utc(at),
        "join_time": time::utc(participant.join_time),
        "leave_time": time::utc(participant.leave_time),
        "leave_reason": format!("{name} left the meeting.<br>Reason: Host ended the meeting."),
    })
}

fn running_recording(instance: &Instance, state: &State, end: Option<Timestamp>) -> Value {
    let mut object = instance_object(instance, state);
    object["id"] = json!(instance.meeting_id);
    object["recording_file"] = json!({
        "recording_start": time::utc(instance.start_time),
        "recording_end": end.map(time::utc).unwrap_or_default(),
    });
    object
}

/// Makes a token that opens the files of a recording.
fn keep_download_token(recording: &Recording, now: Timestamp, state: &mut State) -> String {
    let expires = now + DOWNLOAD_TOKEN_LIFETIME;
    let token = state.sign_token("download", "", &recording.host_id, now, expires);
    state
        .download_tokens
        .keep(token.clone(), &recording.uuid, expires);
    token
}

fn recording_object(
    recording: &Recording,
    state: &State,
    links: &Links,
    shown: impl Fn(&RecordingFile) -> bool,
) -> Value {
    let mut object = recordings::view::recording(recording, &state.account, links, shown);
    let host = state.user(&recording.host_id);
    let mut add = |name: &str, value: Value| object.insert(name.to_owned(), value);
    add("host_email", json!(host.map(|host| &host.email)));
    add("password", json!(recording.password));
    add("on_prem", json!(false));
    let audio = recording.participant_audio_files.iter().map(|audio| {
        let mut view = recordings::view::participant_audio_file(audio, links);
        view["file_extension"] = json!(audio.file.file_type.extension());
        view
    });
    add("participant_audio_files", audio.collect());
    Value::Object(object)
}
