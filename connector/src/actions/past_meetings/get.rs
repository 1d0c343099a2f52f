//! `get-past-meeting`.

use super::group::{GROUP, NOT_OVER, OF_A_PAST_MEETING, TOO_LONG_AGO};
use crate::action::{Action, column};
use crate::ids;
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Field, INTEGER, Kind, TEXT, member};
use crate::times::TIMESTAMP;

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "get-past-meeting", "/past_meetings/{meetingId}")
        .operation("pastMeetingDetails")
        .summary("Gets when a meeting that is over took place, how long, and with how many people.")
        .scopes(
            &[scope("meeting:read")],
            &[scope("meeting:read:past_meeting")],
        )
        .input(&[OF_A_PAST_MEETING])
        .output(&[OUTPUT])
        .refusals(REFUSALS)
        .columns(&[
            column("Start", "/start_time"),
            column("Topic", "/topic"),
            column("Minutes", "/duration"),
            column("Participants", "/participants_count"),
            column("UUID", "/uuid"),
        ])
        .sample(
            r#"{ "meeting_id": "85746065432" }"#,
            r#"{
            "id": "85746065432",
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Weekly review",
            "type": 2,
            "start_time": "2026-09-15T01:00:00Z",
            "end_time": "2026-09-15T01:30:00Z",
            "duration": 30,
            "total_minutes": 58,
            "participants_count": 2,
            "user_email": "host@example.com",
            "user_name": "Anna Huber",
            "has_meeting_summary": true
        }"#,
        );

pub(crate) static OUTPUT: &[Field] = &[
    member("id", ids::MEETING, "The meeting's number."),
    member("uuid", TEXT, "The id of this instance of the meeting.").essential(),
    member("host_id", TEXT, "The user id of the host."),
    member("topic", TEXT, "What the meeting is called."),
    member(
        "type",
        Kind::Code(&[0, 1, 2, 3, 4, 7, 8]),
        "0 ahead of its time, 1 instant, 2 scheduled, 3 recurring without a fixed time, 4 with a personal meeting id, 7 a personal audio conference, 8 recurring at a fixed time.",
    ),
    member("start_time", TIMESTAMP, "When it began, in UTC."),
    member("end_time", TIMESTAMP, "When it ended, in UTC."),
    member("duration", INTEGER, "How long it lasted, in minutes."),
    member(
        "total_minutes",
        INTEGER,
        "The minutes of all participants together.",
    ),
    member(
        "participants_count",
        INTEGER,
        "How many participants it had.",
    ),
    member("user_email", ids::EMAIL, "The e-mail address of the host."),
    member("user_name", TEXT, "The name of the host."),
    member("dept", TEXT, "The department of the host."),
    member(
        "source",
        TEXT,
        "Where it was made: `Zoom`, or the name of the app that made it.",
    ),
    member(
        "has_meeting_summary",
        Kind::Boolean,
        "Whether there is a summary, which Get meeting summary gets.",
    ),
];

static REFUSALS: &[Refusal] = &[TOO_LONG_AGO, NOT_OVER];
