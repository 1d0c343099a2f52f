//! Settings of a user for scheduling meetings.

use super::{on, passcodes};
use crate::shape::{Field, Kind, Shape, TEXT, member};

/// What is told.
pub(super) static SCHEDULE_MEETING: Shape = Shape::of(&[SETTABLE, TOLD]);

/// What can be changed.
pub(super) static CHANGED: Shape = Shape::of(&[SETTABLE]).answered(&SCHEDULE_MEETING);

/// What is told alone.
static TOLD: &[Field] = &[member(
    "continuous_meeting_chat",
    Kind::Object(&CHAT),
    "The chat that goes on after a meeting.",
)];

static SETTABLE: &[Field] = &[
    on("host_video", "Whether the host's video is on at the start."),
    on(
        "participants_video",
        "Whether the participants' video is on at the start.",
    ),
    member(
        "audio_type",
        Kind::Choice(&["both", "telephony", "voip", "thirdParty"]),
        "How people can hear and speak: by phone and computer, phone, computer, or another service.",
    ),
    on(
        "join_before_host",
        "Whether people can join before the host.",
    ),
    on(
        "personal_meeting",
        "Whether the user has a personal meeting id.",
    ),
    on(
        "use_pmi_for_scheduled_meetings",
        "Whether scheduled meetings have the personal meeting id.",
    ),
    on(
        "use_pmi_for_instant_meetings",
        "Whether instant meetings have the personal meeting id.",
    ),
    on(
        "require_password_for_scheduling_new_meetings",
        "Whether new meetings have a passcode.",
    ),
    on(
        "require_password_for_scheduled_meetings",
        "Whether meetings that were scheduled before have a passcode.",
    ),
    member(
        "default_password_for_scheduled_meetings",
        TEXT,
        "The passcode of meetings that were scheduled before.",
    )
    .sensitive(),
    on(
        "require_password_for_instant_meetings",
        "Whether instant meetings have a passcode.",
    ),
    member(
        "require_password_for_pmi_meetings",
        Kind::Choice(&["jbh_only", "all", "none"]),
        "Which meetings with the personal meeting id have a passcode: those that people can join before the host (`jbh_only`), all, or none.",
    ),
    member(
        "pmi_password",
        TEXT,
        "The passcode of meetings with the personal meeting id.",
    )
    .sensitive(),
    on(
        "force_pmi_jbh_password",
        "Whether such a meeting needs a passcode where people can join before the host.",
    ),
    on(
        "pstn_password_protected",
        "Whether people who join by phone need a passcode.",
    ),
    on(
        "embed_password_in_join_link",
        "Whether links hold the passcode, so that nobody has to type it.",
    ),
    member(
        "meeting_password_requirement",
        Kind::Object(&passcodes::OF_MEETINGS),
        "What passcodes have to be like.",
    ),
];

static CHAT: Shape = Shape::of(&[&[
    on("enable", "Whether meetings have one."),
    on(
        "support_instant_meetings",
        "Whether instant meetings have one.",
    ),
    on(
        "support_scheduled_meetings",
        "Whether scheduled meetings have one.",
    ),
    on(
        "can_add_external_users",
        "Whether people outside the account can be added to it.",
    )
    .deprecated(),
    on(
        "auto_add_invited_external_users",
        "Whether people outside the account who were invited are added to it.",
    )
    .deprecated(),
]]);
