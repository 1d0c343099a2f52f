//! `get-transcript-text`.

#[cfg(any(test, fuzzing))]
pub(crate) mod foreign;
mod output;
mod vtt;
mod way;

use super::get_transcript;
use super::group::GROUP;
use crate::action::{Action, column};
use crate::actions::lookups;
use crate::actions::past_meetings;
use crate::actions::recordings;
use crate::course::{Course, Files};
use crate::ids;
use crate::manifest_only::ManifestOnly;
use crate::scopes::scope;
use crate::shape::path;

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "get-transcript-text",
    "/meetings/{meetingId}/recordings",
)
.operation("recordingGet")
.summary("Gets what was said in a meeting as text: who, when, and what.")
.description(
    "The transcript of the cloud recording is read first, or its closed captions, then the transcript \
     that Zoom keeps without a recording. The meeting's number stands for the latest time that it took \
     place. Where there is no transcript, or not yet, `available` is false and `reason` says why: a \
     transcript comes hours to days after the meeting. Times are those of the recording; where it has \
     several parts, the time between them counts.",
)
.scopes(
    &[
        scope("recording:read"),
        scope("recording:write"),
        scope("phone_recording:read").of_administrators(),
    ],
    &[
        scope("cloud_recording:read:list_recording_files").and_of_masters(),
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
.choices(&lookups::RECORDINGS)]])
.course(
    &Course {
        files: ManifestOnly::new(Files::Read),
        begin: way::begin,
        leg: way::leg,
        take: way::take,
    },
    &[
            &recordings::get::ACTION,
            &past_meetings::get::ACTION,
            &get_transcript::ACTION,
        ],
    &[output::MEMBERS],
)
.columns(&[
    column("Available", "/available"),
    column("Topic", "/topic"),
    column("Speaker", "/segments/*/speaker"),
    column("Text", "/segments/*/text"),
    column("Second", "/segments/*/start"),
])
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" }"#,
    output::SAMPLE,
);
