//! The way to a transcript: the files of the recording, then what Zoom keeps beside them.
//!
//! A transcript that is not there, or not yet, is an outcome. Zoom finds one that has no recording by
//! the UUID of an instance alone, so the latest time that the meeting took place is looked up first.

use serde_json::Value;

use super::super::get_transcript;
use super::output::{self, MEETING_TRANSCRIPT, REASONS, RECORDING, Segment};
use super::vtt;
use crate::action::Action;
use crate::actions::{past_meetings, recordings};
use crate::clouds::is_zoom;
use crate::contract::FailureKind::{InvalidInput, NotFound, Refused, UnexpectedResponse};
use crate::contract::{Connection, Failure, FailureKind};
use crate::course::{Came, Leg, Trip, Turn, state_is_lost};
use crate::endpoint::Ask;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::order;
use crate::passed_over::is_of_one_place;
use crate::times::DateTime;

/// What is known so far.
#[derive(Default)]
pub(super) struct Memory {
    stage: Stage,
    passed_over: Vec<PassedOver>,
    uuid: Option<String>,
    topic: Option<String>,
    /// Parts that are to be read, the first now.
    parts: Vec<Part>,
    read: Vec<Segment>,
    file_ids: Vec<String>,
    /// When the first part began, as Zoom writes it.
    start: Option<String>,
    /// Whether a file of the recording is still being made.
    processing: bool,
}

kept!(Memory {
    stage,
    passed_over,
    uuid,
    topic,
    parts,
    read,
    file_ids,
    start,
    processing,
});

#[derive(Clone, Copy, Default, PartialEq)]
enum Stage {
    /// The recording is asked for.
    #[default]
    Recording,
    /// Files of the recording are read.
    Files,
    /// The latest time that the meeting took place is asked for.
    Latest,
    /// What is kept without a recording is asked for.
    Transcript,
    /// The file of that is read.
    File,
}

kept!(
    enum Stage {
        Recording,
        Files,
        Latest,
        Transcript,
        File,
    }
);

struct PassedOver {
    source: String,
    reason: String,
}

kept!(PassedOver { source, reason });

/// A file to read.
struct Part {
    id: String,
    url: String,
    /// How many milliseconds after the first part it began.
    after: u64,
}

kept!(Part { id, url, after });

/// The most that is kept of what was said, in bytes of JSON: a state has a limit.
const MOST: usize = 900_000;

impl Memory {
    fn at(mut self, stage: Stage) -> Turn {
        self.stage = stage;
        Turn::On(self.into_value())
    }

    fn pass_over(&mut self, source: &str, failure: &Failure) {
        self.passed_over.push(PassedOver {
            source: source.to_owned(),
            reason: failure.message.clone(),
        });
    }

    /// From the recording to what is kept without one, which goes by the UUID.
    fn beyond_the_recording(mut self, input: &Input) -> Turn {
        let named = input.text("meeting_id").unwrap_or_default();
        let is_number = named.bytes().all(|byte| byte.is_ascii_digit());
        if self.uuid.is_none() && is_number {
            return self.at(Stage::Latest);
        }
        self.uuid.get_or_insert_with(|| named.to_owned());
        self.at(Stage::Transcript)
    }

    fn told(&self, input: &Input, available: bool) -> Value {
        let passed_over = self.passed_over.iter().map(|passed| {
            json::object(vec![
                ("source", passed.source.as_str().into()),
                ("reason", passed.reason.as_str().into()),
            ])
        });
        let mut told = vec![
            ("meeting_id", input.get("meeting_id").cloned().into()),
            ("available", available.into()),
            ("passed_over", passed_over.collect()),
        ];
        for (name, value) in [("meeting_uuid", &self.uuid), ("topic", &self.topic)] {
            if let Some(value) = value {
                told.push((name, value.as_str().into()));
            }
        }
        json::object(told)
    }

    /// The end, without a transcript.
    fn none(&self, input: &Input, reason: &str) -> Turn {
        let mut told = self.told(input, false);
        told["reason"] = reason.into();
        told["message"] = match reason {
            "processing" | "NOT_READY" => {
                "Zoom is still making the transcript. Start it again some hours after the meeting."
            }
            "DELETED_OR_TRASHED" => "The transcript was deleted, or is in the trash.",
            "UNSUPPORTED" => "Zoom makes no transcript of such a meeting.",
            _ => {
                "There is no transcript, or not yet: it comes hours to days after the meeting, where an \
                 audio transcript is switched on in the account's settings for recordings."
            }
        }
        .into();
        Turn::Done(told)
    }

    fn whole(&self, input: &Input, source: &str) -> Turn {
        let mut told = self.told(input, true);
        told["source"] = source.into();
        told["file_ids"] = self.file_ids.clone().into();
        if let Some(start) = &self.start {
            told["recording_start"] = start.as_str().into();
        }
        if let (Value::Object(told), Value::Object(said)) = (&mut told, output::said(&self.read)) {
            told.extend(said);
        }
        Turn::Done(told)
    }
}

pub(super) fn begin(_: &Input, _: &Connection) -> Result<Turn, Failure> {
    Ok(Turn::On(Memory::default().into_value()))
}

pub(super) fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let stage = Stage::read(memory.get("stage")?.clone())?;
    let ask = |endpoint: &'static Action, id: Value| {
        Leg::Ask(Ask {
            action: "",
            endpoint: &endpoint.endpoint,
            input: Input::default().with("meeting_id", id),
        })
    };
    match stage {
        Stage::Recording => Some(ask(
            &recordings::get::ACTION,
            input.get("meeting_id")?.clone(),
        )),
        Stage::Latest => Some(ask(
            &past_meetings::get::ACTION,
            input.get("meeting_id")?.clone(),
        )),
        Stage::Transcript => Some(ask(&get_transcript::ACTION, memory.get("uuid")?.clone())),
        Stage::Files | Stage::File => {
            let url = memory.pointer("/parts/0/url")?.as_str()?;
            Some(Leg::Read(url.to_owned()))
        }
    }
}

pub(super) fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let Some(memory) = Memory::read(memory) else {
        return Err(state_is_lost(super::ACTION.id));
    };
    let input = trip.input;
    match (memory.stage, came) {
        (Stage::Recording, Came::Answer(answer)) => recording(memory, input, answer),
        (Stage::Latest, Came::Answer(answer)) => Ok(latest(memory, input, &answer)),
        (Stage::Transcript, Came::Answer(answer)) => transcript(memory, input, answer),
        (Stage::Files | Stage::File, Came::Text(text)) => file(memory, input, text),
        (_, Came::Answer(Err(failure)) | Came::Text(Err(failure)) | Came::File(Err(failure))) => {
            Err(failure)
        }
        (_, Came::Answer(Ok(_)) | Came::Text(Ok(_)) | Came::File(Ok(_)) | Came::Signature(_)) => {
            Err(Failure::new(
                InvalidInput,
                "`get-transcript-text` did not ask for that reply. Start it again.",
            ))
        }
    }
}

fn is(failure: &Failure, kind: FailureKind) -> bool {
    failure.kind == kind.name()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn recording(
    mut memory: Memory,
    input: &Input,
    answer: Result<Value, Failure>,
) -> Result<Turn, Failure> {
    let recording = match answer {
        Ok(recording) => recording,
        // That there is no recording is no trouble, for there may be a transcript.
        Err(failure) if is(&failure, NotFound) => return Ok(memory.beyond_the_recording(input)),
        Err(failure) if is_of_one_place(&failure) => {
            memory.pass_over(RECORDING, &failure);
            return Ok(memory.beyond_the_recording(input));
        }
        Err(failure) => return Err(failure),
    };
    let told = |name| Some(text(&recording, name).to_owned()).filter(|text| !text.is_empty());
    memory.uuid = told("uuid");
    memory.topic = told("topic");
    let files = recording.get("recording_files").and_then(Value::as_array);
    let files: Vec<&Value> = files.into_iter().flatten().collect();
    let finished = |file: &Value| {
        matches!(text(file, "status"), "" | "completed") && is_zoom(text(file, "download_url"))
    };
    let of = |kind: &str| -> Vec<&Value> {
        let those = files.iter().filter(|file| text(file, "file_type") == kind);
        let those = those.copied().filter(|file| finished(file)).collect();
        order::by_key(those, |file| text(file, "recording_start").to_owned())
    };
    let chosen = ["TRANSCRIPT", "CC"]
        .into_iter()
        .map(of)
        .find(|those| !those.is_empty());
    memory.processing = files
        .iter()
        .any(|file| text(file, "status") == "processing");
    let Some(chosen) = chosen else {
        return Ok(memory.beyond_the_recording(input));
    };
    let start = |file: &Value| DateTime::parse(text(file, "recording_start"))?.timestamp();
    let first = chosen.first().and_then(|file| start(file));
    memory.start = chosen
        .first()
        .map(|file| text(file, "recording_start").to_owned());
    memory.parts = chosen
        .iter()
        .map(|file| Part {
            id: text(file, "id").to_owned(),
            url: text(file, "download_url").to_owned(),
            after: match (start(file), first) {
                (Some(start), Some(first)) => start.saturating_sub(first) * 1000,
                _ => 0,
            },
        })
        .collect();
    Ok(memory.at(Stage::Files))
}

/// The latest time that the meeting took place, if that can be seen; else the number has to do.
fn latest(mut memory: Memory, input: &Input, answer: &Result<Value, Failure>) -> Turn {
    let told = |name| Some(text(answer.as_ref().ok()?, name)).filter(|text| !text.is_empty());
    let uuid = told("uuid").or(input.text("meeting_id"));
    memory.uuid = uuid.map(str::to_owned);
    memory.topic = told("topic").map(str::to_owned);
    memory.at(Stage::Transcript)
}

fn transcript(
    mut memory: Memory,
    input: &Input,
    answer: Result<Value, Failure>,
) -> Result<Turn, Failure> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) if is(&failure, NotFound) => {
            let reason = if memory.processing {
                "processing"
            } else {
                "not_there"
            };
            // Where nothing could be looked at for want of a scope, nothing is known.
            return Ok(memory.none(input, reason));
        }
        Err(failure) if is_of_one_place(&failure) && memory.passed_over.is_empty() => {
            memory.pass_over(MEETING_TRANSCRIPT, &failure);
            return Ok(memory.none(input, "not_there"));
        }
        Err(failure) => return Err(failure),
    };
    if memory.topic.is_none() {
        memory.topic =
            Some(text(&answer, "meeting_topic").to_owned()).filter(|topic| !topic.is_empty());
    }
    let url = text(&answer, "download_url");
    if !is_zoom(url) || answer.get("can_download") == Some(&Value::Bool(false)) {
        let told = text(&answer, "download_restriction_reason");
        let reason = REASONS.iter().find(|known| **known == told);
        return Ok(memory.none(input, reason.copied().unwrap_or("not_there")));
    }
    memory.parts = vec![Part {
        id: String::new(),
        url: url.to_owned(),
        after: 0,
    }];
    Ok(memory.at(Stage::File))
}

fn file(mut memory: Memory, input: &Input, got: Result<String, Failure>) -> Result<Turn, Failure> {
    let of_recording = memory.stage == Stage::Files;
    let got = match got {
        Ok(got) => got,
        // A file that may not be downloaded may be had from the other place.
        Err(failure) if of_recording && is_of_one_place(&failure) => {
            memory.pass_over(RECORDING, &failure);
            memory.parts.clear();
            memory.read.clear();
            memory.file_ids.clear();
            return Ok(memory.beyond_the_recording(input));
        }
        Err(failure) => return Err(failure),
    };
    let Some(cues) = vtt::read(&got) else {
        return Err(Failure::new(
            UnexpectedResponse,
            "`get-transcript-text` failed: what Zoom gave as the transcript is none. Start it again; if \
             it stays so, download the file with `download-recording`.",
        ));
    };
    if memory.parts.is_empty() {
        return Err(state_is_lost(super::ACTION.id));
    }
    let part = memory.parts.remove(0);
    memory.read.extend(output::segments(cues, part.after));
    if !part.id.is_empty() {
        memory.file_ids.push(part.id);
    }
    if memory.parts.is_empty() {
        let source = if of_recording {
            RECORDING
        } else {
            MEETING_TRANSCRIPT
        };
        return Ok(memory.whole(input, source));
    }
    let turn = memory.at(Stage::Files);
    match &turn {
        Turn::On(memory) if json::text(memory).len() > MOST => Err(Failure::new(
            Refused,
            "`get-transcript-text` failed: the recording has several parts, and more was said than they \
             can be joined for. Download them with `download-recording` and `file_type: TRANSCRIPT`.",
        )),
        _ => Ok(turn),
    }
}
