//! What `get-transcript-text` tells.

use std::collections::BTreeMap;

use serde_json::Value;

use super::vtt::Cue;
use crate::ids;
use crate::json;
use crate::kept::kept;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, TEXTS, list, member};

/// Where a transcript was, in Zoom's words.
pub(super) const RECORDING: &str = "recording";
pub(super) const MEETING_TRANSCRIPT: &str = "meeting_transcript";
const SOURCES: &[&str] = &[RECORDING, MEETING_TRANSCRIPT];

/// Why there is none, for programs.
pub(super) const REASONS: &[&str] = &[
    "not_there",
    "processing",
    "NOT_READY",
    "NO_TRANSCRIPT_DATA",
    "DELETED_OR_TRASHED",
    "UNSUPPORTED",
];

pub(super) static MEMBERS: &[Field] = &[
    member(
        "meeting_id",
        ids::MEETING_OR_UUID,
        "The meeting, as the input names it.",
    )
    .required(),
    member(
        "available",
        Kind::Boolean,
        "Whether there is a transcript by now.",
    )
    .required(),
    member(
        "reason",
        Kind::Choice(REASONS),
        "Why there is none: `not_there` (or not yet), `processing`, or what Zoom says of it.",
    ),
    member("message", TEXT, "The same in words, with what to do."),
    member(
        "source",
        Kind::Choice(SOURCES),
        "Where the transcript was: among the files of the recording, or kept by Zoom without one.",
    ),
    member(
        "passed_over",
        list(&Kind::Object(&PASSED_OVER)),
        "Where it was looked for before and could not be seen, each with the reason.",
    )
    .required(),
    member(
        "meeting_uuid",
        TEXT,
        "The id of the instance of the meeting.",
    ),
    member("topic", TEXT, "What the meeting is called."),
    member(
        "recording_start",
        TEXT,
        "When the recording began, in UTC: where times count from.",
    ),
    member(
        "text",
        TEXT,
        "All that was said, a paragraph each time that another speaks, with the speaker in front.",
    ),
    member(
        "segments",
        list(&Kind::Object(&SEGMENT)),
        "What was said, piece by piece.",
    ),
    member(
        "speakers",
        list(&Kind::Object(&SPEAKER)),
        "Who spoke, in the order in which they began.",
    ),
    member("file_ids", TEXTS, "The ids of the files that were read."),
];

static PASSED_OVER: Shape = Shape::of(&[&[
    member("source", Kind::Choice(SOURCES), "Where it was looked for."),
    member("reason", TEXT, "Why it could not be seen."),
]]);

static SEGMENT: Shape = Shape::of(&[&[
    member("start", Kind::Number, "When it begins, in seconds."),
    member("end", Kind::Number, "When it ends, in seconds."),
    member("speaker", TEXT, "Who speaks; empty where nobody is named."),
    member("text", TEXT, "What is said."),
]]);

static SPEAKER: Shape = Shape::of(&[&[
    member(
        "name",
        TEXT,
        "The name; empty for what nobody is named for.",
    ),
    member("seconds", Kind::Number, "For how long, in seconds."),
    member("words", INTEGER, "How many words."),
    member("segments", INTEGER, "In how many pieces."),
]]);

pub(super) const SAMPLE: &str = r#"{
    "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==",
    "available": true,
    "source": "recording",
    "passed_over": [],
    "meeting_uuid": "aDYlohsHRtCd4ii1uC2+hA==",
    "topic": "Weekly review",
    "recording_start": "2026-09-15T01:00:12Z",
    "text": "Anna Huber: Good morning.\n\nBen: Hello.",
    "segments": [
        { "start": 2.0, "end": 4.5, "speaker": "Anna Huber", "text": "Good morning." },
        { "start": 4.5, "end": 6.0, "speaker": "Ben", "text": "Hello." }
    ],
    "speakers": [
        { "name": "Anna Huber", "seconds": 2.5, "words": 2, "segments": 1 },
        { "name": "Ben", "seconds": 1.5, "words": 1, "segments": 1 }
    ],
    "file_ids": ["5d3f0a1e-8f1e-4a30-9a65-cc0b3a9a1f5e"]
}"#;

/// A piece of what was said.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Segment {
    /// In milliseconds from the beginning of the first part of the recording.
    start: u64,
    end: u64,
    speaker: String,
    text: String,
}

kept!(Segment[start, end, speaker, text]);

/// The cues of a part that began so many milliseconds after the first.
pub(super) fn segments(cues: Vec<Cue>, after: u64) -> impl Iterator<Item = Segment> {
    cues.into_iter().map(move |cue| Segment {
        start: cue.start.saturating_add(after),
        end: cue.end.saturating_add(after),
        speaker: cue.speaker,
        text: cue.text,
    })
}

/// What was said, as text, in pieces, and by whom.
pub(super) fn said(segments: &[Segment]) -> Value {
    let pieces: Vec<_> = segments.iter().map(piece).collect();
    json::object(vec![
        ("text", text(segments).into()),
        ("segments", pieces.into()),
        ("speakers", speakers(segments).into()),
    ])
}

fn piece(segment: &Segment) -> Value {
    json::object(vec![
        ("start", seconds(segment.start).into()),
        ("end", seconds(segment.end).into()),
        ("speaker", segment.speaker.as_str().into()),
        ("text", segment.text.as_str().into()),
    ])
}

#[allow(
    clippy::cast_precision_loss,
    reason = "no meeting lasts 2^53 milliseconds"
)]
fn seconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1000.0
}

fn text(segments: &[Segment]) -> String {
    let paragraphs = segments.chunk_by(|one, other| one.speaker == other.speaker);
    let paragraphs: Vec<_> = paragraphs
        .map(|together| {
            let words: Vec<_> = together.iter().map(|segment| &*segment.text).collect();
            match together.first().map_or("", |segment| &segment.speaker) {
                "" => words.join(" "),
                speaker => format!("{speaker}: {}", words.join(" ")),
            }
        })
        .collect();
    paragraphs.join("\n\n")
}

fn speakers(segments: &[Segment]) -> Vec<Value> {
    struct Share<'a> {
        name: &'a str,
        milliseconds: u64,
        words: usize,
        segments: usize,
    }
    let mut shares: Vec<Share<'_>> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for segment in segments {
        let name = segment.speaker.as_str();
        let place = places.get(name).copied().unwrap_or(shares.len());
        if place == shares.len() {
            places.insert(name.to_owned(), place);
            shares.push(Share {
                name,
                milliseconds: 0,
                words: 0,
                segments: 0,
            });
        }
        let share = &mut shares[place];
        let length = segment.end.saturating_sub(segment.start);
        share.milliseconds = share.milliseconds.saturating_add(length);
        share.words += segment.text.split_whitespace().count();
        share.segments += 1;
    }
    shares
        .into_iter()
        .map(|share| {
            json::object(vec![
                ("name", share.name.into()),
                ("seconds", seconds(share.milliseconds).into()),
                ("words", share.words.into()),
                ("segments", share.segments.into()),
            ])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn segment(speaker: String) -> Segment {
        Segment {
            start: 0,
            end: 500,
            speaker,
            text: "a b".to_owned(),
        }
    }

    /// Looking for each among all before, this would take minutes.
    #[test]
    fn as_many_speakers_as_a_transcript_can_name_are_counted_in_the_order_in_which_they_began() {
        let many = 200_000;
        let once = (0..many).rev().map(|number| format!("{number:06}"));
        let again = once.clone().take(1);
        let segments: Vec<_> = once.chain(again).map(segment).collect();
        let speakers = speakers(&segments);
        assert_eq!(speakers.len(), many);
        assert_eq!(
            speakers[..2],
            [
                json!({ "name": "199999", "seconds": 1.0, "words": 4, "segments": 2 }),
                json!({ "name": "199998", "seconds": 0.5, "words": 2, "segments": 1 }),
            ]
        );
    }
}
