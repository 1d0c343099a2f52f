//! `list-meetings`.

use super::{GROUP, fields};
use crate::action::{About, Action, Effect, Flow, no_warnings};
use crate::contract::FailureKind::{Forbidden, InvalidInput};
use crate::manifest_only::ManifestOnly;
use crate::pages::{self, Pages};
use crate::refusals::{Refusal, refusal};
use crate::scopes::Scopes;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member, path, query};

pub(crate) static ACTION: Action = Action {
    id: "list-meetings",
    about: ManifestOnly::new(About {
        version: "1.0.0",
        title: "List meetings",
        summary: "Lists the meetings of a user: one page of them, or all.",
        description: "Zoom leaves out instant meetings, and meetings whose id has expired.",
        group: GROUP,
        effect: Effect::Read,
        rate_label: "MEDIUM",
        plan: "",
        columns: fields::COLUMNS,
        lookups: &[],
        sensitive: &["/meetings/*/join_url"],
        operation: "meetings",
        sample_input: r#"{ "type": "upcoming", "all_pages": true, "max_items": 500 }"#,
        sample_output: r#"{
            "meetings": [{
                "id": "85746065432",
                "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
                "topic": "Weekly review",
                "type": 2,
                "start_time": "2026-09-15T01:00:00Z",
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
    }),
    scopes: Scopes {
        classic: &["meeting:read", "meeting:read:admin"],
        granular_user: &["meeting:read:list_meetings"],
        granular_admin: &["meeting:read:list_meetings:admin"],
    },
    method: http::Method::GET,
    path: "/users/{userId}/meetings",
    repeatable: true,
    daily_quota: false,
    input: Shape(&[
        &[
            path("user_id", "{userId}", Kind::User, "Whose meetings: a user id, an e-mail address, or `me` for the connected user.")
                .or("me"),
            query("type", Kind::Choice(&["scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings"]), "Which meetings: all that have not expired (`scheduled`), those going on (`live`), those to come without (`upcoming`) or with (`upcoming_meetings`) those going on, or those that are over. The last three reach over six months at most.")
                .default("\"scheduled\""),
            query("from", Kind::Date, "The first day."),
            query("to", Kind::Date, "The last day."),
            query("timezone", Kind::Text(1, 100), "The time zone of `from` and `to`, by its name in the IANA database."),
            query("page_number", Kind::Integer(1, i64::MAX), "Which page. Zoom is giving this up; use `next_page_token` or `all_pages`."),
        ],
        pages::INPUT,
    ]),
    output: Shape(&[
        &[
            member("meetings", list(&Kind::Object(&MEETING)), "The meetings.").required(),
            member("page_number", INTEGER, "Which page it is. Zoom does not always say."),
        ],
        pages::OUTPUT,
    ]),
    rules: pages::rules,
    warnings: no_warnings,
    refusals: REFUSALS,
    flow: Flow::Pages(Pages { items: "meetings", monthly: false }),
};

static MEETING: Shape = Shape(&[&[
    member("id", Kind::MeetingId, fields::MEETING_ID),
    member("uuid", TEXT, "The id of this instance of the meeting."),
    member("host_id", TEXT, "The user id of the host."),
    member("topic", TEXT, "What the meeting is called."),
    member(
        "type",
        Kind::Code(&[1, 2, 3, 8]),
        "1 instant, 2 scheduled, 3 recurring without a fixed time, 8 recurring at a fixed time.",
    ),
    member(
        "start_time",
        Kind::Timestamp,
        "When the meeting begins, in UTC.",
    ),
    member("timezone", TEXT, "The time zone of the meeting."),
    member(
        "duration",
        INTEGER,
        "How long the meeting is planned to last, in minutes.",
    ),
    member(
        "created_at",
        Kind::Timestamp,
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
    ),
    member(
        "pmi",
        Kind::MeetingId,
        "The host's personal meeting id, when the meeting uses it.",
    ),
]]);

static REFUSALS: &[Refusal] = &[
    refusal(
        400,
        300,
        InvalidInput,
        "Zoom found a value that it does not take, or the next_page_token has expired.",
        "A token lives for 15 minutes: start again without it.",
    ),
    refusal(
        403,
        2306,
        Forbidden,
        "The account does not let its users see meetings scheduled for others.",
        "Ask an administrator to switch on \"Display meetings scheduled for others\" in the account settings.",
    ),
];
