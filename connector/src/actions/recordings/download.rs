//! `download-recording`.

use serde_json::Value;

use super::group::GROUP;
use super::{fields, get};
use crate::action::{Action, column};
use crate::clouds::is_zoom;
use crate::contract::Failure;
use crate::contract::FailureKind::{Conflict, NotFound, UnexpectedResponse};
use crate::file::{File, file_name_part};
use crate::ids;
use crate::input::Input;
use crate::shape::{Field, INTEGER, Kind, Object, TEXT, list, member};

pub(crate) static ACTION: Action = Action::get(&GROUP, ID, get::PATH)
    .operation("recordingGet")
    .summary("Downloads one file of the cloud recording of a meeting.")
    .description("Without recording_file_id, the file is chosen: the first that is of file_type, \
            and of recording_type when that is given; without either the video, or the sound where \
            there is none; what is finished before what Zoom is still processing; among several recording types the one that \
            shows most (speaker and shared screen, gallery and shared screen, active speaker, gallery, \
            shared screen, then the others); among several parts of a recording the earliest. \
            `other_file_ids` in the output tells which others there are.")
    .scopes(get::CLASSIC, get::GRANULAR)
    .input(&[&[
        fields::OF_A_MEETING,
        member(
            "recording_file_id",
            Kind::Text(1, 200),
            "The id of the file, as Get meeting recordings tells it. `file_type` and `recording_type` are then not looked at.",
        ),
        member(
            "file_type",
            Kind::Choice(fields::FILE_TYPES),
            "What kind of file to take. Without this and `recording_type`: MP4, or M4A where there is no video.",
        ),
        member(
            "recording_type",
            Kind::Choice(fields::RECORDING_TYPES),
            "What the file has to show or hold. Alone, it takes any kind of file.",
        ),
    ]])
    .output(get::OUTPUT)
    .download(choose, &[OUTPUT])
    .warnings(warnings)
    .columns(&[column("File", "/file_name"), column("Bytes", "/size")])
    .sample(
        r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "file_type": "MP4" }"#,
        r#"{
            "meeting_id": "85746065432",
            "meeting_uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "topic": "Weekly review",
            "recording_file_id": "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e",
            "file_type": "MP4",
            "recording_type": "shared_screen_with_speaker_view",
            "recording_start": "2026-09-15T01:00:12Z",
            "recording_end": "2026-09-15T01:29:58Z",
            "other_file_ids": [],
            "file_name": "Weekly review 2026-09-15 shared_screen_with_speaker_view.mp4",
            "size": 3145728,
            "media_type": "video/mp4",
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        }"#,
    );

static OUTPUT: &[Field] = &[
    member("meeting_id", ids::MEETING, "The meeting's number."),
    member(
        "meeting_uuid",
        TEXT,
        "The id of the instance of the meeting.",
    ),
    member("topic", TEXT, "What the meeting is called."),
    member("recording_file_id", TEXT, "The id of the file at Zoom."),
    member(
        "file_type",
        Kind::Choice(fields::FILE_TYPES),
        "What kind of file it is.",
    ),
    member(
        "recording_type",
        Kind::Choice(fields::RECORDING_TYPES),
        "What the file shows or holds.",
    ),
    member("recording_start", TEXT, "When the recording began, in UTC."),
    member("recording_end", TEXT, "When the recording ended, in UTC."),
    member(
        "other_file_ids",
        list(&TEXT),
        "The ids of other files that would have fitted the input.",
    ),
    member("file_name", TEXT, "The name under which the file was kept.").required(),
    member("size", INTEGER, "The size of the file, in bytes.").required(),
    member("media_type", TEXT, "The media type of the file.").required(),
    member(
        "sha256",
        TEXT,
        "The SHA-256 of the file, in hexadecimal digits.",
    )
    .required(),
];

const ID: &str = "download-recording";

fn warnings(input: &Input, _: u64) -> Vec<String> {
    let types = ["file_type", "recording_type"];
    let named = input.get("recording_file_id").is_some();
    let ignored = types
        .into_iter()
        .filter(|field| named && input.get(field).is_some());
    ignored
        .map(|field| {
            format!("`{field}` is not looked at, since `recording_file_id` names the file.")
        })
        .collect()
}

/// The file that `input` asks for, of a recording and its files.
fn choose(input: &Input, mut recording: Value) -> Result<File, Failure> {
    let mut files = Vec::new();
    for list in ["recording_files", "participant_audio_files"] {
        if let Some(Value::Array(items)) = recording.get_mut(list).map(Value::take) {
            files.extend(items);
        }
    }
    // Where there is no video, the sound is the recording.
    let of_kind = |kind| files.iter().any(|file| fits(input, file, kind));
    let kind = ["MP4", "M4A"].into_iter().find(|kind| of_kind(*kind));
    let kind = kind.unwrap_or("MP4");
    let mut fitting: Vec<_> = files
        .into_iter()
        .filter(|file| fits(input, file, kind))
        .collect();
    fitting.sort_by_key(|file| (rank(file), text(file, "recording_start").to_owned()));
    let others = fitting
        .iter()
        .skip(1)
        .filter_map(|file| file.get("id").cloned())
        .collect();
    let Some(file) = fitting.into_iter().next() else {
        return Err(Failure::new(
            NotFound,
            format!(
                "`{ID}` failed: the recording has no file that fits the input, or Zoom is still \
                 processing it. Get the meeting's recordings to see which files there are."
            ),
        ));
    };
    let size = file
        .get("file_size")
        .and_then(Value::as_u64)
        .filter(|size| *size > 0);
    if !is_finished(&file) {
        return Err(Failure::new(
            Conflict,
            format!("`{ID}` failed: Zoom is still processing the file. Start it again later."),
        ));
    }
    let url = text(&file, "download_url");
    if !is_zoom(url) {
        return Err(Failure::new(
            UnexpectedResponse,
            format!(
                "`{ID}` failed: Zoom tells no address of the file at which the credential may be \
                 shown. Download it in the browser."
            ),
        ));
    }
    let mut facts = Object::new();
    for (name, value) in [
        ("meeting_id", recording.get("id")),
        ("meeting_uuid", recording.get("uuid")),
        ("topic", recording.get("topic")),
        ("recording_file_id", file.get("id")),
        ("file_type", file.get("file_type")),
        ("recording_type", file.get("recording_type")),
        ("recording_start", file.get("recording_start")),
        ("recording_end", file.get("recording_end")),
        ("other_file_ids", Some(&Value::Array(others))),
    ] {
        if let Some(value) = value {
            facts.insert(name.to_owned(), value.clone());
        }
    }
    Ok(File {
        url: url.to_owned(),
        name: name(&recording, &file),
        size,
        media_types: media_types(text(&file, "file_type")),
        facts,
    })
}

/// Whether a file is what `input` asks for, which is of that `kind` when it does not say.
fn fits(input: &Input, file: &Value, kind: &str) -> bool {
    if let Some(id) = input.text("recording_file_id") {
        return text(file, "id") == id;
    }
    let recording_type = input.text("recording_type");
    // While Zoom is processing a file it does not say of what type it is.
    let is = |name, wanted| text(file, name).is_empty() || text(file, name) == wanted;
    match input
        .text("file_type")
        .or(recording_type.is_none().then_some(kind))
    {
        Some(file_type) if !is("file_type", file_type) => false,
        _ => recording_type.is_none_or(|wanted| is("recording_type", wanted)),
    }
}

fn is_finished(file: &Value) -> bool {
    matches!(text(file, "status"), "" | "completed") && !text(file, "file_type").is_empty()
}

/// Files that are finished first, then those that show most.
fn rank(file: &Value) -> (bool, usize) {
    let recording_type = text(file, "recording_type");
    let known = fields::RECORDING_TYPES
        .iter()
        .position(|known| *known == recording_type);
    (!is_finished(file), known.unwrap_or(usize::MAX))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// What the file is called where it is kept: topic, day, and what it shows.
fn name(recording: &Value, file: &Value) -> String {
    let day = text(recording, "start_time").get(..10).unwrap_or_default();
    let what = match text(file, "recording_type") {
        "" => text(file, "file_name"),
        recording_type => recording_type,
    };
    let extension = match text(file, "file_extension") {
        "" => text(file, "file_type"),
        extension => extension,
    };
    let parts = [text(recording, "topic"), day, what].map(file_name_part);
    let stem = parts
        .iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" ");
    let stem = if stem.is_empty() {
        "recording".to_owned()
    } else {
        stem
    };
    match file_name_part(extension).to_ascii_lowercase() {
        extension if extension.is_empty() => stem,
        extension => format!("{stem}.{extension}"),
    }
}

/// As which media types Zoom may serve a file. Never as a web page: that is a refusal.
fn media_types(file_type: &str) -> Vec<String> {
    let own: &[&str] = match file_type {
        "MP4" => &["video/*"],
        "M4A" => &["audio/*", "video/mp4"],
        "TRANSCRIPT" | "CC" => &["text/vtt", "text/plain"],
        "CHAT" | "CHAT_MESSAGE" => &["text/plain", "application/json"],
        "CSV" => &["text/csv", "text/plain"],
        "SUMMARY" | "TIMELINE" => &["application/json", "text/plain"],
        _ => &[
            "image/*",
            "video/*",
            "audio/*",
            "application/json",
            "text/plain",
        ],
    };
    own.iter()
        .chain(&["application/octet-stream"])
        .map(ToString::to_string)
        .collect()
}
