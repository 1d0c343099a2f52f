//! Which file of a recording an input means.
//!
//! It names the file, or says what it has to be. Where several fit, the one that is finished and shows
//! most is meant; the others are named in the output.

use serde_json::Value;

use super::fields;
use crate::actions::lookups;
use crate::clouds::is_zoom;
use crate::contract::Failure;
use crate::contract::FailureKind::{Conflict, NotFound, UnexpectedResponse};
use crate::ids;
use crate::input::Input;
use crate::json;
use crate::order;
use crate::shape::{Field, Kind, Object, TEXT, list, member};

/// What names the file, or says what it has to be.
pub(super) static INPUT: &[Field] = &[
    member(
        "recording_file_id",
        Kind::Text(1, 200),
        "The id of the file, as Get meeting recordings tells it. `file_type` and `recording_type` are then not looked at.",
    )
    .choices(&lookups::RECORDING_FILES),
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
];

/// What is told of the file.
pub(super) static FACTS: &[Field] = &[
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
];

/// What is told of the others.
pub(super) static OTHERS: &[Field] = &[member(
    "other_file_ids",
    list(&TEXT),
    "The ids of other files that would have fitted the input.",
)];

/// The file, and what is told of it.
pub(super) struct Choice {
    pub(super) file: Value,
    pub(super) facts: Object,
}

/// What the caller should know: what of the input is not looked at.
pub(super) fn warnings(input: &Input, _: u64) -> Vec<String> {
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

/// The file that `input` asks for, taken out of a recording; `action` is for messages.
pub(super) fn choose(
    action: &str,
    input: &Input,
    recording: &mut Value,
) -> Result<Choice, Failure> {
    let files = files_of(recording);
    // Where there is no video, the sound is the recording.
    let of_kind = |kind| files.iter().any(|file| fits(input, file, kind));
    let kind = ["MP4", "M4A"].into_iter().find(|kind| of_kind(*kind));
    let kind = kind.unwrap_or("MP4");
    let fitting = files.into_iter().filter(|file| fits(input, file, kind));
    let fitting = order::by_key(fitting.collect(), |file| {
        let (unfinished, rank) = rank(file);
        let rank = order::number(rank as u64);
        format!(
            "{} {rank} {}",
            u8::from(unfinished),
            text(file, "recording_start")
        )
    });
    let others = fitting
        .iter()
        .skip(1)
        .filter_map(|file| file.get("id").cloned())
        .collect();
    let Some(file) = fitting.into_iter().next() else {
        return Err(Failure::new(
            NotFound,
            format!(
                "`{action}` failed: the recording has no file that fits the input, or Zoom is still \
                 processing it. Get the meeting's recordings to see which files there are."
            ),
        ));
    };
    if !is_finished(&file) {
        return Err(Failure::new(
            Conflict,
            format!("`{action}` failed: Zoom is still processing the file. Start it again later."),
        ));
    }
    if !is_zoom(text(&file, "download_url")) {
        return Err(Failure::new(
            UnexpectedResponse,
            format!(
                "`{action}` failed: Zoom tells no address of the file at which the credential may be \
                 shown. Download it in the browser."
            ),
        ));
    }
    let mut facts = facts(recording, &file);
    facts.insert("other_file_ids".to_owned(), Value::Array(others));
    Ok(Choice { file, facts })
}

/// The files of a recording, taken out of it.
pub(super) fn files_of(recording: &mut Value) -> Vec<Value> {
    let mut files = Vec::new();
    for list in ["recording_files", "participant_audio_files"] {
        if let Some(Value::Array(items)) = recording.get_mut(list).map(Value::take) {
            files.extend(items);
        }
    }
    files
}

/// What is told of a file of a recording.
pub(super) fn facts(recording: &Value, file: &Value) -> Object {
    let of_recording = [
        ("meeting_id", "id"),
        ("meeting_uuid", "uuid"),
        ("topic", "topic"),
    ];
    let of_file = [
        ("recording_file_id", "id"),
        ("file_type", "file_type"),
        ("recording_type", "recording_type"),
        ("recording_start", "recording_start"),
        ("recording_end", "recording_end"),
    ];
    let told = |from: &Value, names: &[(&str, &str)]| -> Vec<(String, Value)> {
        let member =
            |(name, member): &(&str, &str)| Some(((*name).to_owned(), from.get(member)?.clone()));
        names.iter().filter_map(member).collect()
    };
    let mut facts = told(recording, &of_recording);
    facts.extend(told(file, &of_file));
    json::gathered(facts)
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

pub(super) fn is_finished(file: &Value) -> bool {
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

pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
