//! `get-user-settings`.

use super::{
    audio, authentication, feature, in_meeting, notifications, recording, schedule, security,
};
use crate::action::{Action, column};
use crate::actions::users::fields::{LOGIN_TYPE, NOT_YET_A_USER, USER_ID};
use crate::actions::users::group::GROUP;
use crate::actions::users::scopes;
use crate::input::Input;
use crate::scopes::scope;
use crate::shape::{Field, Kind, Shape, TEXT, member, query};

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "get-user-settings", "/users/{userId}/settings")
        .operation("userSettings")
        .summary("Gets the settings of a user: for scheduling, meetings, recordings, and what the user has licences for.")
        .description(
            "`option` asks for other settings in their place: those for security, or how people have to \
             be signed in. `custom_query_fields` asks for a few by their names.",
        )
        .scopes(scopes::CLASSIC_READ, &[scope("user:read:settings")])
        .rate_label("MEDIUM")
        .input(&[&[
            USER_ID,
            LOGIN_TYPE,
            query(
                "option",
                Kind::Choice(&["meeting_authentication", "recording_authentication", "meeting_security"]),
                "Other settings to get in their place: how people have to be signed in for meetings or for recordings, or the security of meetings.",
            ),
            query(
                "custom_query_fields",
                TEXT,
                "The names of the settings to get, with commas between them, such as `host_video,waiting_room`.",
            ),
        ]])
        .output(ANSWER)
        .warnings(warnings)
        .refusals(NOT_YET_A_USER)
        .columns(&[
            column("Waiting room", "/in_meeting/waiting_room"),
            column("Cloud recording", "/recording/cloud_recording"),
            column("Capacity", "/feature/meeting_capacity"),
        ])
        .sample(
            r#"{ "user_id": "host@example.com" }"#,
            r#"{
                "schedule_meeting": {
                    "host_video": true,
                    "join_before_host": false,
                    "require_password_for_scheduling_new_meetings": true
                },
                "in_meeting": { "waiting_room": true, "chat": true, "entry_exit_chime": "none" },
                "recording": { "cloud_recording": true, "auto_recording": "none" },
                "feature": { "meeting_capacity": 300, "webinar": false, "zoom_phone": false },
                "email_notification": { "cancel_meeting_reminder": true }
            }"#,
        );

static ANSWER: &[&[Field]] = &[OUTPUT, authentication::MEMBERS];

/// What is told.
pub(super) static SETTINGS: Shape = Shape::of(ANSWER);

static OUTPUT: &[Field] = &[
    member(
        "schedule_meeting",
        Kind::Object(&schedule::SCHEDULE_MEETING),
        "Scheduling meetings.",
    ),
    member(
        "in_meeting",
        Kind::Object(&in_meeting::IN_MEETING),
        "What can be done in meetings.",
    ),
    member(
        "recording",
        Kind::Object(&recording::RECORDING),
        "Recordings.",
    ),
    member(
        "feature",
        Kind::Object(&feature::FEATURE),
        "What the user has licences for.",
    ),
    member(
        "email_notification",
        Kind::Object(&notifications::EMAIL_NOTIFICATION),
        "What the user is told by e-mail.",
    ),
    member(
        "audio_conferencing",
        Kind::Object(&audio::AUDIO_CONFERENCING),
        "How people join by telephone.",
    ),
    member("telephony", Kind::Object(&audio::TELEPHONY), "Telephony."),
    member(
        "tsp",
        Kind::Object(&audio::TSP),
        "The telephony service provider.",
    ),
    member(
        "profile",
        Kind::Object(&notifications::PROFILE),
        "The profile.",
    ),
    member(
        "whiteboard",
        Kind::Object(&notifications::WHITEBOARD),
        "Whiteboards.",
    ),
    member(
        "general_setting",
        Kind::Object(&notifications::GENERAL),
        "What concerns everything.",
    ),
    member(
        "meeting_security",
        Kind::Object(&security::MEETING_SECURITY),
        "The security of meetings; with `option: meeting_security`.",
    ),
];

fn warnings(input: &Input, _: u64) -> Vec<String> {
    let both = input.get("option").is_some() && input.get("custom_query_fields").is_some();
    match both {
        true => vec![
            "With `option`, Zoom has other settings than those that `custom_query_fields` usually names."
                .to_owned(),
        ],
        false => Vec::new(),
    }
}
