//! `download-recording`.

use serde_json::Value;

use super::choice::{self, Choice, text};
use super::group::GROUP;
use super::{fields, get};
use crate::action::{Action, column};
use crate::contract::Failure;
use crate::file::{File, file_name_part};
use crate::input::Input;
use crate::shape::{Field, INTEGER, TEXT, member};

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
    .input(&[&[fields::OF_A_MEETING], choice::INPUT])
    .output(get::OUTPUT)
    .download(choose, &[choice::FACTS, choice::OTHERS, OUTPUT])
    .warnings(choice::warnings)
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

/// The file that `input` asks for, of a recording and its files.
fn choose(input: &Input, mut recording: Value) -> Result<File, Failure> {
    let Choice { file, facts } = choice::choose(ID, input, &mut recording)?;
    let size = file.get("file_size").and_then(Value::as_u64);
    Ok(File {
        url: text(&file, "download_url").to_owned(),
        name: name(&recording, &file),
        size: size.filter(|size| *size > 0),
        media_types: media_types(text(&file, "file_type")),
        facts,
    })
}

/// What the file is called where it is kept: topic, day, and what it shows.
fn name(recording: &Value, file: &Value) -> String {
    let day = text(recording, "start_time").get(..10).unwrap_or_default();
    file_name(&[text(recording, "topic"), day, what(file)], file)
}

/// What a file shows or holds, for its name.
pub(super) fn what(file: &Value) -> &str {
    match text(file, "recording_type") {
        "" => text(file, "file_name"),
        recording_type => recording_type,
    }
}

/// A name of these parts, with the ending that the file has.
pub(super) fn file_name(parts: &[&str], file: &Value) -> String {
    let extension = match text(file, "file_extension") {
        "" => text(file, "file_type"),
        extension => extension,
    };
    let parts: Vec<_> = parts.iter().copied().map(file_name_part).collect();
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
pub(super) fn media_types(file_type: &str) -> Vec<String> {
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
