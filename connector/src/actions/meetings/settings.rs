//! How a meeting behaves: `settings`, which differs a little between making a meeting, changing one
//! and looking at one.

use serde_json::Value;

use crate::actions::lookups;
use crate::shape::{Field, Form, Kind, Shape, TEXT, TEXTS, list, member};

use super::settings_parts::{
    ALTERED_EXCEPTION, BREAKOUT_ROOM, CHAT, COUNTRIES, CUSTOM_KEY, DIAL_IN_NUMBER, INVITEE,
    LANGUAGE_INTERPRETATION, NEW_EXCEPTION, QUESTIONS, RESOURCE, SEEN_CHAT, SEEN_INVITEE,
    SIGN_LANGUAGE_INTERPRETATION, VIDEO_MANAGEMENT, WAITING_ROOM,
};

/// The field of an input that passes settings which are none of these.
pub(crate) const PASSED_IN: &str = "additional_settings";

/// Texts with semicolons between them, or a list of these texts.
pub(crate) const SEMICOLONS: Kind = Kind::Form(
    &Form::new(
        |value| joined(value, ";"),
        "texts with semicolons between them",
        ONE_OR_MORE,
    )
    .heeding_blank(),
);
/// The same with commas.
pub(crate) const COMMAS: Kind = Kind::Form(
    &Form::new(
        |value| joined(value, ","),
        "texts with commas between them",
        ONE_OR_MORE,
    )
    .heeding_blank(),
);
const ONE_OR_MORE: &str = r#"{ "type": ["string", "array"], "items": { "type": "string" } }"#;

fn joined(value: &Value, between: &str) -> Option<Value> {
    let Value::Array(texts) = value else {
        return value.as_str().map(Value::from);
    };
    let texts: Option<Vec<&str>> = texts.iter().map(Value::as_str).collect();
    Some(texts?.join(between).into())
}

/// For making a meeting.
pub(super) static CREATE: Shape = Shape::of(&[
    COMMON,
    NOT_IN_UPDATE,
    &[
        member(
            "authentication_exception",
            list(&Kind::Object(&NEW_EXCEPTION)),
            EXCEPTIONS,
        ),
        member(
            "continuous_meeting_chat",
            Kind::Object(&CHAT),
            CONTINUOUS_CHAT,
        ),
        member("meeting_invitees", list(&Kind::Object(&INVITEE)), INVITEES),
    ],
])
.answered(&OUTPUT)
.passed_in(PASSED_IN);

/// For changing a meeting.
pub(super) static UPDATE: Shape = Shape::of(&[
    COMMON,
    NOT_IN_CREATE,
    &[
        member(
            "authentication_exception",
            list(&Kind::Object(&ALTERED_EXCEPTION)),
            EXCEPTIONS,
        ),
        member(
            "continuous_meeting_chat",
            Kind::Object(&CHAT),
            CONTINUOUS_CHAT,
        ),
        member("meeting_invitees", list(&Kind::Object(&INVITEE)), INVITEES),
    ],
])
.answered(&OUTPUT)
.passed_in(PASSED_IN);

/// As Zoom answers them.
pub(crate) static OUTPUT: Shape = Shape::of(&[
    COMMON,
    NOT_IN_UPDATE,
    NOT_IN_CREATE,
    &[
        member(
            "authentication_exception",
            list(&Kind::Object(&ALTERED_EXCEPTION)),
            EXCEPTIONS,
        ),
        member(
            "continuous_meeting_chat",
            Kind::Object(&SEEN_CHAT),
            CONTINUOUS_CHAT,
        ),
        member(
            "meeting_invitees",
            list(&Kind::Object(&SEEN_INVITEE)),
            INVITEES,
        ),
    ],
]);

const EXCEPTIONS: &str =
    "People who may join without signing in. Each gets an invitation of their own.";
const CONTINUOUS_CHAT: &str =
    "The chat that goes on before and after the meeting. For types 2, 3 and 8.";
const INVITEES: &str = "Whom the meeting is for. Zoom sends them no mail.";

static NOT_IN_UPDATE: &[Field] = &[
    member(
        "additional_data_center_regions",
        TEXTS,
        "Country codes of further data centre regions to run the meeting in.",
    ),
    member(
        "show_join_info",
        Kind::Boolean,
        "Whether the page that confirms a registration tells how to join.",
    ),
];

static NOT_IN_CREATE: &[Field] = &[
    member("authentication_name", TEXT, "The name of the way in which participants sign in."),
    member("custom_keys", Kind::List(&Kind::Object(&CUSTOM_KEY), 10), "Names and values of your own to attach to the meeting."),
    member("enforce_login", Kind::Boolean, "Whether only signed-in users may join. `meeting_authentication` has taken its place.").deprecated(),
    member("enforce_login_domains", SEMICOLONS, "The domains whose signed-in users may join, with semicolons between them. `authentication_domains` has taken its place.").deprecated(),
    member("global_dial_in_numbers", list(&Kind::Object(&DIAL_IN_NUMBER)), "The numbers for joining by phone."),
];

static COMMON: &[Field] = &[
    // Who comes in, and when
    member(
        "approval_type",
        Kind::Code(&[0, 1, 2]),
        "Registration: 0 approved at once, 1 approved by hand, 2 none.",
    ),
    member(
        "registration_type",
        Kind::Code(&[1, 2, 3]),
        "For a series with registration: 1 register once for all meetings, 2 for each meeting, 3 once, choosing meetings.",
    ),
    member(
        "close_registration",
        Kind::Boolean,
        "Whether registration closes after the day of the meeting.",
    ),
    member(
        "registrants_confirmation_email",
        Kind::Boolean,
        "Whether registrants get a confirmation by e-mail.",
    ),
    member(
        "registrants_email_notification",
        Kind::Boolean,
        "Whether registrants are told by e-mail of approval, refusal and cancellation.",
    ),
    member("contact_name", TEXT, "Whom registrants can ask."),
    member(
        "contact_email",
        TEXT,
        "At which address registrants can ask.",
    ),
    member(
        "show_share_button",
        Kind::Boolean,
        "Whether the registration page has buttons for sharing it.",
    ),
    member(
        "allow_multiple_devices",
        Kind::Boolean,
        "Whether somebody may join with several devices. For meetings with registration.",
    ),
    member(
        "join_before_host",
        Kind::Boolean,
        "Whether participants may join before the host. Without effect where there is a waiting room.",
    ),
    member(
        "jbh_time",
        Kind::Code(&[0, 5, 10, 15]),
        "With `join_before_host`: how many minutes before the beginning; 0 for any time.",
    ),
    member(
        "waiting_room",
        Kind::Boolean,
        "Whether participants wait until the host lets them in.",
    ),
    member(
        "waiting_room_options",
        Kind::Object(&WAITING_ROOM),
        "Who has to wait.",
    ),
    member(
        "meeting_authentication",
        Kind::Boolean,
        "Whether participants have to sign in.",
    ),
    member(
        "authentication_option",
        TEXT,
        "With `meeting_authentication`: the id of the way to sign in, one of those in the user's settings.",
    )
    .choices(&lookups::AUTHENTICATION_OPTIONS),
    member(
        "authentication_domains",
        COMMAS,
        "From which e-mail domains participants may be, with commas between them; `*` stands for any part.",
    ),
    member(
        "approved_or_denied_countries_or_regions",
        Kind::Object(&COUNTRIES),
        "From which countries or regions participants may join.",
    ),
    member(
        "private_meeting",
        Kind::Boolean,
        "Whether the meeting is private.",
    ),
    member(
        "internal_meeting",
        Kind::Boolean,
        "Whether the meeting is for the account's own users.",
    ),
    member(
        "use_pmi",
        Kind::Boolean,
        "Whether the meeting uses the host's personal meeting id. For types 2 and 3.",
    ),
    member(
        "email_notification",
        Kind::Boolean,
        "Whether alternative hosts and users with the right to schedule are told by e-mail.",
    ),
    member(
        "calendar_type",
        Kind::Code(&[1, 2]),
        "From which calendar the meeting is scheduled: 1 the add-in for Outlook, 2 the add-on for Google Workspace.",
    ),
    member(
        "push_change_to_calendar",
        Kind::Boolean,
        "Whether changes go to the host's calendar.",
    ),
    member(
        "cn_meeting",
        Kind::Boolean,
        "Whether the meeting is run in China.",
    )
    .deprecated(),
    member(
        "in_meeting",
        Kind::Boolean,
        "Whether the meeting is run in India.",
    )
    .deprecated(),
    // Hosts
    member(
        "alternative_hosts",
        SEMICOLONS,
        "E-mail addresses or user ids of alternative hosts, with semicolons between them.",
    )
    .choices(&lookups::ALTERNATIVE_HOSTS),
    member(
        "alternative_hosts_email_notification",
        Kind::Boolean,
        "Whether alternative hosts are told by e-mail.",
    ),
    member(
        "alternative_host_update_polls",
        Kind::Boolean,
        "Whether alternative hosts may add and edit polls.",
    ),
    member(
        "alternative_host_manage_meeting_summary",
        Kind::Boolean,
        "Whether alternative hosts may manage the summaries.",
    ),
    member(
        "alternative_host_manage_cloud_recording",
        Kind::Boolean,
        "Whether alternative hosts may manage the cloud recordings.",
    ),
    // Sound and picture
    member(
        "host_video",
        Kind::Boolean,
        "Whether the host's camera is on at the beginning.",
    ),
    member(
        "participant_video",
        Kind::Boolean,
        "Whether the participants' cameras are on at the beginning.",
    ),
    member(
        "disable_participant_video",
        Kind::Boolean,
        "Whether participants cannot switch their cameras on. Zoom's support has to enable this for the account.",
    ),
    member(
        "mute_upon_entry",
        Kind::Boolean,
        "Whether participants are muted when they join.",
    ),
    member(
        "request_permission_to_unmute_participants",
        Kind::Boolean,
        "Whether the host may ask for the right to unmute. Not together with `allow_host_control_participant_mute_state`.",
    ),
    member(
        "allow_host_control_participant_mute_state",
        Kind::Boolean,
        "Whether hosts mute and unmute participants as they like. Not together with `request_permission_to_unmute_participants`.",
    ),
    member(
        "audio",
        Kind::Choice(&["both", "telephony", "voip", "thirdParty"]),
        "How participants hear each other: by phone and computer, by phone, by computer, or through another provider.",
    ),
    member(
        "audio_conference_info",
        Kind::Text(0, 2048),
        "How to join through the other provider.",
    ),
    member(
        "global_dial_in_countries",
        TEXTS,
        "Country codes of the numbers for joining by phone.",
    ),
    member(
        "host_save_video_order",
        Kind::Boolean,
        "Whether the host may keep the order of the pictures.",
    ),
    member(
        "watermark",
        Kind::Boolean,
        "Whether a watermark lies over a shared screen.",
    ),
    member(
        "focus_mode",
        Kind::Boolean,
        "Whether the meeting begins in focus mode, in which participants see only the hosts.",
    ),
    member(
        "participant_focused_meeting",
        Kind::Boolean,
        "Whether the meeting is focused on its participants.",
    ),
    member(
        "device_testing",
        Kind::Boolean,
        "Whether participants test their devices first.",
    ),
    member(
        "encryption_type",
        Kind::Choice(&["enhanced_encryption", "e2ee"]),
        "Whether Zoom holds the key (`enhanced_encryption`) or only the participants do (`e2ee`). With the latter, some features are off.",
    ),
    member(
        "auto_start_deepfake_detection",
        Kind::Boolean,
        "Whether the check for deepfakes starts by itself. Zoom's support has to enable this for the account.",
    ),
    // Recording
    member(
        "auto_recording",
        Kind::Choice(&["local", "cloud", "none"]),
        "Whether recording starts by itself, on the host's computer or in the cloud.",
    ),
    member(
        "host_pause_stop_recording",
        Kind::Boolean,
        "Whether the host may pause and stop a cloud recording that started by itself.",
    ),
    member(
        "auto_add_recording_to_video_management",
        Kind::Object(&VIDEO_MANAGEMENT),
        "Into which channels of video management the recording goes. Zoom's support has to enable this for the account.",
    ),
    // What happens in the meeting
    member(
        "breakout_room",
        Kind::Object(&BREAKOUT_ROOM),
        "Breakout rooms and who is in them.",
    ),
    member(
        "language_interpretation",
        Kind::Object(&LANGUAGE_INTERPRETATION),
        "Interpreters.",
    ),
    member(
        "sign_language_interpretation",
        Kind::Object(&SIGN_LANGUAGE_INTERPRETATION),
        "Interpreters of sign languages.",
    ),
    member(
        "question_and_answer",
        Kind::Object(&QUESTIONS),
        "Questions and answers.",
    ),
    member(
        "resources",
        list(&Kind::Object(&RESOURCE)),
        "What belongs to the meeting, such as whiteboards.",
    ),
    member(
        "email_in_attendee_report",
        Kind::Boolean,
        "Whether the report on attendees has the e-mail addresses of signed-in guests.",
    ),
    member(
        "auto_start_meeting_summary",
        Kind::Boolean,
        "Whether the summary starts by itself.",
    ),
    member(
        "who_will_receive_summary",
        Kind::Code(&[1, 2, 3, 4]),
        "With `auto_start_meeting_summary`, who gets the summary: 1 the host, 2 all hosts, alternative ones too, 3 the host and the invitees of the account, 4 all invitees.",
    ),
    member(
        "summary_template_id",
        TEXT,
        "The id of the template for the summary.",
    )
    .choices(&lookups::SUMMARY_TEMPLATES),
    member(
        "support_participants_receive_summary",
        Kind::Boolean,
        "Whether participants get the summary.",
    ),
    member(
        "auto_start_ai_companion_questions",
        Kind::Boolean,
        "Whether questions to AI Companion are possible from the beginning.",
    ),
    member(
        "who_can_ask_questions",
        Kind::Code(&[1, 2, 3, 4, 5]),
        "With `auto_start_ai_companion_questions`, who may ask: 1 all participants and invitees, 2 participants from when they join, 3 the host, 4 participants and invitees of the account, 5 participants of the account from when they join.",
    ),
];
