//! `list-past-participants`.

use super::group::{GROUP, NOT_OVER, OF_A_PAST_MEETING, TOO_LONG_AGO};
use crate::action::{Action, column};
use crate::pages::{self, Pages};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member};
use crate::times::TIMESTAMP;

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "list-past-participants",
    "/past_meetings/{meetingId}/participants",
)
.operation("pastMeetingParticipants")
.summary("Lists who was in a meeting that is over: one page of them, or all.")
.description(
    "Each stay is an item of its own, so whoever left and came back is there twice. It takes no \
     administrator, other than the report on participants, and knows meetings of the last year.",
)
.scopes(
    &[scope("meeting:read")],
    &[scope("meeting:read:list_past_participants")],
)
.rate_label("MEDIUM")
.input(&[OF_A_PAST_MEETING, &[pages::page_size(300)], pages::INPUT])
.output(&[
    &[member(
        "participants",
        list(&Kind::Object(&PARTICIPANT)),
        "Each stay of each participant.",
    )
    .essential()],
    pages::OUTPUT,
])
.pages(Pages::of("participants"))
.refusals(REFUSALS)
.columns(&[
    column("Name", "/name"),
    column("E-mail", "/user_email"),
    column("Joined", "/join_time"),
    column("Left", "/leave_time"),
    column("Seconds", "/duration"),
])
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "all_pages": true }"#,
    r#"{
        "participants": [{
            "id": "30R7kT7bTIKSNUFEuH_Qlg",
            "user_id": "16778240",
            "name": "Anna Huber",
            "user_email": "anna@example.com",
            "join_time": "2026-09-15T01:00:12Z",
            "leave_time": "2026-09-15T01:29:58Z",
            "duration": 1786,
            "status": "in_meeting",
            "failover": false,
            "internal_user": true
        }],
        "next_page_token": "",
        "page_size": 300,
        "total_records": 1,
        "has_more": false
    }"#,
);

static PARTICIPANT: Shape = Shape::of(&[&[
    member("id", TEXT, "The user id, of those who had signed in."),
    member("user_id", TEXT, "The id of this stay in this meeting."),
    member("name", TEXT, "The name that was shown."),
    member(
        "user_email",
        TEXT,
        "The e-mail address; empty for people outside the account, unless they registered or were invited by it.",
    ),
    member(
        "registrant_id",
        TEXT,
        "The id of the registrant, of those who had registered.",
    ),
    member("join_time", TIMESTAMP, "When the participant came, in UTC."),
    member(
        "leave_time",
        TIMESTAMP,
        "When the participant left, in UTC.",
    ),
    member(
        "duration",
        INTEGER,
        "How long this stay lasted, in seconds.",
    ),
    member(
        "status",
        Kind::Choice(&["in_meeting", "in_waiting_room"]),
        "Whether the participant was in the meeting or in the waiting room.",
    ),
    member(
        "failover",
        Kind::Boolean,
        "Whether the meeting had to be moved to another server meanwhile.",
    ),
    member(
        "internal_user",
        Kind::Boolean,
        "Whether the participant belongs to the account.",
    ),
]]);

static REFUSALS: &[Refusal] = &[TOO_LONG_AGO, NOT_OVER];
