//! Cloud recordings, their files and their transcripts are ready.
//!
//! One delivery tells of a whole recording, and so of each of its files; a transcript comes later. A
//! list has all files of a recording, ready or not. So what has one name in a delivery and in a list is
//! a file: that is what can be polled.

use serde_json::Value;

use super::fields::{ANY_HOST, BY_HOST, BY_MEETING, EVENT, HOST, MEETING};
use super::found::{begun_between, text};
use super::trigger::{Found, Poll, Trigger, any_of};
use crate::actions::recordings::fields::{OF_A_FILE, OF_AN_AUDIO_FILE, RECORDING};
use crate::group::Group;
use crate::manifest_only::ManifestOnly;
use crate::scopes::{Scopes, scope};
use crate::shape::{Field, Kind, Shape, TEXT, list, member};

static GROUP: Group = Group::new(
    "Cloud recordings",
    "https://developers.zoom.us/docs/api/meetings/events/",
)
.plan("Pro or higher, with cloud recording switched on");

const SCOPES: Scopes = any_of(
    &[
        scope("recording:read"),
        scope("recording:write"),
        scope("recording").of_masters(),
    ],
    &[scope("cloud_recording:read:recording").and_of_masters()],
);

const POLL_SCOPES: &str =
    "Polling takes the scope of List recordings, and at first that of seeing whose account it is.";

/// What Zoom adds to the recording.
static TOKEN: &[Field] = &[member(
    "download_token",
    TEXT,
    "A token that opens the files at their `download_url` for 24 hours.",
)
.sensitive()];

static BESIDE: &[Field] = &[
    member("password", TEXT, "The passcode of the recording.").sensitive(),
    member(
        "on_prem",
        Kind::Boolean,
        "Whether it was made through a meeting connector on the account's own premises.",
    ),
];

const FILE_NAME: Field = member("file_name", TEXT, "The name of the file.");

static FILE: Shape = Shape::of(&[OF_A_FILE, &[FILE_NAME]]);

static AUDIO_FILE: Shape = Shape::of(&[
    OF_AN_AUDIO_FILE,
    &[member(
        "file_extension",
        TEXT,
        "The usual ending of the file's name.",
    )],
]);

static WHOLE: Shape = Shape::of(&[
    RECORDING,
    BESIDE,
    &[
        member("recording_files", list(&Kind::Object(&FILE)), "The files."),
        member(
            "participant_audio_files",
            list(&Kind::Object(&AUDIO_FILE)),
            "The participants' own sound, one file each.",
        ),
    ],
]);

static ONE_FILE: Shape = Shape::of(&[
    RECORDING,
    BESIDE,
    &[member("recording_file", Kind::Object(&FILE), "The file.")],
]);

pub(crate) static COMPLETED: Trigger = Trigger::new(
    &GROUP,
    "recording-completed",
    &["recording.completed"],
    "The recording of a meeting or webinar is ready.",
)
.description(
    "The transcript is not yet among the files: it has a trigger of its own. When the delivery was long on its way, the `download_token` may have ended; Get meeting recordings gives the files then.",
)
.data(&[
    EVENT,
    TOKEN,
    &[member("object", Kind::Object(&WHOLE), "The recording.").required()],
])
.scopes(SCOPES)
.choose(&[&[ANY_HOST, MEETING]], &[BY_HOST, BY_MEETING])
.sample(
    "{}",
    r#"{
        "event": "recording.completed",
        "event_ts": 1789437600000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "download_token": "example",
        "object": {
            "id": "85746065432",
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Weekly review",
            "type": 2,
            "start_time": "2026-09-15T01:01:00Z",
            "duration": 30,
            "recording_count": 1,
            "total_size": 3145728,
            "recording_files": [{
                "id": "ed6c2f27-2ae7-42f4-b3d0-835b493e4fa8",
                "file_type": "MP4",
                "recording_type": "shared_screen_with_speaker_view",
                "file_size": 3145728,
                "status": "completed",
                "download_url": "https://us02web.zoom.us/rec/download/example"
            }]
        }
    }"#,
);

/// The event that tells of a transcript.
const TRANSCRIPT_TOLD: &str = "recording.transcript_completed";

/// What names a file: its id, or where it has none, as a `TIMELINE` may, of which recording it is, what it
/// holds, and when it was begun.
const FILE_NAMES: &[&[&str]] = &[
    &["/object/recording_file/id"],
    &[
        "/object/uuid",
        "/object/recording_file/file_type",
        "/object/recording_file/recording_type",
        "/object/recording_file/recording_start",
    ],
    &[
        "/object/uuid",
        "/object/recording_file/file_type",
        "/object/recording_file/recording_start",
    ],
];

pub(crate) static FILE_COMPLETED: Trigger = Trigger::new(
    &GROUP,
    "recording-file-completed",
    &["recording.completed", TRANSCRIPT_TOLD],
    "A file of a recording is ready.",
)
.description(
    "Told for each file by itself, transcripts too; the participants' own sound is told with the whole recording alone. A poll looks at the recordings of one host. What ended before the first poll is old to it, and so is what gets ready more than three days after its end.",
)
.data(&[
    EVENT,
    TOKEN,
    &[member("object", Kind::Object(&ONE_FILE), "The recording, with the one file.").required()],
])
.split(each_file)
.named_by(FILE_NAMES)
.poll(&FILES)
.scopes(SCOPES)
.poll_scopes(POLL_SCOPES)
.choose(
    &[&[
        HOST,
        MEETING,
        member(
            "file_type",
            TEXT,
            "Only files of this kind, such as `MP4` or `TRANSCRIPT`.",
        ),
    ]],
    &[
        BY_HOST,
        BY_MEETING,
        ("/file_type", "/object/recording_file/file_type"),
    ],
)
.sample(
    r#"{ "file_type": "MP4" }"#,
    r#"{
        "event": "recording.completed",
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "object": {
            "id": "85746065432",
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Weekly review",
            "type": 2,
            "start_time": "2026-09-15T01:01:00Z",
            "duration": 30,
            "recording_file": {
                "id": "ed6c2f27-2ae7-42f4-b3d0-835b493e4fa8",
                "recording_end": "2026-09-15T01:31:00Z",
                "file_type": "MP4",
                "file_size": 3145728,
                "status": "completed",
                "download_url": "https://us02web.zoom.us/rec/download/example"
            }
        }
    }"#,
);

pub(crate) static TRANSCRIPT_COMPLETED: Trigger = Trigger::new(
    &GROUP,
    "transcript-completed",
    &[TRANSCRIPT_TOLD],
    "The transcript of a recording is ready.",
)
.description(
    "Get transcript as text reads it. A poll looks at the recordings of one host. What ended before the first poll is old to it, and so is a transcript that gets ready more than three days after its end.",
)
.data(&[
    EVENT,
    TOKEN,
    &[member("object", Kind::Object(&ONE_FILE), "The recording, with the transcript.").required()],
])
.split(each_transcript)
.named_by(FILE_NAMES)
.poll(&TRANSCRIPTS)
.scopes(SCOPES)
.poll_scopes(POLL_SCOPES)
.choose(&[&[HOST, MEETING]], &[BY_HOST, BY_MEETING])
.sample(
    "{}",
    r#"{
        "event": "recording.transcript_completed",
        "event_ts": 1789439400000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "download_token": "example",
        "object": {
            "id": "85746065432",
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Weekly review",
            "type": 2,
            "start_time": "2026-09-15T01:01:00Z",
            "duration": 30,
            "recording_file": {
                "id": "388ffb46-1541-460d-8447-4624451a1db7",
                "file_type": "TRANSCRIPT",
                "file_size": 142,
                "status": "completed",
                "download_url": "https://us02web.zoom.us/rec/download/example"
            }
        }
    }"#,
);

/// The data of each file that is ready, of those that a delivery tells of.
fn each_file(data: Value) -> Vec<Value> {
    each(data, |_| true)
}

/// The data of each transcript that is ready; captions are told in the same delivery.
fn each_transcript(data: Value) -> Vec<Value> {
    each(data, is_transcript)
}

fn is_transcript(kind: &str) -> bool {
    kind == "TRANSCRIPT"
}

fn each(mut data: Value, wanted: fn(&str) -> bool) -> Vec<Value> {
    let Some(object) = data.get_mut("object") else {
        return Vec::new();
    };
    let files = take(object, "recording_files");
    take(object, "participant_audio_files");
    let with = |file| {
        let mut data = data.clone();
        data["object"]["recording_file"] = file;
        data
    };
    let ready = files.into_iter().filter(|file| is_ready(file, wanted));
    ready.map(with).collect()
}

/// Whether a file is of a kind that is wanted, and Zoom is done with it. One that it is not done with
/// must not be told: the file has one id, so that it would not be told again when it is ready.
fn is_ready(file: &Value, wanted: fn(&str) -> bool) -> bool {
    let done = text(file, "status").is_none_or(|status| status == "completed");
    // While Zoom is processing a file, the list does not say of what kind it is.
    let kind = text(file, "file_type").filter(|kind| !kind.is_empty());
    done && kind.is_some_and(|kind| wanted(&kind))
}

/// The items of a list, which is taken out of the object.
fn take(object: &mut Value, list: &str) -> Vec<Value> {
    let members = object.as_object_mut();
    match members.and_then(|members| members.remove(list)) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

static FILES: Poll = Poll {
    action: "list-recordings",
    input: begun_between,
    of_a_user: true,
    // Zoom makes most of them in about the time that the meeting took, and all within a day or two.
    late: 3 * 24 * 3_600,
    find: |item| ready(item, |_| true),
    interval: ManifestOnly::new(900),
};

static TRANSCRIPTS: Poll = Poll {
    action: FILES.action,
    input: FILES.input,
    of_a_user: FILES.of_a_user,
    late: FILES.late,
    find: |item| ready(item, is_transcript),
    interval: FILES.interval,
};

/// The files of a recording that are ready.
fn ready(mut recording: Value, wanted: fn(&str) -> bool) -> Vec<Found> {
    let files = take(&mut recording, "recording_files");
    let of = |file: Value| {
        let moment = text(&file, "recording_end");
        let event = text(&file, "file_type").is_some_and(|kind| is_transcript(&kind));
        let mut object = recording.clone();
        object["recording_file"] = file;
        Found {
            moment,
            object,
            event: event.then_some(TRANSCRIPT_TOLD),
        }
    };
    let ready = files.into_iter().filter(|file| is_ready(file, wanted));
    ready.map(of).collect()
}
