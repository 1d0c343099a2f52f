//! The parts of the settings for what can be done in meetings.

use super::{on, texts};
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, list, member};

/// The chat of webinars.
pub(super) static WEBINAR_CHAT: Shape = Shape::of(&[&[
    on("enable", "Whether there is one."),
    member(
        "allow_attendees_chat_with",
        Kind::Code(&[1, 2, 3]),
        "With whom attendees can chat: 1 nobody, 2 hosts and panelists, 3 everybody.",
    ),
    member(
        "default_attendees_chat_with",
        Kind::Code(&[1, 2]),
        "With whom they chat at first: 1 hosts and panelists, 2 everybody.",
    ),
    member(
        "allow_panelists_chat_with",
        Kind::Code(&[1, 2]),
        "With whom panelists can chat: 1 hosts and panelists, 2 everybody.",
    ),
    on(
        "allow_panelists_send_direct_message",
        "Whether panelists can write to a single panelist.",
    ),
    member(
        "allow_users_save_chats",
        Kind::Code(&[0, 1, 2]),
        "What of the chat attendees can keep: 0 nothing, 1 what hosts and panelists wrote, 2 all.",
    ),
    on(
        "allow_auto_save_local_chat_file",
        "Whether the chat is kept on the host's computer by itself.",
    ),
]]);

/// Which backgrounds there are.
pub(super) static BACKGROUNDS: Shape = Shape::of(&[&[
    on("enable", "Whether there are any."),
    on(
        "allow_upload_custom",
        "Whether people can upload their own.",
    ),
    on("allow_videos", "Whether videos can be backgrounds."),
    member("files", list(&Kind::Object(&BACKGROUND)), "The files."),
]]);

static BACKGROUND: Shape = Shape::of(&[&[
    member("id", TEXT, "The id of the file."),
    member("name", TEXT, "The name of the file."),
    member("type", TEXT, "What kind of file it is."),
    member("size", INTEGER, "The size, in bytes."),
    on("is_default", "Whether it is the usual one."),
]]);

/// How polls work.
pub(super) static POLLING: Shape = Shape::of(&[&[
    on("enable", "Whether hosts can add polls."),
    on(
        "advanced_polls",
        "Whether there can be quizzes, and questions of more kinds.",
    ),
    on(
        "allow_alternative_host_to_add_edit",
        "Whether alternative hosts can add and change polls.",
    ),
    on(
        "require_answers_to_be_anonymous",
        "Whether answers are without names.",
    ),
    on(
        "allow_host_to_upload_image",
        "Whether questions can have pictures.",
    ),
]]);

/// How captions work.
pub(super) static CLOSED_CAPTIONING: Shape = Shape::of(&[&[
    on(
        "enable",
        "Whether the host can type them, or let somebody do it.",
    ),
    on(
        "auto_transcribing",
        "Whether Zoom writes down what is said.",
    ),
    on("save_caption", "Whether participants can keep them."),
    on(
        "third_party_captioning_service",
        "Whether another service can make them.",
    ),
    on(
        "view_full_transcript",
        "Whether all that was said can be read.",
    ),
]]);

/// How captions by hand work.
pub(super) static MANUAL_CAPTIONING: Shape = Shape::of(&[&[
    on("manual_captions", "Whether there are captions by hand."),
    on(
        "allow_to_type",
        "Whether the host can type them, or let somebody do it.",
    ),
    on(
        "auto_generated_captions",
        "Whether Zoom writes down what is said.",
    ),
    on("full_transcript", "Whether all that was said can be read."),
    on("save_captions", "Whether participants can keep them."),
    on(
        "third_party_captioning_service",
        "Whether another service can make them.",
    ),
]]);

/// Interpreters of spoken languages.
pub(super) static INTERPRETATION: Shape = Shape::of(&[
    INTERPRETERS,
    &[texts("languages", "The languages that Zoom offers.")],
]);

/// What can be changed of them.
pub(super) static CHANGED_INTERPRETATION: Shape =
    Shape::of(&[INTERPRETERS]).answered(&INTERPRETATION);

static INTERPRETERS: &[Field] = &[
    on("enable", "Whether hosts can have interpreters."),
    on(
        "enable_language_interpretation_by_default",
        "Whether new meetings have them.",
    ),
    on(
        "allow_participants_to_speak_in_listening_channel",
        "Whether participants can speak in the channel that they listen to.",
    ),
    on(
        "allow_up_to_25_custom_languages_when_scheduling_meetings",
        "Whether a meeting can have up to 25 languages of its own.",
    ),
    texts("custom_languages", "The languages that were added."),
];

/// Interpreters of sign languages.
pub(super) static SIGN_INTERPRETATION: Shape = Shape::of(&[&[
    on("enable", "Whether hosts can have interpreters."),
    on(
        "enable_sign_language_interpretation_by_default",
        "Whether new meetings have them.",
    ),
    texts("languages", "The sign languages that Zoom offers."),
    texts("custom_languages", "The sign languages that were added."),
]]);

/// Streaming webinars live.
pub(super) static WEBINAR_STREAMING: Shape = Shape::of(&[&[
    on("enable", "Whether webinars can be streamed."),
    texts(
        "live_streaming_service",
        "Where to: `facebook`, `workplace_by_facebook`, `youtube` or `custom_live_streaming_service`.",
    ),
    member(
        "custom_service_instructions",
        TEXT,
        "What hosts have to know of another service.",
    ),
    on(
        "live_streaming_reminder",
        "Whether people are told that they can watch.",
    ),
]]);

/// Summaries of meetings.
pub(super) static MEETING_SUMMARY: Shape = Shape::of(&[&[
    on("enable", "Whether hosts can have them made."),
    on("auto_enable", "Whether they are made by themselves."),
    member(
        "who_will_receive_summary",
        Kind::Code(&[1, 2, 3, 4]),
        "Who gets them: 1 the host, 2 also co-hosts and alternative hosts, 3 the host and invitees of the account, 4 all invitees.",
    ),
]]);

/// Summaries of webinars.
pub(super) static WEBINAR_SUMMARY: Shape = Shape::of(&[&[
    on("enable", "Whether hosts can have them made."),
    on("auto_enable", "Whether they are made by themselves."),
    member(
        "who_will_receive_summary",
        Kind::Code(&[1, 2, 3]),
        "Who gets them: 1 the host, 2 also co-hosts and panelists of the account, 3 also all other panelists.",
    ),
]]);

/// Asking about a meeting.
pub(super) static MEETING_QUESTIONS: Shape = Shape::of(&[&[
    on("enable", "Whether people can ask."),
    on("auto_enable", "Whether they can from the start."),
    member(
        "who_can_ask_questions",
        Kind::Code(&[1, 2, 3, 4, 5]),
        "Who can ask: 1 participants and invitees, 2 participants from when they join, 3 the host, 4 participants and invitees of the account, 5 participants of the account from when they join.",
    ),
]]);

/// Asking about a webinar.
pub(super) static WEBINAR_QUESTIONS: Shape = Shape::of(&[&[
    on("enable", "Whether people can ask."),
    on("auto_enable", "Whether they can from the start."),
    member(
        "who_can_ask_questions",
        Kind::Code(&[0, 1, 2, 3]),
        "Who can ask: 0 hosts and panelists, 1 hosts and panelists of the account, 2 hosts, co-hosts and alternative hosts, 3 all participants.",
    ),
]]);
