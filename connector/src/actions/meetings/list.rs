//! `list-meetings`.

use super::fields;
use super::group::GROUP;
use crate::action::Action;
use crate::actions::lookups;
use crate::actions::users::fields::of_user;
use crate::contract::FailureKind::Forbidden;
use crate::ids;
use crate::pages::{self, Pages};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member, query};
use crate::times::{DATE, TIME_ZONE, TIMESTAMP};

pub(crate) static ACTION: Action = Action::get(&GROUP, "list-meetings", "/users/{userId}/meetings")
    .operation("meetings")
    .summary("Lists the meetings of a user: one page of them, or all.")
    .description("Zoom leaves out instant meetings, and meetings whose id has expired.")
    .scopes(&[scope("meeting:read")], &[scope("meeting:read:list_meetings")])
    .rate_label("MEDIUM")
    .input(&[
        &[
            of_user("Whose meetings: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone."),
            query("type", Kind::Choice(TYPES), "Which meetings: all that have not expired (`scheduled`), those going on (`live`), those to come together with those going on (`upcoming` and `upcoming_meetings`, which Zoom describes alike), or those that are over (`previous_meetings`). The last three reach over six months at most.")
                .default("\"scheduled\""),
            query("from", DATE, "The first day."),
            query("to", DATE, "The last day."),
            query("timezone", TIME_ZONE, "The time zone of `from` and `to`, by its name in the IANA database.").choices(&lookups::TIME_ZONES),
            pages::PAGE_NUMBER,
            pages::page_size(300),
        ],
        pages::INPUT,
    ])
    .output(&[
        &[
            member("meetings", list(&Kind::Object(&MEETING)), "The meetings.").essential(),
            member("page_number", INTEGER, "Which page it is. Zoom does not always say."),
        ],
        pages::OUTPUT,
    ])
    .pages(Pages::of("meetings"))
    .refusals(REFUSALS)
    .columns(fields::COLUMNS)
    .sample(
        r#"{ "type": "upcoming", "all_pages": true, "max_items": 500 }"#,
        r#"{
            "meetings": [{
                "id": "85746065432",
                "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
                "topic": "Weekly review",
                "type": 2,
                "start_time": "2036-09-16T01:00:00Z",
                "timezone": "Asia/Tokyo",
                "duration": 30,
                "created_at": "2026-09-12T06:30:00Z",
                "join_url": "https://us02web.zoom.us/j/85746065432?pwd=example"
            }],
            "next_page_token": "",
            "page_size": 300,
            "total_records": 1,
            "has_more": false
        }"#,
    );

/// The lists that Zoom has.
pub(super) const TYPES: &[&str] = &[
    "scheduled",
    "live",
    "upcoming",
    "upcoming_meetings",
    "previous_meetings",
];

pub(super) static MEETING: Shape = Shape::of(&[&[
    member("id", ids::MEETING, fields::MEETING_ID),
    member("uuid", TEXT, "The id of this instance of the meeting."),
    member("host_id", TEXT, "The user id of the host."),
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
        "agenda",
        TEXT,
        "What the meeting is about; Zoom may cut it short here.",
    ),
    member(
        "join_url",
        TEXT,
        "The address at which participants join; it may hold the passcode.",
    )
    .sensitive(),
    member(
        "pmi",
        ids::MEETING,
        "The host's personal meeting id, when the meeting uses it.",
    ),
]]);

static REFUSALS: &[Refusal] = &[refusal(
    403,
    2306,
    Forbidden,
    "The account does not let its users see meetings scheduled for others.",
    "Ask an administrator to switch on \"Display meetings scheduled for others\" in the account settings.",
)];
