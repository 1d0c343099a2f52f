//! `report-user-meetings`.

use super::group::{GROUP, NO_REPORTS, REACH, WRONG_VALUE};
use crate::action::{Action, column};
use crate::actions::users::fields::of_user;
use crate::ids;
use crate::input::Input;
use crate::pages::{self, Months, Pages, monthly_warnings};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, list, member, query};
use crate::times::{DATE, TIMESTAMP};

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "report-user-meetings",
    "/report/users/{userId}/meetings",
)
.operation("reportMeetings")
.summary("Reports the meetings and webinars that a user has held: one page, or all of any days of the last six months.")
.description(
    "Zoom reports what had two or more participants, for the last six months, and answers for a month \
     at most. With all_pages the connector asks month by month, the newest first, and not for what \
     is longer ago. When no days are named, the last 29 are reported.",
)
.scopes(
    &[scope("report:read").of_administrators()],
    &[scope("report:read:user").of_administrators()],
)
.rate_label("HEAVY")
.input(&[
    &[
        of_user("Whose meetings: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone."),
        query("from", DATE, "The first day, in the last six months."),
        query("to", DATE, "The last day, that day included."),
        query(
            "type",
            Kind::Choice(&["past", "pastOne", "pastJoined"]),
            "Which meetings: those that the user held (`past`), those of one participant alone (`pastOne`), or those that users of the account held or joined (`pastJoined`).",
        )
        .default("\"past\""),
        pages::page_size(300),
    ],
    pages::INPUT,
])
.output(&[
    &[
        member("from", DATE, "The first day that is reported."),
        member("to", DATE, "The last day that is reported."),
        member(
            "clamped",
            Kind::Boolean,
            "Whether Zoom has answered for fewer days than it was asked.",
        )
        .required(),
        member("meetings", list(&Kind::Object(&MEETING)), "The meetings and webinars.").essential(),
        member("page_number", INTEGER, "Which page it is. Zoom does not always say."),
    ],
    pages::OUTPUT,
])
.monthly_pages(Pages::of("meetings").by_months(MONTHS))
.warnings(warnings)
.refusals(REFUSALS)
.columns(&[
    column("Start", "/start_time"),
    column("Topic", "/topic"),
    column("Minutes", "/duration"),
    column("Participants", "/participants_count"),
    column("UUID", "/uuid"),
])
.sample(
    r#"{ "user_id": "host@example.com", "all_pages": true }"#,
    r#"{
        "from": "2026-09-02",
        "to": "2026-09-30",
        "clamped": false,
        "meetings": [{
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
            "user_name": "Anna Huber"
        }],
        "next_page_token": "",
        "page_size": 300,
        "has_more": false
    }"#,
);

const MONTHS: Months = Months {
    undated: |_| false,
    reach: Some(REACH),
    ids: |meeting| Some(vec![meeting.get("uuid")?.as_str()?]),
};

static REFUSALS: &[Refusal] = &[NO_REPORTS, WRONG_VALUE];

fn warnings(input: &Input, now: u64) -> Vec<String> {
    monthly_warnings(&MONTHS, input, now)
}

static MEETING: Shape = Shape::of(&[HELD, JOINED]);

static HELD: &[Field] = &[
    member("id", ids::MEETING, "The meeting's number."),
    member("uuid", TEXT, "The id of the instance of the meeting."),
    member("topic", TEXT, "What the meeting is called."),
    member(
        "type",
        Kind::Code(&[1, 2, 3, 4, 5, 6, 7, 8, 9]),
        "A meeting (1 instant, 2 scheduled, 3 recurring without a fixed time, 4 with a personal meeting id, 7 a personal audio conference, 8 recurring at a fixed time) or a webinar (5 once, 6 recurring without a fixed time, 9 recurring at a fixed time).",
    ),
    member("start_time", TIMESTAMP, "When it began, in UTC."),
    member("end_time", TIMESTAMP, "When it ended, in UTC."),
    member("schedule_time", TEXT, "When it was planned to begin."),
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
    member(
        "participants_count_my_account",
        INTEGER,
        "How many of them were of the account.",
    ),
    member("user_email", ids::EMAIL, "The e-mail address of the user."),
    member("user_name", TEXT, "The name of the user."),
    member("host_name", TEXT, "The name of the host."),
    member(
        "host_organization",
        TEXT,
        "The name of the account that the host is of.",
    ),
    member(
        "source",
        TEXT,
        "Where it was made: `Zoom`, or the name of the app that made it.",
    ),
    member(
        "session_key",
        TEXT,
        "What an app that was built with the Video SDK calls the session.",
    ),
    member(
        "meeting_encryption_status",
        Kind::Code(&[1, 2]),
        "How it was encrypted: 1 end to end, 2 enhanced.",
    ),
    member(
        "custom_keys",
        list(&Kind::Object(&CUSTOM_KEY)),
        "Keys and values that an app has put on it.",
    ),
];

/// What is told of the user's own part in it.
static JOINED: &[Field] = &[
    member(
        "join_waiting_room_time",
        TEXT,
        "When the user came into the waiting room.",
    ),
    member("join_time", TEXT, "When the user came."),
    member("leave_time", TEXT, "When the user left."),
    member(
        "has_screen_share",
        Kind::Boolean,
        "Whether the user shared a screen.",
    ),
    member(
        "has_recording",
        Kind::Boolean,
        "Whether the user recorded it.",
    ),
    member(
        "has_chat",
        Kind::Boolean,
        "Whether the user wrote in the chat.",
    ),
];

/// What an app has put on a meeting.
pub(super) static CUSTOM_KEY: Shape = Shape::of(&[&[
    member("key", TEXT, "The key."),
    member("value", TEXT, "Its value."),
]]);
