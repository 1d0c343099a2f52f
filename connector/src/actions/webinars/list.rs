//! `list-webinars`.

use super::fields;
use super::group::{GROUP, NO_LICENCE};
use crate::action::Action;
use crate::actions::users::fields::of_user;
use crate::ids;
use crate::pages::{self, Pages};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member, query};
use crate::times::TIMESTAMP;

pub(crate) static ACTION: Action = Action::get(&GROUP, "list-webinars", "/users/{userId}/webinars")
    .operation("webinars")
    .summary("Lists the webinars of a user: one page of them, or all.")
    .scopes(&[scope("webinar:read")], &[scope("webinar:read:list_webinars")])
    .rate_label("MEDIUM")
    .input(&[
        &[
            of_user("Whose webinars: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone."),
            query(
                "type",
                Kind::Choice(&["scheduled", "upcoming"]),
                "Which webinars: all that have not expired (`scheduled`), or those to come and those going on (`upcoming`).",
            )
            .default("\"scheduled\""),
            query("include_events_webinar", Kind::Boolean, "Whether webinars of Zoom Events are listed too."),
            pages::PAGE_NUMBER,
            pages::page_size(300),
        ],
        pages::INPUT,
    ])
    .output(&[
        &[
            member("webinars", list(&Kind::Object(&WEBINAR)), "The webinars.").essential(),
            member("page_number", INTEGER, "Which page it is. Zoom does not always say."),
        ],
        pages::OUTPUT,
    ])
    .pages(Pages::of("webinars"))
    .refusals(REFUSALS)
    .columns(fields::COLUMNS)
    .sample(
        r#"{ "type": "upcoming", "all_pages": true }"#,
        r#"{
            "webinars": [{
                "id": "95204914252",
                "uuid": "m3WqMkvuRXyYqH+eKWhk9w==",
                "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
                "topic": "Open lecture",
                "type": 5,
                "start_time": "2036-09-16T16:00:00Z",
                "timezone": "Europe/Vienna",
                "duration": 60,
                "join_url": "https://us02web.zoom.us/j/95204914252"
            }],
            "next_page_token": "",
            "page_size": 300,
            "total_records": 1,
            "has_more": false
        }"#,
    );

static WEBINAR: Shape = Shape::of(&[&[
    member("id", ids::MEETING, "The webinar's number."),
    member("uuid", TEXT, "The id of this instance of the webinar."),
    member("host_id", TEXT, "The user id of the host."),
    member("topic", TEXT, "What the webinar is called."),
    member(
        "type",
        Kind::Code(&[5, 6, 9]),
        "5 once, 6 recurring without a fixed time, 9 recurring at a fixed time.",
    ),
    member("start_time", TIMESTAMP, "When the webinar begins, in UTC."),
    member("timezone", TEXT, "The time zone of the webinar."),
    member(
        "duration",
        INTEGER,
        "How long the webinar is planned to last, in minutes.",
    ),
    member(
        "created_at",
        TIMESTAMP,
        "When the webinar was made, in UTC.",
    ),
    member(
        "agenda",
        TEXT,
        "What the webinar is about; Zoom may cut it short here.",
    ),
    member(
        "join_url",
        TEXT,
        "The address at which attendees join; it may hold the passcode.",
    )
    .sensitive(),
    member(
        "is_simulive",
        Kind::Boolean,
        "Whether a recording is shown as if it were live.",
    ),
    member(
        "is_events_webinar",
        Kind::Boolean,
        "Whether it is one of Zoom Events.",
    ),
]]);

static REFUSALS: &[Refusal] = &[NO_LICENCE];
