//! Events as Zoom publishes them: what happened, cut down to the members that
//! the event's published schema has.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::payload::changed;
use crate::{
    api::{
        meeting_registrants::view::way_in, meeting_summaries, meetings, recordings, registration,
    },
    links::Links,
    mac::hmac_sha256,
    prune::prune,
    state::{
        State,
        happening::{Happening, Registering, What},
        instance::{Instance, Participant},
        meeting::{Meeting, kind::is_webinar},
        recording::{FileType, Recording, RecordingFile},
    },
    time,
};

/// How long a `download_token` opens the files.
const DOWNLOAD_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// The published schema of each event.
static SCHEMAS: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../published/events.json"))
        .expect("the published events are checked by a test")
});

/// The published schema of each event.
pub(crate) fn schemas() -> &'static BTreeMap<String, Value> {
    &SCHEMAS
}

/// An event, ready to be delivered.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) name: String,
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
        What::MeetingCreated(meeting) => of_all(meeting, "created", state, links),
        What::MeetingUpdated {
            old,
            new,
            occurrence_id,
        } => {
            let occurrence_id = occurrence_id.as_deref();
            let object = |meeting| meeting_object(meeting, occurrence_id, state, links);
            let (before, after) = (object(old), object(new));
            let payload = json!({
                "scope": operation_of(occurrence_id),
                "time_stamp": happening.at.as_millisecond(),
                "old_object": changed(&before, &after),
                "object": after,
            });
            (named(new.kind, "updated"), payload)
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
            (named(meeting.kind, "deleted"), payload)
        }
        What::MeetingRecovered(meeting) => of_all(meeting, "recovered", state, links),
        What::MeetingPermanentlyDeleted(meeting) => {
            of_all(meeting, "permanently_deleted", state, links)
        }
        What::MeetingConverted(webinar) => {
            let object = meeting_object(webinar, None, state, links);
            let name = "meeting.converted_to_webinar";
            (name.into(), json!({"object": object}))
        }
        What::MeetingRegistration(what, meeting, registrant) => {
            let what = match what {
                Registering::Created => "registration_created",
                Registering::Approved => "registration_approved",
                Registering::Denied => "registration_denied",
                Registering::Cancelled => "registration_cancelled",
            };
            let mut object = meeting_object(meeting, None, state, links);
            let mut details = registration::view(registrant);
            // Published as always there; empty before approval is a guess.
            details.insert("join_url".into(), json!(""));
            details.extend(way_in(registrant, meeting, links));
            object["registrant"] = Value::Object(details);
            (named(meeting.kind, what), json!({"object": object}))
        }
        What::MeetingStarted(instance) => (
            named(instance.kind, "started"),
            json!({"object": instance_object(instance, state)}),
        ),
        What::MeetingEnded(instance) => (
            named(instance.kind, "ended"),
            json!({"object": instance_object(instance, state)}),
        ),
        What::ParticipantJoined(instance, participant) => {
            let mut object = instance_object(instance, state);
            object["participant"] =
                participant_object(instance, participant, participant.join_time);
            let name = named(instance.kind, "participant_joined");
            (name, json!({"object": object}))
        }
        What::ParticipantLeft(instance, participant) => {
            let mut object = instance_object(instance, state);
            object["participant"] =
                participant_object(instance, participant, participant.leave_time);
            let name = named(instance.kind, "participant_left");
            (name, json!({"object": object}))
        }
        What::SummaryCompleted(instance, summary) => {
            let object = meeting_summaries::view::whole(state, instance, summary, links);
            (
                "meeting.summary_completed".into(),
                json!({"object": object}),
            )
        }
        What::SummaryTrashed(instance, summary) => {
            let object = meeting_summaries::view::whole(state, instance, summary, links);
            ("meeting.summary_trashed".into(), json!({"object": object}))
        }
        What::RecordingStarted(instance) => (
            "recording.started".into(),
            json!({"object": running_recording(instance, state, None)}),
        ),
        What::RecordingStopped(instance) => (
            "recording.stopped".into(),
            json!({"object": running_recording(instance, state, Some(instance.end_time))}),
        ),
        What::Controlled(event, instance, more) => {
            let mut object = instance_object(instance, state);
            // Text in some of the events, which then say so themselves.
            object["id"] = json!(instance.meeting_id);
            for (name, member) in more.as_object().into_iter().flatten() {
                object[name.as_str()] = member.clone();
            }
            ((*event).into(), json!({"object": object}))
        }
        What::RecordingCompleted(recording) => {
            download_token = Some(keep_download_token(recording, happening.at, state));
            // The transcript takes longer, and has an event of its own.
            let others = |file: &RecordingFile| file.file_type != FileType::Transcript;
            let object = recording_object(recording, state, links, others);
            ("recording.completed".into(), json!({"object": object}))
        }
        What::TranscriptCompleted(recording) => {
            download_token = Some(keep_download_token(recording, happening.at, state));
            let transcript = |file: &RecordingFile| file.file_type == FileType::Transcript;
            let object = recording_object(recording, state, links, transcript);
            (
                "recording.transcript_completed".into(),
                json!({"object": object}),
            )
        }
        What::RecordingTrashed(recording) => {
            let object = recording_object(recording, state, links, |_| true);
            ("recording.trashed".into(), json!({"object": object}))
        }
        What::RecordingDeleted(recording) => {
            let object = recording_object(recording, state, links, |_| true);
            ("recording.deleted".into(), json!({"object": object}))
        }
        What::RecordingRecovered(recording) => {
            let object = recording_object(recording, state, links, |_| true);
            ("recording.recovered".into(), json!({"object": object}))
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
            (name.into(), json!({"object": object}))
        }
        What::AppDeauthorized { client_id, user_id } => {
            let at = happening.at;
            let payload = json!({
                "user_id": user_id,
                "client_id": client_id,
                "deauthorization_time": at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
                // What it covers is not documented.
                "signature": hmac_sha256(client_id.as_bytes(), user_id),
                // The example has it here, as text, and not beside the event.
                "event_ts": at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            });
            ("app_deauthorized".into(), payload)
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
    if let Some(schema) = SCHEMAS.get(&name) {
        prune(&mut event, &[schema]);
    }
    Event {
        name,
        body: event.to_string(),
    }
}

/// What happened to all of a meeting.
fn of_all(meeting: &Meeting, what: &str, state: &State, links: &Links) -> (String, Value) {
    let payload = json!({
        "operation": operation(meeting, None),
        "object": meeting_object(meeting, None, state, links),
    });
    (named(meeting.kind, what), payload)
}

/// The event of a meeting, or the same one of a webinar.
fn named(kind: u64, what: &str) -> String {
    format!("{}.{what}", noun(kind))
}

fn noun(kind: u64) -> &'static str {
    if is_webinar(kind) {
        "webinar"
    } else {
        "meeting"
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
    let mut object = match host {
        Some(host) => meetings::view::summary(meeting, host, links, meeting.start_time),
        None => meetings::view::outline(meeting, meeting.start_time),
    };
    let mut settings = meeting.settings.clone();
    // Published as always there, for webinars too, which have no personal id.
    settings.entry("use_pmi").or_insert(json!(false));
    let mut add = |name: &str, value: Value| object.insert(name.to_owned(), value);
    add("host_email", json!(host.map(|host| &host.email)));
    add("password", json!(meeting.password));
    add("creation_source", json!("open_api"));
    add("settings", json!(settings));
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
        // Of a rehearsal, which nobody holds.
        "practice_session": false,
    })
}

/// Who joined or left. The published schema has `join_time` where the published
/// example has `date_time`, so both are given.
fn participant_object(instance: &Instance, participant: &Participant, at: Timestamp) -> Value {
    let Participant { name, id, .. } = participant;
    let noun = noun(instance.kind);
    json!({
        "id": id,
        "participant_user_id": id,
        "user_id": participant.user_id,
        "user_name": name,
        "participant_uuid": participant.uuid,
        "email": participant.shown_email(),
        "registrant_id": participant.registrant_id,
        "date_time": time::utc(at),
        "join_time": time::utc(participant.join_time),
        "leave_time": time::utc(participant.leave_time),
        "leave_reason": format!("{name} left the {noun}.<br>Reason: Host ended the {noun}."),
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
