//! `get-meeting-assets`.
//!
//! What Zoom keeps of a meeting that is over stands in four places, each with scopes and plans of its
//! own. They are asked one after the other; the first tells the instance, by which the others find
//! theirs. What a place does not tell takes nothing from the rest.

use serde_json::Value;

use super::group::GROUP;
use super::{fields, get_summary, get_transcript, markdown::markdown};
use crate::action::{Action, column};
use crate::actions::{lookups, past_meetings, recordings};
use crate::contract::{Failure, FailureKind};
use crate::course::{Came, Course, Files, Leg, Trip, Turn};
use crate::endpoint::Ask;
use crate::ids;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::manifest_only::ManifestOnly;
use crate::passed_over::{PassedOver, is_of_one_place, nowhere};
use crate::scopes::scope;
use crate::shape::{Field, Kind, Object, Shape, TEXT, TEXTS, list, member, path};

const ID: &str = "get-meeting-assets";

pub(crate) static ACTION: Action = Action::get(&GROUP, ID, "/past_meetings/{meetingId}")
    .operation("pastMeetingDetails")
    .summary("Gets all that Zoom keeps of a meeting that is over: details, recording, summary, and where the transcript is.")
    .description(
        "The meeting's number stands for the latest time that it took place. What is not there, or what \
         scopes and plan don't allow to see, is named in `missing` with the reason, and the rest is given. \
         Files are fetched with Download all recording files, and what was said with Get transcript as text.",
    )
    .scopes(
        &[
            scope("meeting:read"),
            scope("recording:read"),
            scope("phone_recording:read").of_administrators(),
            scope("meeting_summary:read"),
            scope("recording:write"),
        ],
        &[
            scope("meeting:read:past_meeting"),
            scope("cloud_recording:read:list_recording_files").and_of_masters(),
            scope("meeting:read:summary"),
            scope("cloud_recording:read:meeting_transcript"),
        ],
    )
    .rate_label("MEDIUM")
    .input(&[&[path(
        "meeting_id",
        "{meetingId}",
        ids::MEETING_OR_UUID,
        "The meeting's number, which stands for its latest instance, or the UUID of an instance.",
    )
    .choices(&lookups::PAST_MEETINGS)]])
    .course(
        &Course {
            files: ManifestOnly::new(Files::None),
            begin: |_, _| Ok(Turn::On(Memory::default().into_value())),
            leg,
            take,
        },
        &[
            &past_meetings::get::ACTION,
            &recordings::get::ACTION,
            &get_summary::ACTION,
            &get_transcript::ACTION,
        ],
        &[OUTPUT],
    )
    .columns(&[
        column("Start", "/details/start_time"),
        column("Topic", "/details/topic"),
        column("Files", "/recording/recording_count"),
        column("Summary", "/summary/markdown"),
    ])
    .sample(
        r#"{ "meeting_id": "85746065432" }"#,
        r###"{
            "meeting_id": "85746065432",
            "meeting_uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "details": {
                "id": "85746065432",
                "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "topic": "Weekly review",
                "start_time": "2026-09-15T01:00:00Z",
                "end_time": "2026-09-15T01:30:00Z",
                "duration": 30,
                "participants_count": 2
            },
            "recording": {
                "id": "85746065432",
                "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "recording_count": 1,
                "recording_files": [{
                    "id": "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e",
                    "file_type": "MP4",
                    "file_size": 3145728,
                    "recording_type": "shared_screen_with_speaker_view",
                    "status": "completed"
                }]
            },
            "summary": {
                "meeting_uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "summary_content": "## Quick recap\n\nThe team went through the week.",
                "markdown": "## Quick recap\n\nThe team went through the week."
            },
            "missing": [{
                "part": "transcript",
                "kind": "missing-scope",
                "reason": "The connection lacks a scope.",
                "missing_scopes": [["cloud_recording:read:meeting_transcript"]]
            }]
        }"###,
    );

/// The parts, in the order in which they are asked for.
static PARTS: [(&str, &Action); 4] = [
    (DETAILS, &past_meetings::get::ACTION),
    ("recording", &recordings::get::ACTION),
    (SUMMARY, &get_summary::ACTION),
    ("transcript", &get_transcript::ACTION),
];

const DETAILS: &str = "details";
const SUMMARY: &str = "summary";

static OUTPUT: &[Field] = &[
    member(
        "meeting_id",
        ids::MEETING_OR_UUID,
        "The meeting, as the input names it.",
    )
    .required(),
    member(
        "meeting_uuid",
        TEXT,
        "The id of the instance of the meeting.",
    ),
    member(
        "details",
        Kind::Object(&Shape::of(&[past_meetings::get::OUTPUT])),
        "When the meeting took place, how long, and with how many people.",
    ),
    member(
        "recording",
        Kind::Object(&Shape::of(recordings::get::OUTPUT)),
        "The cloud recording and its files.",
    ),
    member(
        "summary",
        Kind::Object(&Shape::of(&[
            fields::COMMON,
            get_summary::SUMMARY,
            get_summary::MARKDOWN,
        ])),
        "What AI Companion has summed up.",
    ),
    member(
        "transcript",
        Kind::Object(&Shape::of(&[get_transcript::OUTPUT])),
        "Where the transcript is that Zoom keeps without a recording.",
    ),
    member(
        "missing",
        list(&Kind::Object(&MISSING)),
        "The parts that are not there or could not be seen.",
    )
    .required(),
];

static MISSING: Shape = Shape::of(&[&[
    member(
        "part",
        Kind::Choice(&["details", "recording", "summary", "transcript"]),
        "Which part.",
    ),
    member(
        "kind",
        TEXT,
        "The kind of failure, such as `not-found` or `missing-scope`.",
    ),
    member("reason", TEXT, "What happened, and what to do next."),
    member(
        "missing_scopes",
        list(&TEXTS),
        "Sets of scopes, any one of which would do.",
    ),
]]);

/// What is known so far.
#[derive(Default)]
struct Memory {
    /// How many parts were asked for.
    asked: usize,
    uuid: Option<String>,
    told: Object,
    missing: Vec<PassedOver>,
}

kept!(Memory {
    asked,
    uuid,
    told,
    missing,
});

fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let asked = usize::try_from(memory.get("asked")?.as_u64()?).ok()?;
    let (_, part) = PARTS.get(asked)?;
    let uuid = memory.get("uuid").filter(|uuid| uuid.is_string());
    let id = uuid.or_else(|| input.get("meeting_id"))?;
    Some(Leg::Ask(Ask {
        action: "",
        endpoint: &part.endpoint,
        input: Input::default().with("meeting_id", id.clone()),
    }))
}

/// Whether a failure of one part says nothing of the others. What one endpoint does not take may be what
/// another knows: what is a webinar to the first, or too long ago, may have files all the same.
fn is_of_one_part(failure: &Failure) -> bool {
    let kinds = [
        FailureKind::InvalidInput,
        FailureKind::Refused,
        FailureKind::Conflict,
    ];
    is_of_one_place(failure) || kinds.iter().any(|kind| failure.kind == kind.name())
}

fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let memory = Memory::read(memory);
    let part = memory.as_ref().and_then(|memory| PARTS.get(memory.asked));
    let (Some((part, _)), Came::Answer(answer)) = (part, came) else {
        return Err(Failure::new(
            FailureKind::InvalidInput,
            format!("`{ID}` cannot go on from this state. Start it again."),
        ));
    };
    let mut memory = memory.unwrap_or_default();
    memory.asked += 1;
    match answer {
        Ok(mut told) => {
            if *part == DETAILS {
                let uuid = told.get("uuid").and_then(Value::as_str);
                memory.uuid = uuid.map(str::to_owned);
            }
            if *part == SUMMARY {
                told["markdown"] = markdown(&told).into();
            }
            memory.told.insert((*part).to_owned(), told);
        }
        Err(failure) if is_of_one_part(&failure) => {
            memory.missing.push(PassedOver::new(part, &failure));
            if memory.missing.len() == PARTS.len() {
                return Err(nowhere(ID, &memory.missing, failure));
            }
        }
        Err(failure) => return Err(failure),
    }
    if memory.asked < PARTS.len() {
        return Ok(Turn::On(memory.into_value()));
    }
    let missing = memory.missing.into_iter().map(|missing| {
        json::object(vec![
            ("part", missing.source.into()),
            ("kind", missing.kind.into()),
            ("reason", missing.reason.into()),
            ("missing_scopes", missing.missing_scopes.into()),
        ])
    });
    let mut output = memory.told;
    output.insert("missing".to_owned(), missing.collect());
    if let Some(uuid) = memory.uuid {
        output.insert("meeting_uuid".to_owned(), uuid.into());
    }
    if let Some(id) = trip.input.get("meeting_id") {
        output.insert("meeting_id".to_owned(), id.clone());
    }
    Ok(Turn::Done(Value::Object(output)))
}
