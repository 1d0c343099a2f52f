//! Users are added to the account and changed.

use super::fields::{EVENT, OPERATOR};
use super::trigger::{Trigger, any_of};
use crate::actions::users::USER;
use crate::group::Group;
use crate::ids;
use crate::scopes::scope;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, member};

static GROUP: Group = Group::new("Users", "https://developers.zoom.us/docs/api/users/events/");

const INPUT: &[&[Field]] = &[&[member(
    "user_id",
    ids::ID,
    "Only this user: a user id, not an e-mail address.",
)]];
const FILTERS: &[(&str, &str)] = &[("/user_id", "/object/id")];

pub(crate) static CREATED: Trigger = Trigger::new(
    &GROUP,
    "user-created",
    &["user.created"],
    "A user was added to the account.",
)
.data(&[
    EVENT,
    OPERATOR,
    &[
        member(
            "creation_type",
            TEXT,
            "How: by invitation (`create`), by an administrator for an own domain (`autoCreate`), for apps alone (`custCreate`) or by single sign-on (`ssoCreate`).",
        ),
        member("object", Kind::Object(&NEW), "The user.").required(),
    ],
])
.scopes(any_of(
    &[
        scope("user:read").of_administrators(),
        scope("user:write").of_administrators(),
        scope("user").of_masters(),
    ],
    &[scope("user:read:user").of_masters_too()],
))
.sample(
    "{}",
    r#"{
        "event": "user.created",
        "event_ts": 1789194600000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "operator": "admin@example.com",
        "operator_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "creation_type": "create",
        "object": {
            "id": "KDcuGIm1QgePTO8WbOqwIQ",
            "first_name": "Anna",
            "last_name": "Huber",
            "display_name": "Anna Huber",
            "email": "anna@example.com",
            "type": 1
        }
    }"#,
);

static NEW: Shape = Shape::of(&[&[
    member("id", TEXT, "The user id."),
    member("email", ids::EMAIL, "The e-mail address."),
    member("first_name", TEXT, "The first name."),
    member("last_name", TEXT, "The last name."),
    member("display_name", TEXT, "The name that others see."),
    member(
        "type",
        INTEGER,
        "The plan of the user: 1 Basic, 2 Licensed, 3 or 4 Unassigned, 99 none.",
    ),
]]);

pub(crate) static UPDATED: Trigger = Trigger::new(
    &GROUP,
    "user-updated",
    &["user.updated"],
    "A user was changed.",
)
.description("`object` has the id and what is new, `old_object` the same as it was before.")
.data(&[
    EVENT,
    OPERATOR,
    &[
        member(
            "time_stamp",
            INTEGER,
            "When the user was changed, in milliseconds since 1970.",
        ),
        member(
            "object",
            Kind::Object(&USER),
            "What the user is now, as far as it was changed.",
        )
        .required(),
        member(
            "old_object",
            Kind::Object(&USER),
            "What was changed, as it was before.",
        ),
    ],
])
.scopes(any_of(
    &[
        scope("user:read"),
        scope("user:write"),
        scope("user").of_masters(),
    ],
    &[scope("user:read:user").and_of_masters()],
))
.choose(INPUT, FILTERS)
.sample(
    r#"{ "user_id": "KDcuGIm1QgePTO8WbOqwIQ" }"#,
    r#"{
        "event": "user.updated",
        "event_ts": 1789194600000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "operator": "admin@example.com",
        "operator_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "time_stamp": 1789194600000,
        "object": { "id": "KDcuGIm1QgePTO8WbOqwIQ", "display_name": "Anna Huber" },
        "old_object": { "id": "KDcuGIm1QgePTO8WbOqwIQ", "display_name": "Anna Maier" }
    }"#,
);
