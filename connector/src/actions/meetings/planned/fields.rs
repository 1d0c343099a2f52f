//! The fields of the actions that schedule meetings as people say it.

use super::forms::LENGTH;
use crate::actions::lookups;
use crate::actions::meetings::{fields, settings};
use crate::actions::users::fields::of_user;
use crate::shape::{Field, Kind, Shape, TEXT, body, list, member};
use crate::times::{DATE, DATE_TIME, TIME_ZONE, TIMESTAMP};

const START: &str = "When the meeting begins: what a clock in `timezone` shows, such as `2036-09-16T10:00`, or a time with `Z` or an offset.";
const ZONE: &str =
    "The zone of the meeting, by its name in the IANA database, such as `Europe/Berlin`.";

const START_TIME: Field = body("start_time", DATE_TIME, START).required();
const TIMEZONE: Field = body("timezone", TIME_ZONE, ZONE).choices(&lookups::TIME_ZONES);

/// What is said of every meeting.
pub(super) static SAID: &[Field] = &[
    of_user("Who hosts the meeting: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone."),
    body("topic", Kind::Text(0, 200), "What the meeting is called.").required(),
    START_TIME,
    body(
        "duration",
        LENGTH,
        "How long the meeting is planned to last: minutes, or a length of time as ISO 8601 has it, such as `PT1H30M`.",
    )
    .required(),
    body("agenda", Kind::Text(0, 2000), "What the meeting is about."),
    body(
        "password",
        Kind::Text(0, 10),
        "The passcode, which has to fit the account's rules for passcodes.",
    ).sensitive(),
    body(
        "settings",
        Kind::Object(&settings::CREATE),
        "How the meeting behaves.",
    ),
    member(
        "allow_past_start",
        Kind::Boolean,
        "Send a `start_time` in the past all the same. Zoom takes it for now.",
    ),
];

/// The fields of a meeting that takes place once.
pub(super) static ONCE: &[&[Field]] = &[SAID, &[TIMEZONE]];

/// When a series ends.
pub(super) static ENDS: &[Field] = &[
    TIMEZONE.required(),
    member(
        "end_after",
        Kind::Integer(1, 60),
        "How many meetings there are. Not together with `end_date`.",
    ),
    member(
        "end_date",
        DATE,
        "The last day that may have a meeting, in `timezone`. Not together with `end_after`.",
    ),
];

/// Every how many days, weeks or months.
pub(super) const fn every(most: i32, description: &'static str) -> Field {
    member("every", Kind::Integer(1, most), description).default("1")
}

/// What is told of the times.
pub(super) static TIMES: &[Field] = &[
    fields::RECOVERED,
    member(
        "local_times",
        list(&Kind::Object(&LOCAL_TIME)),
        "Each meeting, in UTC and as the clocks of its zone show it.",
    ),
    member(
        "time_zone_data",
        TEXT,
        "The version of the IANA database that tells what clocks show.",
    ),
];

static LOCAL_TIME: Shape = Shape::of(&[&[
    member(
        "occurrence_id",
        TEXT,
        "The id of this meeting in the series.",
    ),
    member("start_time", TIMESTAMP, "When it begins, in UTC."),
    member("local_start", TEXT, "What the clocks show then."),
    member(
        "utc_offset",
        TEXT,
        "How far these are ahead of UTC then, such as `+02:00`.",
    ),
]]);
