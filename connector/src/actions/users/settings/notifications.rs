//! What a user is told by e-mail, and smaller parts of the settings.

use super::{on, texts};
use crate::shape::{Kind, Shape, TEXT, member};

/// E-mails.
pub(super) static EMAIL_NOTIFICATION: Shape = Shape::of(&[&[
    on(
        "alternative_host_reminder",
        "Whether alternative hosts are told that they were chosen or no longer are.",
    ),
    on(
        "cancel_meeting_reminder",
        "Whether the host is told when a meeting is cancelled.",
    ),
    on(
        "schedule_for_reminder",
        "Whether the host is told when somebody schedules, changes or cancels a meeting for them.",
    ),
    on(
        "jbh_reminder",
        "Whether the host is told when people join before them.",
    ),
    on(
        "cloud_recording_available_reminder",
        "Whether the host is told when a recording is ready.",
    ),
    on(
        "recording_available_reminder_alternative_hosts",
        "Whether alternative hosts are told too.",
    ),
    on(
        "recording_available_reminder_schedulers",
        "Whether whoever scheduled the meeting for the host is told too.",
    ),
]]);

/// The profile.
pub(super) static PROFILE: Shape = Shape::of(&[&[member(
    "recording_storage_location",
    Kind::Object(&STORAGE_LOCATION),
    "Where recordings are stored.",
)]]);

static STORAGE_LOCATION: Shape = Shape::of(&[&[
    texts("allowed_values", "The countries that can be chosen."),
    member("value", TEXT, "The country, by its two letters."),
]]);

/// Whiteboards.
pub(super) static WHITEBOARD: Shape = Shape::of(&[&[
    on(
        "out_meeting_advanced_whiteboard",
        "Whether the user has whiteboards outside meetings.",
    ),
    on(
        "in_meeting_advanced_whiteboard",
        "Whether the user has whiteboards in meetings.",
    ),
]]);

/// What concerns everything.
pub(super) static GENERAL: Shape = Shape::of(&[&[on(
    "auto_zoom_room_proximity_connect",
    "Whether the client finds Zoom Rooms nearby by ultrasound and shares to them.",
)]]);
