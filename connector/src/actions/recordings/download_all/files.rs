//! Which files of a recording are to be fetched, and what they are called.

use serde_json::Value;

use super::ID;
use crate::actions::recordings::choice::{facts, files_of, is_finished, text};
use crate::actions::recordings::download::{file_name, media_types, what};
use crate::clouds::is_zoom;
use crate::contract::{Failure, FailureKind};
use crate::file::File;
use crate::input::Input;
use crate::kept::kept;
use crate::order;
use crate::shape::Object;

/// A file that is to be fetched, as little of it as will do.
#[derive(Clone)]
pub(super) struct Planned {
    url: String,
    name: String,
    size: Option<u64>,
    facts: Object,
    /// Whether it was read, and is a file.
    was_read: bool,
}

kept!(Planned {
    url,
    name,
    size,
    facts,
    was_read,
});

impl Planned {
    /// Whether it has to be looked at before it is fetched.
    pub(super) fn needs_a_look(&self) -> bool {
        !self.was_read && self.clone().into_file().needs_a_look()
    }

    /// It was read, and is a file.
    pub(super) fn is_read(&mut self) {
        self.was_read = true;
    }

    pub(super) fn into_file(self) -> File {
        let kind = self.facts.get("file_type").and_then(Value::as_str);
        File {
            media_types: media_types(kind.unwrap_or_default()),
            url: self.url,
            name: self.name,
            size: self.size,
            facts: self.facts,
        }
    }
}

/// What there is of a recording.
#[derive(Default)]
pub(super) struct Found {
    /// What is to be fetched, in the order of the names.
    pub(super) planned: Vec<Planned>,
    /// What Zoom is not done with, as far as it is told.
    pub(super) unfinished: Vec<Object>,
    /// What is where the credential may not be shown.
    pub(super) elsewhere: Vec<(Object, Failure)>,
}

/// Which files of a recording are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Those of the meeting, and those of its participants.
    All,
    /// The participants' own sound.
    Participants,
}

/// What is told of a recording of which there are more files than the list has, where the input may ask for
/// them: the list leaves out the participants' own sound.
pub(super) fn untold(input: &Input, recording: &Value) -> Option<Object> {
    let length = |list| {
        let files = recording.get(list).and_then(Value::as_array);
        files.map_or(0, Vec::len)
    };
    let told = length("recording_files") + length(PARTICIPANTS);
    let all = recording.get("recording_count").and_then(Value::as_u64)?;
    // Zoom says of what kind such a file is, and not of what type.
    let sound = match input.get("file_types") {
        Some(Value::Array(wanted)) => wanted.iter().any(|wanted| wanted == "M4A"),
        _ => true,
    };
    let wanted = sound && input.get("recording_types").is_none();
    let is_untold = wanted && all > told as u64 && !text(recording, "uuid").is_empty();
    is_untold.then(|| facts(recording, &Value::Null))
}

/// The list of the participants' own sound.
const PARTICIPANTS: &str = "participant_audio_files";

/// What of a recording the input asks for.
pub(super) fn of(input: &Input, recording: &mut Value, which: Of) -> Found {
    let participants = recording.get(PARTICIPANTS).and_then(Value::as_array);
    let of_participants = participants.map_or(0, Vec::len);
    let files = files_of(recording);
    let skipped = match which {
        Of::All => 0,
        Of::Participants => files.len().saturating_sub(of_participants),
    };
    let mut found = Found::default();
    for file in files.iter().skip(skipped) {
        let told = facts(recording, file);
        if !is_wanted(input, file) {
            continue;
        }
        if !is_finished(file) {
            found.unfinished.push(told);
            continue;
        }
        let url = text(file, "download_url");
        if !is_zoom(url) {
            let what = "Zoom tells no address of the file at which the credential may be shown. \
                Download it in the browser.";
            let failure = Failure::new(
                FailureKind::UnexpectedResponse,
                format!("`{ID}` failed: {what}"),
            );
            found.elsewhere.push((told, failure));
            continue;
        }
        let size = file.get("file_size").and_then(Value::as_u64);
        found.planned.push(Planned {
            url: url.to_owned(),
            name: unlike_others(recording, file, &files),
            size: size.filter(|size| *size > 0),
            facts: told,
            was_read: false,
        });
    }
    found.planned = order::by_key(found.planned, |file| file.name.clone());
    found
}

/// Whether the input asks for a file. While Zoom is processing one it does not say of what type it is.
fn is_wanted(input: &Input, file: &Value) -> bool {
    let is = |field, member| match (input.get(field), text(file, member)) {
        (Some(Value::Array(wanted)), told) => {
            let unknown = told.is_empty() && !is_finished(file);
            unknown || wanted.iter().any(|wanted| wanted == told)
        }
        _ => true,
    };
    is("file_types", "file_type") && is("recording_types", "recording_type")
}

/// The name of a file: when it was begun, of which meeting it is, and what it holds. Where several of a
/// recording would have one name, the ids tell them apart, whichever are fetched; those that have none, as
/// texts of what was said, are numbered.
fn unlike_others(recording: &Value, file: &Value, files: &[Value]) -> String {
    let named = name(recording, file, "");
    let same = |other: &&Value| name(recording, other, "") == named;
    let alike: Vec<_> = files.iter().filter(same).collect();
    if alike.len() < 2 {
        return named;
    }
    let before = alike
        .iter()
        .take_while(|other| !std::ptr::eq(**other, file));
    match text(file, "id") {
        "" => name(recording, file, &(before.count() + 1).to_string()),
        id => name(recording, file, id),
    }
}

fn name(recording: &Value, file: &Value, id: &str) -> String {
    let begun = match text(file, "recording_start") {
        "" => text(recording, "start_time"),
        begun => begun,
    };
    let begun = begun
        .trim_end_matches('Z')
        .replace('T', " ")
        .replace(':', "-");
    let (topic, number) = (text(recording, "topic"), text(recording, "id"));
    file_name(&[&begun, topic, number, what(file), id], file)
}
