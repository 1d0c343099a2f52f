//! `report-meeting`.

use super::group::{GROUP, NO_REPORTS, TOO_LONG_AGO};
use super::user_meetings::CUSTOM_KEY;
use crate::action::{Action, column};
use crate::actions::past_meetings::OF_A_PAST_MEETING;
use crate::contract::FailureKind::NotFound;
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, list, member};
use crate::times::TIMESTAMP;

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "report-meeting", "/report/meetings/{meetingId}")
        .operation("reportMeetingDetails")
        .summary("Reports when a meeting took place, how long, and with how many people.")
        .description("For meetings of two or more participants, once they are over, for a year.")
        .scopes(
            &[scope("report:read").of_administrators()],
            &[scope("report:read:meeting").of_administrators()],
        )
        .rate_label("HEAVY")
        .input(&[OF_A_PAST_MEETING])
        .output(&[OUTPUT])
        .refusals(REFUSALS)
        .columns(&[
            column("Start", "/start_time"),
            column("Topic", "/topic"),
            column("Minutes", "/duration"),
            column("Participants", "/participants_count"),
        ])
        .sample(
            r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" }"#,
            r#"{
            "id": "85746065432",
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "topic": "Weekly review",
            "type": 2,
            "start_time": "2026-09-15T01:00:00Z",
            "end_time": "2026-09-15T01:30:00Z",
            "duration": 30,
            "total_minutes": 58,
            "participants_count": 2,
            "user_email": "host@example.com",
            "user_name": "Anna Huber",
            "dept": "Teaching"
        }"#,
        );

static OUTPUT: &[Field] = &[
    member("id", ids::MEETING, "The meeting's number."),
    member("uuid", TEXT, "The id of the instance of the meeting.").essential(),
    member("topic", TEXT, "What the meeting is called."),
    member(
        "type",
        INTEGER,
        "What sort of meeting it was, by Zoom's number; 2 is a scheduled one.",
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
    member("user_email", TEXT, "The e-mail address of the host."),
    member("user_name", TEXT, "The name of the host."),
    member("dept", TEXT, "The department of the host."),
    member(
        "tracking_fields",
        list(&Kind::Object(&TRACKING_FIELD)),
        "Values of the account's tracking fields.",
    ),
    member(
        "custom_keys",
        list(&Kind::Object(&CUSTOM_KEY)),
        "Keys and values that an app has put on it.",
    ),
];

static TRACKING_FIELD: Shape = Shape::of(&[&[
    member("field", TEXT, "The name of the tracking field."),
    member("value", TEXT, "Its value."),
]]);

static REFUSALS: &[Refusal] = &[
    NO_REPORTS,
    TOO_LONG_AGO,
    refusal(
        404,
        3001,
        NotFound,
        "There is no report on this meeting: it does not exist, goes on, or had one participant alone.",
        "Check the meeting id, and start it again when the meeting has been over for some minutes.",
    ),
];
