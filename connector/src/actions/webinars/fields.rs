//! What all actions on webinars say of a webinar, apart from its settings.

use super::settings;
use crate::action::{Column, column};
use crate::actions::lookups;
use crate::actions::meetings::recurrence;
use crate::ids;
use crate::shape::{
    Field, INTEGER, Kind, Shape, TEXT, body, list, member, members, members_of, path, query,
};
use crate::times::{self, DATE_TIME, TIMESTAMP};

const TIME_ZONE: &str =
    "The time zone of the webinar, by its name in the IANA database, such as `Asia/Tokyo`.";
const TYPE: &str = "5 once, 6 recurring without a fixed time, 9 recurring at a fixed time.";
const KINDS: Kind = Kind::Code(&[5, 6, 9]);
const SIMULIVE: &str = "Whether a recording is shown as if it were live.";
const RECORD_FILE: &str = "The id of the recording file that is shown, for `is_simulive`.";
const TRANSITION: &str = "Whether the webinar goes on live after the recording, for `is_simulive`.";
const DELAYED: &str = "By how much the recording begins later than the webinar, for `is_simulive`.";

pub(super) const KIND: Field = body("type", KINDS, TYPE);

/// What can be said of a webinar when it is made and when it is changed.
pub(super) static INPUT: &[Field] = &[
    body("topic", TEXT, "What the webinar is called."),
    body(
        "start_time",
        DATE_TIME,
        "When the webinar begins, for types 5 and 9: a time with `Z` or an offset, or a local time together with `timezone`.",
    ),
    body("duration", Kind::Integer(1, i32::MAX), "How long the webinar is planned to last, in minutes, for types 5 and 9."),
    body("timezone", times::TIME_ZONE, TIME_ZONE).choices(&lookups::TIME_ZONES),
    body("agenda", TEXT, "What the webinar is about."),
    body(
        "password",
        Kind::Text(0, 10),
        "The passcode, which has to fit the account's rules for passcodes.",
    ).sensitive(),
    body("recurrence", Kind::Object(&recurrence::INPUT), "How the webinar repeats. Only for type 9."),
    body(
        "schedule_for",
        ids::USER,
        "The user id or e-mail address of the user to schedule the webinar for. That user has to have given the host the right to.",
    )
    .choices(&lookups::SCHEDULERS),
    body("is_simulive", Kind::Boolean, SIMULIVE),
    body("record_file_id", TEXT, RECORD_FILE),
    body("transition_to_live", Kind::Boolean, TRANSITION),
    body("simulive_delay_start", Kind::Object(&DELAY), DELAYED),
];

/// What the connector passes on as it is.
pub(super) static BEYOND: &[Field] = &[
    members(
        "additional_fields",
        "Fields that Zoom knows and this connector does not: they go into the request as they are.",
    ),
    members_of(
        "settings",
        "additional_settings",
        "Settings that Zoom knows and this connector does not: they go into `settings` as they are.",
    ),
];

static DELAY: Shape = Shape::of(&[&[
    member("enable", Kind::Boolean, "Whether it begins later."),
    member(
        "time",
        INTEGER,
        "By how much: at most 60 seconds or minutes.",
    ),
    member(
        "timeunit",
        Kind::Choice(&["second", "minute"]),
        "Whether `time` is in seconds or minutes.",
    ),
]]);

/// A webinar as Zoom answers it.
pub(super) static WEBINAR: Shape = Shape::of(&[OUTPUT]);

/// What Zoom answers of a webinar.
pub(super) static OUTPUT: &[Field] = &[
    member("id", ids::MEETING, "The webinar's number: what people type to join, and what the other actions take as `webinar_id`.").essential(),
    member("uuid", TEXT, "The id of this instance of the webinar. Each time it takes place there is another one."),
    member("host_id", TEXT, "The user id of the host."),
    member("host_email", ids::EMAIL, "The e-mail address of the host."),
    member("topic", TEXT, "What the webinar is called."),
    member("type", KINDS, TYPE),
    member("start_time", TIMESTAMP, "When the webinar begins, in UTC."),
    member("timezone", TEXT, TIME_ZONE),
    member("duration", INTEGER, "How long the webinar is planned to last, in minutes."),
    member("agenda", TEXT, "What the webinar is about."),
    member("created_at", TIMESTAMP, "When the webinar was made, in UTC."),
    member("join_url", TEXT, "The address at which attendees join; it may hold the passcode.").sensitive(),
    member("start_url", TEXT, "The address at which the host starts the webinar. Whoever has it is the host: treat it like a password.").sensitive(),
    member("registration_url", TEXT, "The address at which people register, for webinars with registration."),
    member("password", TEXT, "The passcode.").sensitive(),
    member("encrypted_passcode", TEXT, "The passcode in the form in which it stands in `join_url`.").sensitive(),
    member("h323_passcode", TEXT, "The passcode for joining by H.323 or SIP.").sensitive(),
    member("template_id", TEXT, "The id of the webinar template that the settings were taken from."),
    member("creation_source", Kind::Choice(&["other", "open_api", "web_portal"]), "Where the webinar was made: through the API, in the web portal, or elsewhere."),
    member("is_simulive", Kind::Boolean, SIMULIVE),
    member("record_file_id", TEXT, RECORD_FILE),
    member("transition_to_live", Kind::Boolean, TRANSITION),
    member("simulive_delay_start", Kind::Object(&DELAY), DELAYED),
    member("recurrence", Kind::Object(&recurrence::OUTPUT), "How the webinar repeats."),
    member("occurrences", list(&Kind::Object(&OCCURRENCE)), "The webinars of a series."),
    member("tracking_fields", list(&Kind::Object(&SEEN_TRACKING_FIELD)), "Values of the account's tracking fields."),
    member("settings", Kind::Object(&settings::OUTPUT), "How the webinar behaves."),
];

/// A webinar of a series.
static OCCURRENCE: Shape = Shape::of(&[&[
    member(
        "occurrence_id",
        TEXT,
        "The id of this webinar in the series.",
    ),
    member("start_time", TIMESTAMP, "When it begins, in UTC."),
    member(
        "duration",
        INTEGER,
        "How long it is planned to last, in minutes.",
    ),
    member(
        "status",
        Kind::Choice(&["available", "deleted"]),
        "Whether it will take place.",
    ),
]]);

const TRACKING_FIELD: Field =
    member("field", TEXT, "The name of the tracking field.").choices(&lookups::TRACKING_FIELDS);
const TRACKING_VALUE: Field = member("value", TEXT, "Its value.");

/// A tracking field of a webinar that is being made.
pub(super) static NEW_TRACKING_FIELD: Shape =
    Shape::of(&[&[TRACKING_FIELD.required(), TRACKING_VALUE]]).answered(&SEEN_TRACKING_FIELD);
/// A tracking field of a webinar that is being changed.
pub(super) static CHANGED_TRACKING_FIELD: Shape =
    Shape::of(&[&[TRACKING_FIELD, TRACKING_VALUE]]).answered(&SEEN_TRACKING_FIELD);
static SEEN_TRACKING_FIELD: Shape = Shape::of(&[&[
    TRACKING_FIELD,
    TRACKING_VALUE,
    member(
        "visible",
        Kind::Boolean,
        "Whether the host sees the field when scheduling.",
    ),
]]);

/// For actions on one webinar.
pub(super) static OF_A_WEBINAR: &[Field] = &[path(
    "webinar_id",
    "{webinarId}",
    ids::MEETING,
    "The webinar's number, as text or number, with or without spaces or dashes.",
)
.choices(&lookups::WEBINARS)];

/// The id of one webinar of a series.
pub(super) const fn occurrence(description: &'static str) -> Field {
    query("occurrence_id", ids::OCCURRENCE, description).choices(&lookups::WEBINAR_OCCURRENCES)
}

/// In the output of what was done to a webinar.
pub(super) const DONE_TO: Field =
    member("webinar_id", ids::MEETING, "The webinar's number.").required();
/// The same, where it may be one of a series.
pub(super) const DONE_TO_ONE: Field = member(
    "occurrence_id",
    TEXT,
    "The id of the one webinar of a series.",
);

/// What to show of a webinar.
pub(super) const COLUMNS: &[Column] = &[
    column("Start", "/start_time").in_zone("/timezone"),
    column("Topic", "/topic"),
    column("Webinar ID", "/id"),
    column("Minutes", "/duration"),
];

/// A webinar as Zoom answers it.
pub(super) const SAMPLE: &str = r#"{
    "id": "95204914252",
    "uuid": "m3WqMkvuRXyYqH+eKWhk9w==",
    "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
    "host_email": "host@example.com",
    "topic": "Open lecture",
    "type": 5,
    "start_time": "2036-09-16T16:00:00Z",
    "timezone": "Europe/Vienna",
    "duration": 60,
    "created_at": "2026-09-01T06:30:00Z",
    "join_url": "https://us02web.zoom.us/j/95204914252?pwd=example",
    "start_url": "https://us02web.zoom.us/s/95204914252?zak=example",
    "settings": { "approval_type": 0, "practice_session": true }
}"#;
