//! `list-upcoming-meetings`.

use super::fields;
use super::group::GROUP;
use crate::action::Action;
use crate::actions::users::fields::of_user;
use crate::contract::FailureKind::NotFound;
use crate::ids;
use crate::pages::{self, Pages};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member};
use crate::times::TIMESTAMP;

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "list-upcoming-meetings",
    "/users/{userId}/upcoming_meetings",
)
.operation("listUpcomingMeeting")
.summary("Lists the meetings that a user has in the next 24 hours, also those of others.")
.description("It has what the user hosts, and what the user was invited to.")
.scopes(
    &[scope("meeting:read")],
    &[scope("meeting:read:list_upcoming_meetings")],
)
.rate_label("MEDIUM")
.input(&[&[of_user(
    "Whose meetings: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone.",
)]])
.output(&[&[
    member("meetings", list(&Kind::Object(&MEETING)), "The meetings.").essential(),
    member(
        "total_records",
        INTEGER,
        "How many meetings Zoom has counted.",
    ),
    pages::HAS_MORE,
]])
.pages(Pages::of("meetings"))
.refusals(REFUSALS)
.columns(fields::COLUMNS)
.sample(
    "{}",
    r#"{
                "meetings": [{
                    "id": "85746065432",
                    "topic": "Weekly review",
                    "type": 2,
                    "start_time": "2036-09-16T01:00:00Z",
                    "timezone": "Asia/Tokyo",
                    "duration": 30,
                    "join_url": "https://us02web.zoom.us/j/85746065432?pwd=example",
                    "is_host": true
                }],
                "total_records": 1,
                "has_more": false
            }"#,
);

static MEETING: Shape = Shape::of(&[&[
    member("id", ids::MEETING, fields::MEETING_ID),
    member("topic", TEXT, "What the meeting is called."),
    member(
        "type",
        Kind::Code(&[1, 2, 3, 8]),
        "1 instant, 2 scheduled, 3 recurring without a fixed time, 8 recurring at a fixed time.",
    ),
    member("start_time", TIMESTAMP, "When the meeting begins, in UTC."),
    member("timezone", TEXT, "The time zone of the meeting."),
    member(
        "duration",
        INTEGER,
        "How long the meeting is planned to last, in minutes.",
    ),
    member(
        "created_at",
        TIMESTAMP,
        "When the meeting was made, in UTC.",
    ),
    member(
        "join_url",
        TEXT,
        "The address at which participants join; it may hold the passcode.",
    )
    .sensitive(),
    member("passcode", TEXT, "The passcode.").sensitive(),
    member(
        "use_pmi",
        Kind::Boolean,
        "Whether the meeting has the host's personal meeting id.",
    ),
    member("is_host", Kind::Boolean, "Whether the user is its host."),
    member("is_all_day", Kind::Boolean, "Whether it lasts all day."),
]]);

/// Zoom's code for meetings stands for the user here.
static REFUSALS: &[Refusal] = &[refusal(
    404,
    3001,
    NotFound,
    "The account has no such user.",
    "Check the user id or e-mail address; `me` stands for the connected user.",
)];
