//! What all actions on meetings say of a meeting, apart from its settings.

use super::{recurrence, settings};
use crate::action::{Column, column};
use crate::actions::lookups;
use crate::contract::FailureKind::Refused;
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::shape::{
    Field, INTEGER, Kind, Shape, TEXT, TEXTS, body, list, member, members, members_of, path, query,
};
use crate::times::{self, DATE_TIME, TIMESTAMP};

const TIME_ZONE: &str =
    "The time zone of the meeting, by its name in the IANA database, such as `Asia/Tokyo`.";
const TYPE: &str = "1 instant, 2 scheduled, 3 recurring without a fixed time, 8 recurring at a fixed time, 10 screen share only.";
const PRE_SCHEDULE: &str = "Whether the meeting was scheduled ahead in the add-on for Google Workspace, without invitations yet. Only for types 2 and 3.";

/// What can be said of a meeting when it is made and when it is changed.
pub(super) static INPUT: &[Field] = &[
    body("topic", Kind::Text(0, 200), "What the meeting is called."),
    body(
        "start_time",
        DATE_TIME,
        "When the meeting begins, for types 2 and 8: a time with `Z` or an offset, or a local time together with `timezone`. A time with `Z` or an offset is that moment whatever `timezone` says, which then tells only in which zone the meeting is shown. Zoom takes a time in the past for now: see `allow_past_start`.",
    ),
    body("timezone", times::TIME_ZONE, TIME_ZONE).choices(&lookups::TIME_ZONES),
    body("agenda", Kind::Text(0, 2000), "What the meeting is about."),
    body(
        "password",
        Kind::Text(0, 10),
        "The passcode, which has to fit the account's rules for passcodes.",
    ).sensitive(),
    body(
        "recurrence",
        Kind::Object(&recurrence::INPUT),
        "How the meeting repeats. Only for type 8.",
    ),
    body(
        "schedule_for",
        ids::USER,
        "The user id or e-mail address of the user to schedule the meeting for. That user has to have given the host the right to.",
    )
    .choices(&lookups::SCHEDULERS),
    body(
        "template_id",
        TEXT,
        "The id of the account's meeting template to take the settings from.",
    )
    .choices(&lookups::MEETING_TEMPLATES),
    body(
        "sensitivity_label_id",
        TEXT,
        "The id of the sensitivity label to put on the meeting. Zoom's support has to enable these for the account.",
    ),
];

/// What steers the connector, and what it passes on as it is.
pub(super) static BEYOND: &[Field] = &[
    member(
        "allow_past_start",
        Kind::Boolean,
        "Send a `start_time` in the past all the same. Zoom takes it for now.",
    ),
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

pub(super) const KIND: Field = body("type", Kind::Code(&[1, 2, 3, 8, 10]), TYPE);
pub(super) const DURATION: Field = body(
    "duration",
    Kind::Integer(1, 1440),
    "How long the meeting is planned to last, in minutes, for types 2 and 8.",
);
pub(super) const PRE_SCHEDULED: Field = body("pre_schedule", Kind::Boolean, PRE_SCHEDULE);

/// That a series may get an end.
pub(super) const END_AT_LIMIT: Field = member(
    "end_series_at_limit",
    Kind::Boolean,
    "Change a series without an end all the same. Zoom then ends it after about 110 weeks or 60 months.",
);

/// The id of one meeting of a series.
pub(crate) const fn occurrence(description: &'static str) -> Field {
    query("occurrence_id", ids::OCCURRENCE, description).choices(&lookups::OCCURRENCES)
}

/// All that actions on meetings tell of one.
pub(super) static MEETING: Shape = Shape::of(&[OUTPUT, TOLD]);

/// What the connector adds.
static TOLD: &[Field] = &[
    RECOVERED,
    member("warnings", TEXTS, "What you should know."),
];
pub(super) const RECOVERED: Field = member(
    "recovered",
    Kind::Boolean,
    "That Zoom's answer was lost, and the meeting was found among those of the host.",
);

/// What Zoom answers of a meeting.
pub(super) static OUTPUT: &[Field] = &[
    member(
        "id",
        ids::MEETING,
        "The meeting's number: what people type to join, and what the other actions take as `meeting_id`.",
    )
    .essential(),
    member(
        "uuid",
        TEXT,
        "The id of this instance of the meeting. Each time the meeting takes place there is another one.",
    ),
    member("host_id", TEXT, "The user id of the host."),
    member("host_email", ids::EMAIL, "The e-mail address of the host."),
    member(
        "assistant_id",
        TEXT,
        "The user id of whoever scheduled the meeting for the host.",
    ),
    member("topic", TEXT, "What the meeting is called."),
    member(
        "type",
        Kind::Code(&[1, 2, 3, 4, 8, 10]),
        "1 instant, 2 scheduled, 3 recurring without a fixed time, 4 with the host's personal meeting id, 8 recurring at a fixed time, 10 screen share only.",
    ),
    member(
        "status",
        Kind::Choice(&["waiting", "started"]),
        "Whether the meeting waits to begin or goes on.",
    ),
    member(
        "start_time",
        TIMESTAMP,
        "When the meeting begins, in UTC.",
    ),
    member("timezone", TEXT, TIME_ZONE),
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
    member("agenda", TEXT, "What the meeting is about."),
    member(
        "join_url",
        TEXT,
        "The address at which participants join; it holds the passcode.",
    ).sensitive(),
    member(
        "start_url",
        TEXT,
        "The address at which the host starts the meeting. Whoever has it is the host: treat it like a password. It works for two hours.",
    ).sensitive(),
    member(
        "registration_url",
        TEXT,
        "The address at which people register, for meetings with registration.",
    ),
    member("chat_join_url", TEXT, "The address of the meeting's chat."),
    member("password", TEXT, "The passcode.").sensitive(),
    member(
        "encrypted_password",
        TEXT,
        "The passcode in the form in which it stands in `join_url`.",
    ).sensitive(),
    member("pstn_password", TEXT, "The passcode for joining by phone.").sensitive(),
    member(
        "h323_password",
        TEXT,
        "The passcode for joining by H.323 or SIP.",
    ).sensitive(),
    member(
        "dynamic_host_key",
        TEXT,
        "The key with which a participant becomes the host of this meeting.",
    ).sensitive(),
    member(
        "pmi",
        ids::MEETING,
        "The host's personal meeting id, when the meeting uses it.",
    ),
    member("pre_schedule", Kind::Boolean, PRE_SCHEDULE),
    member(
        "template_id",
        TEXT,
        "The id of the meeting template that the settings were taken from.",
    ),
    member(
        "sensitivity_label_id",
        TEXT,
        "The id of the meeting's sensitivity label.",
    ),
    member(
        "creation_source",
        Kind::Choice(&["other", "open_api", "web_portal"]),
        "Where the meeting was made: through the API, in the web portal, or elsewhere.",
    ),
    member(
        "recurrence",
        Kind::Object(&recurrence::OUTPUT),
        "How the meeting repeats.",
    ),
    member(
        "occurrences",
        list(&Kind::Object(&OCCURRENCE)),
        "The meetings of a series.",
    ),
    member(
        "tracking_fields",
        list(&Kind::Object(&SEEN_TRACKING_FIELD)),
        "Values of the account's tracking fields.",
    ),
    member(
        "settings",
        Kind::Object(&settings::OUTPUT),
        "How the meeting behaves.",
    ),
];

/// A meeting of a series.
pub(crate) static OCCURRENCE: Shape = Shape::of(&[&[
    member(
        "occurrence_id",
        TEXT,
        "The id of this meeting in the series.",
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

/// A tracking field of a meeting that is being made.
pub(super) static NEW_TRACKING_FIELD: Shape =
    Shape::of(&[&[TRACKING_FIELD.required(), TRACKING_VALUE]]).answered(&SEEN_TRACKING_FIELD);
/// A tracking field of a meeting that is being changed.
pub(super) static CHANGED_TRACKING_FIELD: Shape =
    Shape::of(&[&[TRACKING_FIELD, TRACKING_VALUE]]).answered(&SEEN_TRACKING_FIELD);
/// A tracking field as Zoom answers it.
pub(crate) static SEEN_TRACKING_FIELD: Shape = Shape::of(&[&[
    TRACKING_FIELD,
    TRACKING_VALUE,
    member(
        "visible",
        Kind::Boolean,
        "Whether the host sees the field when scheduling.",
    ),
]]);

/// What to show of a meeting.
pub(super) const COLUMNS: &[Column] = &[
    column("Start", "/start_time").in_zone("/timezone"),
    column("Topic", "/topic"),
    column("Meeting ID", "/id"),
    column("Minutes", "/duration"),
];

/// A meeting as Zoom answers it.
pub(super) const SAMPLE: &str = r#"{
    "id": "85746065432",
    "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
    "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
    "host_email": "host@example.com",
    "topic": "Weekly review",
    "type": 2,
    "status": "waiting",
    "start_time": "2036-09-16T01:00:00Z",
    "timezone": "Asia/Tokyo",
    "duration": 30,
    "created_at": "2026-09-12T06:30:00Z",
    "join_url": "https://us02web.zoom.us/j/85746065432?pwd=example",
    "start_url": "https://us02web.zoom.us/s/85746065432?zak=example",
    "password": "216899",
    "settings": { "waiting_room": true, "join_before_host": false, "approval_type": 2 }
}"#;

/// What the id of a meeting is called where one is asked for.
pub(super) const MEETING_ID: &str =
    "The meeting's number, as text or number, with or without spaces or dashes.";

/// For actions on one meeting.
pub(crate) static OF_A_MEETING: &[Field] =
    &[path("meeting_id", "{meetingId}", ids::MEETING, MEETING_ID).choices(&lookups::MEETINGS)];

/// In the output of what was done to a meeting.
pub(super) const DONE_TO: Field =
    member("meeting_id", ids::MEETING, "The meeting's number.").required();

pub(super) const ONLY_MEETINGS: Refusal = refusal(
    400,
    3000,
    Refused,
    "Zoom does not do this with what the meeting id names: it is a webinar, as a meeting is once it \
     has been turned into one, or the input does not go with its type.",
    "Get the meeting to see what it is; what is a webinar, the actions on webinars know.",
);

/// What endpoints say of the id of something that is no meeting.
pub(super) static NOT_A_MEETING: &[Refusal] = &[ONLY_MEETINGS];
