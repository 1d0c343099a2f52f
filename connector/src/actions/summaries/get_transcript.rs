//! `get-meeting-transcript`.

use super::group::{GROUP, NO_TRANSCRIPT};
use crate::action::{Action, column};
use crate::actions::past_meetings::{OF_A_PAST_MEETING, latest::LATEST};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Field, Kind, TEXT, member};
use crate::times::TIMESTAMP;

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "get-meeting-transcript", "/meetings/{meetingId}/transcript")
        .operation("GetMeetingTranscript")
        .summary("Gets where the transcript of a meeting or webinar is, and whether it may be fetched.")
        .description(
            "This is what AI Companion has written down; what belongs to a cloud recording stands with \
             its files. Where the input names the number of a meeting, its latest instance is looked \
             up first, which takes a scope to read past meetings.",
        )
        .scopes(
            &[scope("recording:read"), scope("recording:write")],
            &[scope("cloud_recording:read:meeting_transcript")],
        )
        .rate_label("MEDIUM")
        .input(&[OF_A_PAST_MEETING])
        .output(&[OUTPUT])
        .look(&LATEST)
        .refusals(REFUSALS)
        .columns(&[
            column("Topic", "/meeting_topic"),
            column("Made", "/transcript_created_time"),
            column("Address", "/download_url"),
        ])
        .sample(
            r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" }"#,
            r#"{
                "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==",
                "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
                "meeting_topic": "Weekly review",
                "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
                "transcript_created_time": "2026-09-15T01:40:00Z",
                "can_download": true,
                "download_url": "https://us02web.zoom.us/rec/meeting/transcript/download/example"
            }"#,
        );

pub(super) static OUTPUT: &[Field] = &[
    member("meeting_id", TEXT, "The id of the instance of the meeting.").essential(),
    member("account_id", TEXT, "The id of the account."),
    member("meeting_topic", TEXT, "What the meeting is called."),
    member("host_id", TEXT, "The user id of the host."),
    member(
        "transcript_created_time",
        TIMESTAMP,
        "When the transcript was made, in UTC.",
    ),
    member(
        "can_download",
        Kind::Boolean,
        "Whether the transcript may be fetched.",
    ),
    member(
        "download_url",
        TEXT,
        "Where it can be fetched, with the credential of the connection.",
    ),
    member(
        "download_restriction_reason",
        Kind::Choice(&[
            "DELETED_OR_TRASHED",
            "UNSUPPORTED",
            "NO_TRANSCRIPT_DATA",
            "NOT_READY",
        ]),
        "Why it can't be fetched: it is gone, of an old kind, empty, or not made yet.",
    ),
    member(
        "auto_delete",
        Kind::Boolean,
        "Whether Zoom deletes it by itself.",
    ),
    member("auto_delete_date", TEXT, "On which day it does."),
];

static REFUSALS: &[Refusal] = &[NO_TRANSCRIPT];
