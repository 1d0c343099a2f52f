//! `get-meeting-recordings`.

use super::fields;
use super::group::GROUP;
use crate::action::{Action, column};
use crate::input::Input;
use crate::scopes::{Scope, scope};
use crate::shape::{Field, Kind, TEXT, list, member, query};

/// The endpoint.
pub(super) const PATH: &str = "/meetings/{meetingId}/recordings";

/// What covers the endpoint.
pub(super) const CLASSIC: &[Scope] = &[
    scope("recording:read"),
    scope("phone_recording:read").of_administrators(),
];

/// The same for apps with granular scopes.
pub(super) const GRANULAR: &[Scope] =
    &[scope("cloud_recording:read:list_recording_files").and_of_masters()];

pub(crate) static ACTION: Action = Action::get(&GROUP, "get-meeting-recordings", PATH)
    .operation("recordingGet")
    .summary("Gets the cloud recording of a meeting and its files.")
    .scopes(CLASSIC, GRANULAR)
    .input(&[&[
        fields::OF_A_MEETING,
        query(
            "include_fields",
            Kind::Choice(&["download_access_token"]),
            "Ask for `download_access_token`, with which the files can be fetched by a program that has no connection. Download recording file does without.",
        ),
        fields::ttl(
            "Together with `include_fields`: for how many seconds that token works.",
        ),
    ]])
    .output(OUTPUT)
    .warnings(warnings)
    .columns(&[
        column("Start", "/start_time").in_zone("/timezone"),
        column("Topic", "/topic"),
        column("Files", "/recording_count"),
    ])
    .sample(
        r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" }"#,
        r#"{
            "id": "85746065432",
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Weekly review",
            "type": 2,
            "start_time": "2026-09-15T01:00:00Z",
            "duration": 30,
            "recording_count": 1,
            "total_size": 3145728,
            "recording_files": [{
                "id": "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e",
                "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==",
                "recording_start": "2026-09-15T01:00:12Z",
                "recording_end": "2026-09-15T01:29:58Z",
                "file_type": "MP4",
                "file_extension": "MP4",
                "file_size": 3145728,
                "recording_type": "shared_screen_with_speaker_view",
                "status": "completed",
                "play_url": "https://us02web.zoom.us/rec/play/example",
                "download_url": "https://us02web.zoom.us/rec/download/example"
            }]
        }"#,
    );

/// What the endpoint answers.
pub(crate) static OUTPUT: &[&[Field]] = &[
    fields::RECORDING,
    fields::FILES,
    &[
        member(
            "participant_audio_files",
            list(&Kind::Object(&fields::PARTICIPANT_AUDIO_FILE)),
            "Each participant's own sound, where it was recorded.",
        ),
        member("password", TEXT, "The passcode of the recording.").sensitive(),
        member(
            "download_access_token",
            TEXT,
            "With this the files can be fetched: treat it like a password.",
        )
        .sensitive(),
        member(
            "service_name",
            TEXT,
            "The service on Zoom Node that made the recording.",
        ),
        member(
            "rc_zone",
            TEXT,
            "The zone of Zoom Node that made the recording.",
        ),
        member("instance_id", TEXT, "The id of the recorder on Zoom Node."),
        member(
            "zone_instance_id",
            TEXT,
            "The id of the recorder's zone on Zoom Node.",
        ),
        member(
            "rc_meeting_zone_name",
            TEXT,
            "The name of the meeting's zone on Zoom Node.",
        ),
        member(
            "external_storage_addr",
            TEXT,
            "The network file system that Zoom Node stores the recording on.",
        ),
    ],
];

fn warnings(input: &Input, _: u64) -> Vec<String> {
    match (input.get("ttl"), input.get("include_fields")) {
        (Some(_), None) => vec!["Zoom ignores `ttl` without `include_fields`.".to_owned()],
        _ => Vec::new(),
    }
}
