//! Settings of a user for what can be done in meetings.

use super::{in_meeting_parts as parts, on, texts};
use crate::shape::{Field, Kind, Shape, TEXT, member};

/// What is told.
pub(super) static IN_MEETING: Shape = Shape::of(&[
    CHAT, SHARING, TOGETHER, LANGUAGES, SPOKEN, ABROAD, AFTERWARDS, TOLD, AI,
]);

/// What can be changed.
pub(super) static CHANGED: Shape = Shape::of(&[
    CHAT,
    SHARING,
    TOGETHER,
    LANGUAGES,
    CHANGED_SPOKEN,
    ABROAD,
    AFTERWARDS,
    CHANGED_ALONE,
])
.answered(&IN_MEETING);

/// What is changed and not told.
static CHANGED_ALONE: &[Field] = &[on(
    "auto_answer",
    "Whether calls of people in the Auto-answer group of the chat are answered by themselves.",
)];

/// What is told alone.
static TOLD: &[Field] = &[
    on(
        "transfer_meetings_between_devices",
        "Whether people can go on with another device.",
    ),
    texts(
        "unchecked_data_center_regions",
        "The regions that were not chosen.",
    ),
];

const INTERPRETERS: &str = "Interpreters of spoken languages.";

static SPOKEN: &[Field] = &[member(
    "language_interpretation",
    Kind::Object(&parts::INTERPRETATION),
    INTERPRETERS,
)];

static CHANGED_SPOKEN: &[Field] = &[member(
    "language_interpretation",
    Kind::Object(&parts::CHANGED_INTERPRETATION),
    INTERPRETERS,
)];

/// Talking in writing.
static CHAT: &[Field] = &[
    on("chat", "Whether there is a chat."),
    on(
        "private_chat",
        "Whether two participants can chat by themselves.",
    ),
    member(
        "allow_participants_chat_with",
        Kind::Code(&[1, 2, 3, 4]),
        "With whom participants can chat: 1 nobody, 2 hosts and co-hosts, 3 all together, 4 all together and one by one.",
    ),
    member(
        "allow_users_save_chats",
        Kind::Code(&[1, 2, 3]),
        "What of the chat participants can keep: 1 nothing, 2 what hosts and co-hosts wrote, 3 all.",
    ),
    on(
        "allow_users_to_delete_messages_in_meeting_chat",
        "Whether people can delete what they wrote.",
    ),
    on("auto_saving_chat", "Whether the chat is kept by itself."),
    on("file_transfer", "Whether files can be sent."),
    on(
        "meeting_question_answer",
        "Whether participants can ask and answer questions in writing.",
    ),
    member(
        "webinar_chat",
        Kind::Object(&parts::WEBINAR_CHAT),
        "The chat of webinars.",
    ),
];

/// Sharing the screen.
static SHARING: &[Field] = &[
    on("screen_sharing", "Whether the screen can be shared."),
    member(
        "who_can_share_screen",
        Kind::Choice(&["host", "all"]),
        "Who can share: the host alone, or all.",
    ),
    member(
        "who_can_share_screen_when_someone_is_sharing",
        Kind::Choice(&["host", "all"]),
        "Who can begin to share while somebody else does.",
    ),
    member(
        "participants_share_simultaneously",
        Kind::Choice(&["multiple", "one"]),
        "How many can share at a time.",
    ),
    on(
        "disable_screen_sharing_for_host_meetings",
        "Whether the desktop can not be shared in meetings that the user hosts.",
    ),
    on(
        "disable_screen_sharing_for_in_meeting_guests",
        "Whether the screen can not be shared while guests are there.",
    ),
    on(
        "allow_show_zoom_windows",
        "Whether Zoom's own windows are shared too.",
    ),
    on(
        "annotation",
        "Whether participants can draw on what is shared.",
    ),
    on("whiteboard", "Whether there are whiteboards."),
    on(
        "remote_control",
        "Whether others can be given control of what is shared.",
    ),
    on(
        "remote_support",
        "Whether the host can help a single participant from afar.",
    ),
    on(
        "slide_control",
        "Whether others can be given control of slides.",
    ),
    on(
        "far_end_camera_control",
        "Whether others can take control of the camera.",
    ),
    on(
        "share_dual_camera",
        "Whether a second camera can be shared.",
    )
    .deprecated(),
    on(
        "virtual_background",
        "Whether people can have a virtual background.",
    ),
    member(
        "virtual_background_settings",
        Kind::Object(&parts::BACKGROUNDS),
        "Which backgrounds there are.",
    ),
    on(
        "group_hd",
        "Whether the video of meetings is in high definition.",
    ),
    on(
        "webinar_group_hd",
        "Whether the video of webinars is in high definition.",
    ),
];

/// Being there with others.
static TOGETHER: &[Field] = &[
    on(
        "waiting_room",
        "Whether people come into a waiting room first.",
    ),
    on(
        "attendee_on_hold",
        "Whether the host can put people on hold.",
    )
    .deprecated(),
    on("co_host", "Whether there can be co-hosts."),
    on("breakout_room", "Whether there can be breakout rooms."),
    on(
        "breakout_room_schedule",
        "Whether people can be assigned to them when the meeting is scheduled.",
    ),
    on(
        "attention_mode_focus_mode",
        "Whether there is focus mode, in which participants see the host alone.",
    ),
    on(
        "allow_host_to_enable_focus_mode",
        "Whether focus mode can be switched on when the meeting is scheduled.",
    ),
    member(
        "entry_exit_chime",
        Kind::Choice(&["host", "all", "none"]),
        "Whose coming and going is heard.",
    ),
    on(
        "record_play_voice",
        "Whether people are heard saying their name when they come or go.",
    ),
    on(
        "non_verbal_feedback",
        "Whether people can raise a hand and show other signs.",
    ),
    on("meeting_reactions", "Whether people can react with emojis."),
    member(
        "meeting_reactions_emojis",
        Kind::Choice(&["all", "selected"]),
        "Which emojis: all, or a few.",
    ),
    on(
        "allow_host_panelists_to_use_audible_clap",
        "Whether hosts and panelists can be heard clapping.",
    ),
    on("webinar_reactions", "Whether people can react in webinars."),
    on("polling", "Whether there can be polls."),
    member(
        "meeting_polling",
        Kind::Object(&parts::POLLING),
        "How polls of meetings work.",
    ),
    member(
        "webinar_polling",
        Kind::Object(&parts::POLLING),
        "How polls of webinars work.",
    ),
    on(
        "request_permission_to_unmute_participants",
        "Whether participants are asked once whether the host may unmute them.",
    ),
    on(
        "show_meeting_control_toolbar",
        "Whether the controls are always shown.",
    ),
];

/// Being understood.
static LANGUAGES: &[Field] = &[
    on("closed_caption", "Whether there can be captions."),
    member(
        "closed_captioning",
        Kind::Object(&parts::CLOSED_CAPTIONING),
        "How captions work.",
    ),
    member(
        "manual_captioning",
        Kind::Object(&parts::MANUAL_CAPTIONING),
        "How captions by hand work.",
    ),
    member(
        "sign_language_interpretation",
        Kind::Object(&parts::SIGN_INTERPRETATION),
        "Interpreters of sign languages.",
    ),
];

/// From where people join, and where else they can watch.
static ABROAD: &[Field] = &[
    on(
        "show_a_join_from_your_browser_link",
        "Whether people are shown that they can join with the browser.",
    ),
    on(
        "join_from_desktop",
        "Whether people can join with the browser of a computer.",
    ),
    on(
        "join_from_mobile",
        "Whether people can join with the browser of a phone.",
    ),
    on(
        "e2e_encryption",
        "Whether devices of other makers have to encrypt (H.323 and SIP).",
    ),
    on(
        "custom_data_center_regions",
        "Whether the user chooses the regions of data centres.",
    ),
    texts(
        "data_center_regions",
        "The regions that were chosen, such as `DE` or `US`.",
    ),
    on(
        "allow_live_streaming",
        "Whether meetings can be streamed live.",
    ),
    on("live_streaming_facebook", "Whether to Facebook."),
    on("workplace_by_facebook", "Whether to Workplace by Facebook."),
    on("live_streaming_youtube", "Whether to YouTube."),
    on(
        "custom_live_streaming_service",
        "Whether to another service.",
    ),
    member(
        "custom_service_instructions",
        TEXT,
        "What hosts have to know of that service.",
    ),
    member(
        "webinar_live_streaming",
        Kind::Object(&parts::WEBINAR_STREAMING),
        "Streaming webinars live.",
    ),
];

/// What comes at the end.
static AFTERWARDS: &[Field] = &[
    on("feedback", "Whether people can tell Zoom how it was."),
    on(
        "post_meeting_feedback",
        "Whether people are asked for a thumb up or down at the end.",
    ),
    on("meeting_survey", "Whether meetings can have a survey."),
    on("webinar_survey", "Whether webinars can have a survey."),
];

/// AI Companion.
static AI: &[Field] = &[
    member(
        "meeting_summary_with_ai_companion",
        Kind::Object(&parts::MEETING_SUMMARY),
        "Summaries of meetings by AI Companion.",
    ),
    member(
        "webinar_summary_with_ai_companion",
        Kind::Object(&parts::WEBINAR_SUMMARY),
        "Summaries of webinars by AI Companion.",
    ),
    member(
        "ai_companion_questions",
        Kind::Object(&parts::MEETING_QUESTIONS),
        "Asking AI Companion about a meeting.",
    ),
    member(
        "webinar_ai_companion_questions",
        Kind::Object(&parts::WEBINAR_QUESTIONS),
        "Asking AI Companion about a webinar.",
    ),
];
