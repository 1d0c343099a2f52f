//! What the data of several triggers has, and what subscribers may choose by.

use crate::ids;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, list, member};
use crate::times::TIMESTAMP;

/// What every event has.
pub(super) static EVENT: &[Field] = &[
    member("event", TEXT, "What Zoom calls the event.").required(),
    member(
        "event_ts",
        INTEGER,
        "When it happened, in milliseconds since 1970. What was found by polling has none.",
    ),
    member("account_id", TEXT, "The id of the account.").required(),
];

/// Who did it, for what somebody has done.
pub(super) static OPERATOR: &[Field] = &[
    member(
        "operator",
        ids::EMAIL,
        "The e-mail address of whoever did it.",
    ),
    member("operator_id", TEXT, "The user id of whoever did it."),
];

/// What of a series is concerned.
pub(super) static OPERATION: &[Field] = &[member(
    "operation",
    Kind::Choice(&["all", "single", "range"]),
    "For a series: whether all of it is concerned, one of its meetings, or several.",
)];

/// When a change was made, and what of a series it concerns.
pub(super) static CHANGE: &[Field] = &[
    member(
        "scope",
        Kind::Choice(&["single", "all", "range"]),
        "For a series: whether all of it was changed, one of its meetings, or several.",
    ),
    member(
        "time_stamp",
        INTEGER,
        "When it was changed, in milliseconds since 1970.",
    ),
];

/// A meeting or webinar, in every event.
pub(super) static OCCASION: &[Field] = &[
    member(
        "id",
        ids::MEETING,
        "Its number: what people type to join, and what actions take as its id.",
    ),
    member(
        "uuid",
        TEXT,
        "The id of this instance. Each time it takes place there is another one.",
    ),
    member("host_id", TEXT, "The user id of the host."),
    member("topic", TEXT, "What it is called."),
    member(
        "type",
        INTEGER,
        "A meeting (0 prescheduled, 1 instant, 2 scheduled, 3 recurring without a fixed time, 4 with a personal meeting id, 7 a personal audio conference, 8 recurring at a fixed time, 10 screen share only) or a webinar (5 once, 6 recurring without a fixed time, 9 recurring at a fixed time).",
    ),
    member("start_time", TIMESTAMP, "When it begins or began, in UTC."),
    member(
        "duration",
        INTEGER,
        "How long it is planned to last, in minutes.",
    ),
    member("timezone", TEXT, "Its time zone."),
];

/// The parts of a series.
pub(super) static SERIES: &[Field] = &[
    member(
        "occurrences",
        list(&Kind::Object(&crate::actions::meetings::OCCURRENCE)),
        "Those of a series that are concerned.",
    ),
    member(
        "recurrence_event_id",
        TEXT,
        "The id of the event that the parts of the series belong to.",
    ),
];

/// How one joins.
pub(super) static JOINING: &[Field] = &[
    member(
        "join_url",
        TEXT,
        "The address at which participants join; it may hold the passcode.",
    )
    .sensitive(),
    member("password", TEXT, "The passcode.").sensitive(),
];

/// Where it was made.
pub(super) static SOURCE: &[Field] = &[member(
    "creation_source",
    Kind::Choice(&["other", "open_api", "web_portal"]),
    "Where it was made: through the API, in the web portal, or elsewhere.",
)];

/// How it repeats, and what the account notes of it.
pub(super) static SCHEDULE: &[Field] = &[
    member(
        "recurrence",
        Kind::Object(&crate::actions::meetings::recurrence::OUTPUT),
        "How it repeats.",
    ),
    member(
        "tracking_fields",
        list(&Kind::Object(
            &crate::actions::meetings::SEEN_TRACKING_FIELD,
        )),
        "Values of the account's tracking fields.",
    ),
];

/// How to register for it.
pub(super) static ABOUT: &[Field] = &[
    member("agenda", TEXT, "What it is about."),
    member(
        "registration_url",
        TEXT,
        "The address at which people register.",
    ),
];

/// Who hosts it.
pub(super) const HOST_EMAIL: Field =
    member("host_email", ids::EMAIL, "The e-mail address of the host.");

/// When it was over.
pub(super) const END_TIME: Field = member("end_time", TIMESTAMP, "When it ended, in UTC.");

/// Choose by the host.
pub(super) const HOST: Field = member(
    "host_id",
    ids::ID,
    "Only what is of this host: a user id, not an e-mail address. A poll looks at one host, without this at the connected user, or at the owner of the account where a server-to-server app is connected.",
);

/// Choose by the host, where all are polled at once or none.
pub(super) const ANY_HOST: Field = member(
    "host_id",
    ids::ID,
    "Only what is of this host: a user id, not an e-mail address.",
);

/// Choose by the meeting.
pub(super) const MEETING: Field = member(
    "meeting_id",
    DIGITS,
    "Only what is of the meeting with this number, as text.",
);

/// Choose by the webinar.
pub(super) const WEBINAR: Field = member(
    "webinar_id",
    DIGITS,
    "Only what is of the webinar with this number, as text.",
);

/// The number of a meeting in the form in which events have it, so that the host can compare the two.
const DIGITS: Kind = Kind::Form(&crate::shape::Form::new(
    |value| {
        let text = value.as_str()?;
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| value.clone())
    },
    "the number of a meeting or webinar as text, without spaces, like \"85746065432\"",
    r#"{ "type": "string", "pattern": "^[0-9]+$" }"#,
));

/// Where in the data the host is.
pub(super) const BY_HOST: (&str, &str) = ("/host_id", "/object/host_id");
/// Where in the data the meeting is.
pub(super) const BY_MEETING: (&str, &str) = ("/meeting_id", "/object/id");
/// Where in the data the webinar is.
pub(super) const BY_WEBINAR: (&str, &str) = ("/webinar_id", "/object/id");

/// A meeting or webinar that is gone.
pub(super) static GONE: Shape = Shape::of(&[OCCASION, SERIES]);

/// A meeting or webinar that goes on.
pub(super) static RUNNING: Shape = Shape::of(&[OCCASION, &[HOST_EMAIL]]);
