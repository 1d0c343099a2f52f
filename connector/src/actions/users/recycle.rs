//! `recycle-licence`.
//!
//! An account with more hosts than licences gives each the licence of somebody who has not used one for
//! long. Nobody loses one whose meeting or webinar goes on or begins soon, nor the owner, nor whoever is connected,
//! nor whom the input protects. What can't be looked at is not taken away.

mod answers;
mod candidates;
mod way;

use super::fields::a_user;
use super::group::GROUP;
use super::{get, list, update};
use crate::action::{Action, column};
use crate::actions::{lookups, meetings, webinars};
use crate::course::{Course, Files, PLAN_ONLY};
use crate::manifest_only::ManifestOnly;
use crate::scopes::scope;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, TEXTS, list as list_of, member};

/// The types of users: without a licence, and with one.
const BASIC: i64 = 1;
const LICENSED: i64 = 2;

pub(crate) static ACTION: Action = Action::patch(&GROUP, "recycle-licence", "/users/{userId}")
    .operation("userUpdate")
    .summary("Gives a user a licence for meetings, taken from whoever has not signed in for longest where none is free.")
    .description(
        "Without max_licensed it tries to give one first, and looks for somebody to take one from only when \
         Zoom says that none is free. The owner of the account, the connected user, and whom the input \
         protects keep theirs, and so does everybody whose meeting or webinar goes on or begins soon. Zoom \
         does not promise to list meetings that were started on the spot as going on: protect whoever holds \
         such. Whoever has never signed in comes first, unless the user is of the last 7 days: protect hosts \
         whose meetings are started for them, who never sign in. With plan_only it reads, and says who it would be. A user who has lost the licence can be no alternative host any \
         more, and meetings end after 40 minutes.",
    )
    .scopes(&[scope("user:write")], &[scope("user:update:user")])
    .also(&[
        &get::ACTION,
        &list::ACTION,
        &meetings::list::ACTION,
        &webinars::list::ACTION,
    ])
    .rate_label("LIGHT")
    .input(&[INPUT])
    .course(
        &Course {
            files: ManifestOnly::new(Files::None),
            begin: way::begin,
            leg: way::leg,
            take: way::take,
        },
        &[
            &update::ACTION,
            &get::ACTION,
            &list::ACTION,
            &meetings::list::ACTION,
            &webinars::list::ACTION,
        ],
        &[OUTPUT],
    )
    .columns(&[
        column("User", "/user_id"),
        column("Given", "/given"),
        column("Taken from", "/taken_from/email"),
        column("Why", "/reason"),
    ])
    .sample(
        r#"{ "user_id": "ben@example.com" }"#,
        r#"{
            "user_id": "ben@example.com",
            "given": true,
            "reason": "A licence was free.",
            "skipped": []
        }"#,
    );

static INPUT: &[Field] = &[
    a_user("Who is to have a licence: a user id or an e-mail address."),
    member(
        "max_licensed",
        Kind::Integer(1, i32::MAX),
        "How many users may have a licence: where so many have, one is taken away first. Without it, that is for Zoom to say. Active users are counted; who is invited and has not come yet may hold one too.",
    ),
    member(
        "protected_groups",
        TEXTS,
        "The ids of groups whose members keep their licences.",
    )
    .choices(&lookups::GROUPS),
    member(
        "protected_users",
        TEXTS,
        "User ids or e-mail addresses of those who keep their licences.",
    )
    .choices(&lookups::OTHER_USERS),
    member(
        "free_for_minutes",
        Kind::Integer(0, 10_080),
        "Whose meeting or webinar begins within so many minutes keeps the licence.",
    )
    .default("120"),
    member(
        PLAN_ONLY,
        Kind::Boolean,
        "Change nothing, and say whose licence it would take.",
    )
    .default("false"),
];

static OUTPUT: &[Field] = &[
    member(
        "user_id",
        TEXT,
        "Who was to have a licence, as the input names it.",
    )
    .required(),
    member(
        "given",
        Kind::Boolean,
        "Whether the user has a licence now.",
    )
    .required(),
    member("reason", TEXT, "How that has come.").required(),
    member(
        "taken_from",
        Kind::Object(&PERSON),
        "Whose licence was taken away.",
    ),
    member(
        "would_take_from",
        Kind::Object(&PERSON),
        "With plan_only: whose licence it would take.",
    ),
    member(
        "licensed_count",
        INTEGER,
        "How many others have a licence, where they were counted.",
    ),
    member(
        "skipped",
        list_of(&Kind::Object(&SKIPPED)),
        "Who came first, and kept the licence all the same.",
    )
    .required(),
];

static PERSON: Shape = Shape::of(&[&[
    member("id", TEXT, "The user id.").required(),
    member("email", TEXT, "The e-mail address."),
    member(
        "last_login_time",
        TEXT,
        "When the user signed in last; left out where that was never.",
    ),
]]);

static SKIPPED: Shape = Shape::of(&[&[
    member("id", TEXT, "The user id.").required(),
    member("email", TEXT, "The e-mail address."),
    member("reason", TEXT, "Why.").required(),
]]);
