//! `download-recordings`.
//!
//! The files of one recording are found as those of many: in the answer about a meeting, or page by page
//! in the list of a span of days. Those that are wanted are then fetched one by one, in the order of
//! their names. A file that can't be had is named, and the others are fetched.

mod fields;
mod files;
mod way;

use self::fields::{INPUT, OUTPUT, rules};
use self::way::{begin, leg, take};
use super::group::GROUP;
use super::{get, list};
use crate::action::{Action, Needed, column};
use crate::course::{Course, Files};
use crate::manifest_only::ManifestOnly;
use crate::scopes::scope;

const ID: &str = "download-recordings";

pub(crate) static ACTION: Action = Action::get(&GROUP, ID, get::PATH)
    .operation("recordingGet")
    .summary("Downloads all files of the cloud recording of a meeting, or of all recordings of a span of days.")
    .description(
        "Names begin with the moment at which the file was begun, so that they sort: \"2026-09-15 01-00-12 \
         Weekly review 85746065432 shared_screen_with_speaker_view.mp4\". A file that is there already under \
         its name, whole, is not fetched again, so what was interrupted can be started anew; a file that was \
         cut begins from its beginning. What Zoom is still processing and what can't be had is told in \
         not_downloaded, and the rest is fetched. Of a span, the newest recordings come first; its list does not have the participants' own sound, \
         which is asked for by the recording where there are more files than the list tells.",
    )
    .scopes(
        &[
            scope("recording:read"),
            scope("phone_recording:read").of_administrators(),
        ],
        &[
            scope("cloud_recording:read:list_recording_files").and_of_masters(),
            scope("cloud_recording:read:list_user_recordings").and_of_masters(),
        ],
    )
    .rate_label("MEDIUM")
    .input(&[INPUT])
    .needed(&[Needed::OneOf(&[&["meeting_id"], &["from"]])])
    .rules(rules)
    .course(
        &Course {
            files: ManifestOnly::new(Files::Fetch),
            begin,
            leg,
            take,
        },
        &[&get::ACTION, &list::ACTION],
        &[OUTPUT],
    )
    .columns(&[
        column("Downloaded", "/downloaded_count"),
        column("There already", "/found_count"),
        column("Not downloaded", "/not_downloaded_count"),
    ])
    .sample(
        r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "file_types": ["MP4", "TRANSCRIPT"] }"#,
        r#"{
            "downloaded_count": 1,
            "found_count": 0,
            "not_downloaded_count": 1,
            "has_more": false,
            "files": [{
                "meeting_id": "85746065432",
                "meeting_uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "topic": "Weekly review",
                "recording_file_id": "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e",
                "file_type": "MP4",
                "recording_type": "shared_screen_with_speaker_view",
                "recording_start": "2026-09-15T01:00:12Z",
                "recording_end": "2026-09-15T01:29:58Z",
                "file_name": "2026-09-15 01-00-12 Weekly review 85746065432 shared_screen_with_speaker_view.mp4",
                "size": 3145728,
                "was_there": false,
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
            }],
            "not_downloaded": [{
                "meeting_id": "85746065432",
                "meeting_uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "topic": "Weekly review",
                "recording_file_id": "0b1d3c4e-51c5-4f0e-8f6c-0d6c4a3f5b12",
                "reason": "processing",
                "message": "Zoom is still processing the file. Start it again later."
            }]
        }"#,
    );
