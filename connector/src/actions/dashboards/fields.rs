//! What the dashboard shows of meetings and webinars.

use crate::action::{Column, column};
use crate::actions::lookups;
use crate::ids;
use crate::pages;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, list, member, query};
use crate::times::{DATE, TIMESTAMP};

/// How good something was.
pub(super) const QUALITY: Kind = Kind::Choice(&["", "good", "fair", "poor", "bad"]);

/// Of which days, and of whom.
pub(super) static INPUT: &[Field] = &[
    query("from", DATE, "The first day.").required(),
    query("to", DATE, "The last day: at most a month after the first.").required(),
    query(
        "group_id",
        Kind::Text(1, 200),
        "Only those with hosts of this group.",
    )
    .choices(&lookups::GROUPS),
    query(
        "group_include_participant",
        Kind::Boolean,
        "Together with `group_id`: also those with participants of the group.",
    ),
    query(
        "query_date_type",
        Kind::Choice(&["start_time", "end_time"]),
        "Whether the days are those of the beginning or of the end.",
    ),
    pages::page_size(300),
];

/// What is told of the days.
pub(super) static DAYS: &[Field] = &[
    member("from", DATE, "The first day that is shown."),
    member("to", DATE, "The last day that is shown."),
];

/// What meetings and webinars have alike.
pub(super) static COMMON: &[Field] = &[
    member("host", TEXT, "The name of the host."),
    member("audio_quality", QUALITY, "How good the sound was."),
    member(
        "custom_keys",
        list(&Kind::Object(&CUSTOM_KEY)),
        "Keys and values that an app has put on it.",
    ),
    member("dept", TEXT, "The department of the host."),
    member(
        "duration",
        TEXT,
        "How long it lasted, as hours, minutes and seconds.",
    ),
    member("email", TEXT, "The e-mail address of the host."),
    member("end_time", TEXT, "When it ended, in UTC."),
    member(
        "has_3rd_party_audio",
        Kind::Boolean,
        "Whether somebody joined through another provider of sound.",
    ),
    member("has_archiving", Kind::Boolean, "Whether it was archived."),
    member(
        "has_pstn",
        Kind::Boolean,
        "Whether somebody joined by phone.",
    ),
    member("has_recording", Kind::Boolean, "Whether it was recorded."),
    member(
        "has_screen_share",
        Kind::Boolean,
        "Whether a screen was shared.",
    ),
    member("has_sip", Kind::Boolean, "Whether somebody joined by SIP."),
    member("has_video", Kind::Boolean, "Whether there was video."),
    member(
        "has_voip",
        Kind::Boolean,
        "Whether somebody joined by computer.",
    ),
    member(
        "has_manual_captions",
        Kind::Boolean,
        "Whether somebody wrote captions.",
    ),
    member(
        "has_automated_captions",
        Kind::Boolean,
        "Whether there were captions made by Zoom.",
    ),
    member("id", ids::MEETING, "Its number."),
    member(
        "participants",
        INTEGER,
        "How many participants it has or had.",
    ),
    member(
        "screen_share_quality",
        QUALITY,
        "How good the shared screen was.",
    ),
    member("start_time", TIMESTAMP, "When it began, in UTC."),
    member("topic", TEXT, "What it is called."),
    member("user_type", TEXT, "The plan of the host."),
    member("uuid", TEXT, "The id of the instance."),
    member("video_quality", QUALITY, "How good the video was."),
    member("has_poll", Kind::Boolean, "Whether there was a poll."),
    member("has_survey", Kind::Boolean, "Whether there was a survey."),
];

/// What meetings alone have.
pub(super) static OF_MEETINGS: &[Field] = &[
    member(
        "session_key",
        TEXT,
        "What an app that was built with the Video SDK calls the session.",
    ),
    member(
        "tracking_fields",
        list(&Kind::Object(&TRACKING_FIELD)),
        "Values of the account's tracking fields; only with `include_fields`.",
    ),
    member("has_qa", Kind::Boolean, "Whether there were questions."),
    member(
        "avg_jointime_cost",
        Kind::Number,
        "How long joining took on average, in seconds.",
    ),
];

static CUSTOM_KEY: Shape = Shape::of(&[&[
    member("key", TEXT, "The key."),
    member("value", TEXT, "Its value."),
]]);

static TRACKING_FIELD: Shape = Shape::of(&[&[
    member("field", TEXT, "The name of the tracking field."),
    member("value", TEXT, "Its value."),
]]);

/// What to show of one.
pub(super) const COLUMNS: &[Column] = &[
    column("Start", "/start_time"),
    column("Topic", "/topic"),
    column("Host", "/email"),
    column("Participants", "/participants"),
    column("Duration", "/duration"),
    column("UUID", "/uuid"),
];
