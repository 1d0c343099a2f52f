//! A participant, as reports on meetings and webinars have one.

use crate::action::{Column, column};
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, member, query};
use crate::times::TIMESTAMP;

/// Asks for the ids of registrants as well.
pub(super) const INCLUDE_FIELDS: Field = query(
    "include_fields",
    Kind::Choice(&["registrant_id"]),
    "Ask for `registrant_id`, which tells who of the registrants it was.",
);

/// One stay of one participant.
pub(super) static PARTICIPANT: Shape = Shape::of(&[&[
    member(
        "name",
        TEXT,
        "The name that was shown; empty in some accounts for health care.",
    ),
    member(
        "user_email",
        TEXT,
        "The e-mail address; empty for people outside the account, unless they registered or were invited by it.",
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
        "How long this stay lasted, in seconds. Whoever leaves and comes back has one for each stay.",
    ),
    member(
        "status",
        Kind::Choice(&["in_meeting", "in_waiting_room"]),
        "Whether the participant was in the meeting or in the waiting room.",
    ),
    member(
        "registrant_id",
        TEXT,
        "The id of the registrant; only with `include_fields`.",
    ),
    member(
        "participant_user_id",
        TEXT,
        "The user id, of those who had signed in.",
    ),
    member(
        "id",
        TEXT,
        "The same in an older member, of those who had signed in.",
    ),
    member("user_id", TEXT, "The id of this stay in this meeting."),
    member(
        "customer_key",
        TEXT,
        "What an app that was built with the SDK calls the participant.",
    ),
    member("bo_mtg_id", TEXT, "The id of the breakout room."),
    member(
        "failover",
        Kind::Boolean,
        "Whether the meeting had to be moved to another server meanwhile.",
    ),
]]);

/// What to show of a participant.
pub(super) const COLUMNS: &[Column] = &[
    column("Name", "/name"),
    column("E-mail", "/user_email"),
    column("Joined", "/join_time"),
    column("Left", "/leave_time"),
    column("Seconds", "/duration"),
];
