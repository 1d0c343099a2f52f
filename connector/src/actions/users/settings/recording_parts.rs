//! The parts of the settings for recordings.

use super::on;
use crate::shape::{Kind, Shape, TEXT, member};

/// Who else may record to a computer.
pub(super) static LOCAL: Shape = Shape::of(&[&[
    on(
        "internal_meeting_participants",
        "Whether participants of the account may, when the host allows it.",
    ),
    on(
        "internal_auto_approve_requests",
        "Whether they are allowed to without being asked.",
    ),
    on(
        "external_meeting_participants",
        "Whether participants outside the account may, when the host allows it.",
    ),
    on(
        "external_auto_approve_requests",
        "Whether they are allowed to without being asked.",
    ),
    on(
        "participants_with_specified_domains",
        "Whether participants of certain domains may.",
    ),
    member(
        "participants_with_specified_domains_content",
        TEXT,
        "These domains.",
    ),
    on(
        "participants_specified_domains_auto_approve_requests",
        "Whether they are allowed to without being asked.",
    ),
    on("save_chat_messages", "Whether the chat is kept."),
    on(
        "save_closed_caption",
        "Whether captions are kept, as a VTT file.",
    ),
]]);

/// What is recorded into files of its own.
pub(super) static SEPARATELY: Shape = Shape::of(&[&[
    on("active_speaker", "Whether the active speaker is."),
    on("gallery_view", "Whether the gallery is."),
    on("shared_screen", "Whether the shared screen is."),
]]);

/// What is made of recordings by AI Companion.
pub(super) static SMART: Shape = Shape::of(&[&[
    on("create_recording_highlights", "Whether highlights are."),
    on("create_smart_chapters", "Whether chapters are."),
    on("create_next_steps", "Whether a list of next steps is."),
]]);

/// What is told before recordings are deleted for good.
pub(super) static FOR_GOOD: Shape = Shape::of(&[&[
    on(
        "cloud_recording_permanently_deleted_from_trash",
        "Whether anything is.",
    ),
    member(
        "email_reminder_type",
        Kind::Choice(&["7 days before deletion", "Weekly digest on Monday"]),
        "When an e-mail is sent.",
    ),
]]);

/// Whether people have to sign in to see recordings.
pub(super) static SIGNED_IN: Shape = Shape::of(&[&[
    on(
        "authenticated_can_view_cloud_recordings",
        "Whether they have to.",
    ),
    member(
        "default_authenticate_content",
        Kind::Choice(&[
            "Signed-in users in my account",
            "Sign in to Zoom",
            "Sign in to Zoom with specified domains",
            "Sign in to external Single Sign-On (SSO)",
            "Only people with access",
        ]),
        "How, unless a recording says otherwise.",
    ),
]]);

/// From which addresses recordings can be seen.
pub(super) static ADDRESSES: Shape = Shape::of(&[&[
    on("enable", "Whether from certain addresses alone."),
    member(
        "ip_addresses_or_ranges",
        TEXT,
        "These addresses and ranges, with commas between them.",
    ),
]]);

/// How people with a client are told of a recording.
pub(super) static CLIENTS: Shape = Shape::of(&[&[
    member(
        "disclaimer_to_participants",
        Kind::Choice(&["All participants", "Guest only"]),
        "Which participants read that it is recorded.",
    ),
    member(
        "play_voice_prompt",
        Kind::Choice(&["All participants", "Guest only", "No one"]),
        "Who hears that it is recorded.",
    ),
    on(
        "ask_host_to_confirm",
        "Whether the host has to confirm before it starts.",
    ),
]]);

/// How people on the phone are told of a recording.
pub(super) static CALLERS: Shape = Shape::of(&[&[
    on(
        "require_press_one_consent_to_record",
        "Whether they have to press 1 to agree.",
    ),
    on(
        "multiple_notifications_phone_users",
        "Whether they are told more than once.",
    ),
]]);
