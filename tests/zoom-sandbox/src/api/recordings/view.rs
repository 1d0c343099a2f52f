//! How a recording looks in an answer.

use serde_json::{Map, Value, json};

use crate::{
    links::Links,
    state::{
        Account,
        recording::{FileType, ParticipantAudioFile, Recording, RecordingFile},
    },
    time,
};

/// A recording with the files that `shown` picks.
pub(crate) fn recording(
    recording: &Recording,
    account: &Account,
    links: &Links,
    shown: impl Fn(&RecordingFile) -> bool,
) -> Map<String, Value> {
    let files: Vec<&RecordingFile> = recording.files.iter().filter(|file| shown(file)).collect();
    let finished = || files.iter().filter(|file| file.end.is_some());
    let view = json!({
        "uuid": recording.uuid,
        "account_id": account.id,
        "host_id": recording.host_id,
        "topic": recording.topic,
        // A number, although the published schema says text.
        "type": recording.kind,
        "start_time": time::utc(recording.start_time),
        "timezone": account.timezone,
        "duration": recording.duration,
        "total_size": finished().map(|file| file.content.size()).sum::<usize>(),
        "recording_count": finished().count(),
        "share_url": format!("{}/rec/share/{}", links.web, recording.play_passcode),
        "recording_play_passcode": recording.play_passcode,
        "auto_delete": false,
        "recording_files": files.iter().map(|file| self::file(file, &recording.uuid, links)).collect::<Vec<_>>(),
    });
    let mut view = match view {
        Value::Object(view) => view,
        _ => Map::new(),
    };
    if let Some(id) = recording.meeting_id {
        view.insert("id".into(), json!(id));
    }
    view
}

fn file(file: &RecordingFile, meeting_uuid: &str, links: &Links) -> Value {
    let mut view = Map::new();
    let mut add = |name: &str, value: Value| {
        view.insert(name.to_owned(), value);
    };
    add("meeting_id", json!(meeting_uuid));
    add("recording_start", json!(time::utc(file.start)));
    add(
        "recording_end",
        json!(file.end.map(time::utc).unwrap_or_default()),
    );
    // While a meeting is being recorded, nothing is known of the file yet.
    let finished = |text: &'static str| if file.end.is_some() { text } else { "" };
    add("file_type", json!(finished(file.file_type.name())));
    add(
        "file_extension",
        json!(finished(file.file_type.extension())),
    );
    add(
        "play_url",
        json!(format!("{}/rec/play/{}", links.web, file.key)),
    );
    add("download_url", json!(download_url(file, links)));
    // A timeline has been seen without these three.
    if file.file_type != FileType::Timeline {
        add("id", json!(file.id));
        add("file_size", json!(file.content.size()));
        add(
            "status",
            json!(if file.end.is_some() {
                "completed"
            } else {
                "processing"
            }),
        );
    }
    add("recording_type", json!(file.recording_type));
    if let Some(deleted) = file.deleted_time {
        add("deleted_time", json!(time::utc(deleted)));
    }
    Value::Object(view)
}

pub(crate) fn participant_audio_file(audio: &ParticipantAudioFile, links: &Links) -> Value {
    let ParticipantAudioFile { file, file_name } = audio;
    json!({
        "id": file.id,
        "file_name": file_name,
        "file_type": file.file_type.name(),
        "file_size": file.content.size(),
        "recording_start": time::utc(file.start),
        "recording_end": file.end.map(time::utc).unwrap_or_default(),
        "play_url": format!("{}/rec/play/{}", links.web, file.key),
        "download_url": download_url(file, links),
        "status": "completed",
    })
}

pub(crate) fn download_url(file: &RecordingFile, links: &Links) -> String {
    format!("{}/rec/download/{}", links.web, file.key)
}
