//! The actions on recordings: what is sent, and what comes out.

mod delete_all;
mod download;
mod download_all;
mod get;
mod get_link;
mod get_settings;
mod list;
mod trash;
mod trash_lost;

use serde_json::{Value, json};

/// A recording as Zoom has been seen to answer it, quirks included.
pub(crate) fn recording(files: &Value) -> Value {
    json!({
        "uuid": "/ajXp112QmuoKj4854875==",
        "id": 6_840_331_990_u64,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "topic": "Q3: plans / budget",
        "type": "8",
        "start_time": "2026-02-11T09:00:00Z",
        "duration": 55,
        "recording_count": 0,
        "recording_files": files,
        "participant_audio_files": [
            { "id": "audio-1", "file_name": "Audio only - Anna", "file_type": "M4A", "file_size": 100,
              "download_url": "https://us02web.zoom.us/rec/download/anna", "status": "completed" }
        ]
    })
}

pub(crate) fn file(id: &str, file_type: &str, recording_type: &str) -> Value {
    json!({
        "id": id,
        "meeting_id": "/ajXp112QmuoKj4854875==",
        "recording_start": "2026-02-11T09:00:12Z",
        "recording_end": "2026-02-11T09:55:01Z",
        "file_type": file_type,
        "file_extension": if file_type == "TRANSCRIPT" { "VTT" } else { file_type },
        "file_size": 3_145_728,
        "recording_type": recording_type,
        "status": "completed",
        "download_url": format!("https://us02web.zoom.us/rec/download/{id}")
    })
}

/// A file of the types that Zoom gives neither an id, a status nor a size.
pub(crate) fn text_file(name: &str, file_type: &str) -> Value {
    let mut text = file(name, file_type, "");
    if let Some(members) = text.as_object_mut() {
        members.insert("file_extension".to_owned(), "VTT".into());
        for not_there in ["id", "status", "file_size", "recording_type"] {
            members.remove(not_there);
        }
    }
    text
}

pub(crate) fn processing() -> Value {
    json!({ "id": "p", "recording_end": "", "file_type": "", "file_extension": "", "file_size": 0,
        "status": "processing", "download_url": "https://us02web.zoom.us/rec/download/p" })
}

pub(crate) fn files() -> Value {
    json!([
        file("sound", "M4A", "audio_only"),
        file("gallery", "MP4", "gallery_view"),
        file("screen", "MP4", "shared_screen_with_speaker_view"),
        file("text", "TRANSCRIPT", "audio_transcript"),
    ])
}
