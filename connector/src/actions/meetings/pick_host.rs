//! `pick-host`.
//!
//! A licensed user hosts one meeting at a time, so whoever has a pool of hosts needs one who is free. What
//! each has planned, and what goes on, is read one host after the other, until one is free.

mod room;
mod way;

use serde_json::Value;

use self::way::{begin, leg, take};
use super::planned::{LENGTH, start_in_utc};
use super::{get, group::GROUP, list};
use crate::action::{Action, column};
use crate::actions::{lookups, users, webinars};
use crate::contract::FieldProblem;
use crate::course::{Course, Files};
use crate::ids;
use crate::input::Input;
use crate::manifest_only::ManifestOnly;
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Path, Shape, TEXT, list as list_of, member};
use crate::times::{DATE_TIME, TIME_ZONE, TIMESTAMP};

pub(crate) static ACTION: Action = Action::get(&GROUP, "pick-host", "/users/{userId}/meetings")
    .operation("meetings")
    .summary("Picks a host out of several who has no other meeting or webinar at a time.")
    .description(
        "Hosts are looked at in the order of user_ids; without that, all licensed users of the account, \
         which takes a connection of an administrator and a scope to list users. A meeting that goes on \
         counts until its planned end, and for half an hour from now at least. A series that Zoom lists once \
         is got, to see when its other meetings are, which takes a scope to read meetings; those of which it is \
         not seen are named, and so are webinars where there is no scope for them. Meetings without a fixed time are \
         not looked at. Nothing is reserved: make the meeting at once. Where nobody is free, that is the outcome.",
    )
    .scopes(&[scope("meeting:read")], &[scope("meeting:read:list_meetings")])
    .rate_label("MEDIUM")
    .input(&[&[
        member(
            "user_ids",
            Kind::List(&ids::USER, 100),
            "The hosts to choose from: user ids or e-mail addresses, the preferred first.",
        )
        .choices(&lookups::USERS),
        member(
            "start_time",
            DATE_TIME,
            "When the meeting begins: what a clock in `timezone` shows, or a time with `Z` or an offset. Without it, now.",
        ),
        member("timezone", TIME_ZONE, "The zone of `start_time`, by its name in the IANA database.")
            .choices(&lookups::TIME_ZONES),
        member(
            "duration",
            LENGTH,
            "How long the meeting is planned to last: minutes, or a length of time as ISO 8601 has it, such as `PT1H30M`.",
        )
        .required(),
        member(
            "buffer_minutes",
            Kind::Integer(0, 240),
            "How many minutes there have to be between this meeting and others.",
        )
        .default("0"),
    ]])
    .course(
        &Course {
            files: ManifestOnly::new(Files::None),
            begin,
            leg,
            take,
        },
        &[
            &list::ACTION,
            &users::list::ACTION,
            &get::ACTION,
            &webinars::list::ACTION,
            &webinars::get::ACTION,
        ],
        &[&[
            member("available", Kind::Boolean, "Whether somebody is free.").required(),
            member("user_id", TEXT, "Who: what other actions take as `user_id`."),
            member("start_time", TIMESTAMP, "When the time begins that was looked at, in UTC.").required(),
            member("end_time", TIMESTAMP, "When it ends, in UTC.").required(),
            member("looked_at", INTEGER, "How many hosts were looked at.").required(),
            member("busy", list_of(&Kind::Object(&BUSY)), "Those who have a meeting or a webinar then.").required(),
            member("passed_over", list_of(&Kind::Object(&PASSED_OVER)), "Those whose meetings could not be seen.").required(),
        ]],
    )
    .rules(rules)
    .columns(&[
        column("Available", "/available"),
        column("Host", "/user_id"),
        column("Start", "/start_time"),
    ])
    .sample(
        r#"{ "user_ids": ["anna@example.com", "ben@example.com"], "start_time": "2036-10-22T09:00:00Z", "duration": "PT1H" }"#,
        r#"{
            "available": true,
            "user_id": "ben@example.com",
            "start_time": "2036-10-22T09:00:00Z",
            "end_time": "2036-10-22T10:00:00Z",
            "looked_at": 2,
            "busy": [{ "user_id": "anna@example.com", "meeting_id": "85746065432", "topic": "Weekly review", "start_time": "2036-10-22T09:30:00Z" }],
            "passed_over": []
        }"#,
    );

static BUSY: Shape = Shape::of(&[&[
    member("user_id", TEXT, "The host.").required(),
    member(
        "meeting_id",
        ids::MEETING,
        "The number of the meeting or webinar.",
    ),
    member("topic", TEXT, "What it is called."),
    member("start_time", TIMESTAMP, "When it begins, in UTC."),
]]);

static PASSED_OVER: Shape = Shape::of(&[&[
    member("user_id", TEXT, "The host.").required(),
    member("reason", TEXT, "Why its meetings could not be seen.").required(),
]]);

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let mut problem = |field: &str, message: &str| {
        problems.push(Path::Member(&Path::Whole, field).problem(message));
    };
    if input
        .get("user_ids")
        .and_then(Value::as_array)
        .is_some_and(Vec::is_empty)
    {
        problem(
            "user_ids",
            "must name at least one host; leave it out for all licensed users",
        );
    }
    let start = input.text("start_time");
    if start.is_some_and(|start| start_in_utc(start, input.text("timezone")).is_none()) {
        problem(
            "timezone",
            "is missing or not known for that time; say in which zone, like \"Europe/Berlin\", or give \
             `start_time` a `Z` or an offset",
        );
    }
}
