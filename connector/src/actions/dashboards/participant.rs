//! A participant, as the dashboard shows one.

use super::fields::QUALITY;
use super::group::{NO_DASHBOARD, NOT_SHOWN, TOO_LONG_AGO};
use crate::action::{Action, Column, column};
use crate::pages::{self, Pages};
use crate::refusals::Refusal;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, TEXTS, list, member, query};
use crate::times::TIMESTAMP;

/// How somebody was connected.
pub(super) const CONNECTION: Kind = Kind::Choice(&[
    "P2P",
    "TCP",
    "UDP",
    "Reliable UDP",
    "SSL",
    "HTTP",
    "TCP+Proxy",
    "UDP+Proxy",
    "Reliable+Proxy",
    "SSL+Proxy",
    "HTTP+Proxy",
]);

/// A list of who is or was there.
pub(super) const fn stays(action: Action) -> Action {
    action
        .rate_label("HEAVY")
        .pages(Pages::of("participants"))
        .refusals(REFUSALS)
        .columns(COLUMNS)
}

const REFUSALS: &[Refusal] = &[NO_DASHBOARD, TOO_LONG_AGO, NOT_SHOWN];

/// The output of a sample.
pub(super) const STAYS: &str = r#"{
    "participants": [{
        "id": "30R7kT7bTIKSNUFEuH_Qlg",
        "user_id": "16778240",
        "user_name": "Anna Huber",
        "email": "anna@example.com",
        "join_time": "2026-09-15T01:00:12Z",
        "leave_time": "2026-09-15T01:29:58Z",
        "device": "Windows",
        "network_type": "Wifi",
        "audio_quality": "good"
    }],
    "next_page_token": "",
    "page_size": 300,
    "total_records": 1,
    "has_more": false
}"#;

/// Which participants, and what of them.
pub(super) static INPUT: &[Field] = &[
    query(
        "include_fields",
        Kind::Choice(&["registrant_id"]),
        "Ask for `registrant_id`, which tells who of the registrants it was.",
    ),
    pages::page_size(300),
];

/// What participants of meetings and webinars have alike.
pub(super) static COMMON: &[Field] = &[
    member("audio_quality", QUALITY, "How good the sound was."),
    member(
        "connection_type",
        CONNECTION,
        "How the participant was connected.",
    ),
    member(
        "video_connection_type",
        CONNECTION,
        "How the video was connected.",
    ),
    member(
        "as_connection_type",
        CONNECTION,
        "How the shared screen was connected.",
    ),
    member(
        "customer_key",
        TEXT,
        "What an app that was built with the SDK calls the participant.",
    ),
    member(
        "data_center",
        TEXT,
        "The data centre that the participant was connected to.",
    ),
    member(
        "device",
        Kind::Choice(&["Phone", "H.323/SIP", "Windows", "Mac", "iOS", "Android"]),
        "With what the participant joined.",
    ),
    member("domain", TEXT, "The domain of the computer."),
    member(
        "email",
        TEXT,
        "The e-mail address, of users of the account.",
    ),
    member(
        "from_sip_uri",
        TEXT,
        "The SIP address from which the participant called.",
    ),
    member(
        "full_data_center",
        TEXT,
        "The data centres that the participant was connected to.",
    ),
    member("harddisk_id", TEXT, "The id of the hard disk."),
    member("id", TEXT, "The user id, of those who had signed in."),
    member(
        "internal_ip_addresses",
        TEXTS,
        "The addresses within the participant's own network.",
    ),
    member("ip_address", TEXT, "The address on the internet."),
    member("join_time", TIMESTAMP, "When the participant came, in UTC."),
    member("leave_time", TEXT, "When the participant left, in UTC."),
    member(
        "location",
        TEXT,
        "Where the participant was, by the address.",
    ),
    member("mac_addr", TEXT, "The address of the network card."),
    member("microphone", TEXT, "The microphone."),
    member(
        "network_type",
        Kind::Choice(&["Wired", "Wifi", "PPP", "Cellular", "Others"]),
        "What sort of network the participant was in.",
    ),
    member(
        "participant_user_id",
        TEXT,
        "The user id, of those who had signed in.",
    ),
    member("pc_name", TEXT, "The name of the computer."),
    member(
        "recording",
        Kind::Boolean,
        "Whether the participant recorded it.",
    ),
    member(
        "registrant_id",
        TEXT,
        "The id of the registrant; only with `include_fields`.",
    ),
    member(
        "screen_share_quality",
        QUALITY,
        "How good the shared screen was.",
    ),
    member(
        "share_application",
        Kind::Boolean,
        "Whether the participant shared an application.",
    ),
    member(
        "share_desktop",
        Kind::Boolean,
        "Whether the participant shared the desktop.",
    ),
    member(
        "share_whiteboard",
        Kind::Boolean,
        "Whether the participant shared a whiteboard.",
    ),
    member(
        "sip_uri",
        TEXT,
        "The SIP address that the participant called.",
    ),
    member("speaker", TEXT, "The loudspeaker."),
    member("user_id", TEXT, "The id of this stay."),
    member(
        "participant_uuid",
        TEXT,
        "The id of the participant, which stays through breakout rooms.",
    ),
    member("user_name", TEXT, "The name that was shown."),
    member("version", TEXT, "The version of the client."),
    member("video_quality", QUALITY, "How good the video was."),
    member("bo_mtg_id", TEXT, "The id of the breakout room."),
    member(
        "audio_call",
        list(&Kind::Object(&CALL)),
        "The calls by phone.",
    ),
    member("os", TEXT, "The operating system."),
    member("os_version", TEXT, "The version of the operating system."),
    member("browser_name", TEXT, "The browser."),
    member("browser_version", TEXT, "The version of the browser."),
    member("device_name", TEXT, "The name of the device."),
    member(
        "has_archiving",
        Kind::Boolean,
        "Whether the participant was archived.",
    ),
    member(
        "optional_archiving",
        Kind::Choice(&[
            "no optional archiving",
            "join without archiving",
            "join with archiving",
        ]),
        "Whether the participant could choose about archiving, and what was chosen.",
    ),
    member("client", TEXT, "With which client the participant joined."),
    member(
        "zoom_thin_client_plugin_version",
        TEXT,
        "The version of the plugin for virtual desktops.",
    ),
];

/// What participants of meetings have.
pub(super) static OF_MEETINGS: &[Field] = &[
    member("camera", TEXT, "The camera."),
    member(
        "in_room_participants",
        INTEGER,
        "How many people were in the room of Zoom Rooms.",
    ),
    member(
        "leave_reason",
        Kind::Choice(&[
            "$name left the meeting.",
            "$name got disconnected from the meeting.",
            "Host ended the meeting.",
            "Host closed the meeting.",
            "Host started a new meeting.",
            "Network connection error.",
            "Host did not join.",
            "Exceeded free meeting minutes limit.",
            "Removed by host.",
            "Unknown reason.",
            "Leave waiting room.",
            "Removed by host from waiting room.",
        ]),
        "Why the participant left; `$name` stands for the name.",
    ),
    member(
        "role",
        Kind::Choice(&["host", "attendee"]),
        "Whether the participant was the host, a panelist, or none of these.",
    ),
    member(
        "status",
        Kind::Choice(&["in_meeting", "in_waiting_room"]),
        "Whether the participant was in the meeting or in the waiting room.",
    ),
    member("groupId", TEXT, "The id of the participant's group."),
    member(
        "total_jointime_cost",
        Kind::Number,
        "How long joining took, in seconds.",
    ),
    member(
        "aic_disclaimer",
        Kind::Choice(&["no disclaimer", "agree", "leave meeting"]),
        "What the participant answered to the notice on AI Companion.",
    ),
];

/// What participants of webinars have.
pub(super) static OF_WEBINARS: &[Field] = &[
    member(
        "leave_reason",
        Kind::Choice(&[
            "$name left the webinar.",
            "$name got disconnected from the webinar.",
            "Host ended the webinar.",
            "Host closed the webinar.",
            "Host started a new webinar.",
            "Network connection error.",
            "Host did not join.",
            "Exceeded free webinar minutes limit.",
            "Removed by host.",
            "Unknown reason.",
            "Leave waiting room.",
            "Removed by host from waiting room.",
        ]),
        "Why the participant left; `$name` stands for the name.",
    ),
    member(
        "role",
        Kind::Choice(&["host", "attendee", "panelist"]),
        "Whether the participant was the host, a panelist, or none of these.",
    ),
];

static CALL: Shape = Shape::of(&[&[
    member("call_number", TEXT, "The number of the participant."),
    member(
        "call_type",
        Kind::Choice(&["call-in", "call-out"]),
        "Whether the participant called, or was called.",
    ),
    member("zoom_number", TEXT, "The number of Zoom's."),
]]);

/// What to show of a participant.
pub(super) const COLUMNS: &[Column] = &[
    column("Name", "/user_name"),
    column("E-mail", "/email"),
    column("Joined", "/join_time"),
    column("Left", "/leave_time"),
    column("Device", "/device"),
    column("Sound", "/audio_quality"),
];
