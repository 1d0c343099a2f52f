//! `dashboard-meeting-quality`.

use super::group::{GROUP, NO_DASHBOARD, NOT_SHOWN, TOO_LONG_AGO};
use super::participant::CONNECTION;
use crate::action::{Action, column};
use crate::actions::lookups;
use crate::ids;
use crate::pages::{self, Pages};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, TEXTS, list, member, path, query};
use crate::times::TIMESTAMP;

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "dashboard-meeting-quality",
    "/metrics/meetings/{meetingId}/participants/qos",
)
.operation("dashboardMeetingParticipantsQOS")
.summary("Lists how well pictures and sounds came and went for each participant of a meeting: one page, or all.")
.description("Each participant has measurements, one after the other: losses, delays, sizes of pictures, the load of the computer.")
.scopes(
    &[
        scope("dashboard_meetings:read").of_administrators(),
        scope("dashboard:read").of_administrators(),
    ],
    &[scope("dashboard:read:list_meeting_participants_qos").of_administrators()],
)
.rate_label("HEAVY")
.input(&[
    &[
        path(
            "meeting_id",
            "{meetingId}",
            ids::MEETING_OR_UUID,
            "The meeting's number, which stands for its latest instance, or the UUID of an instance.",
        )
        .choices(&lookups::MEETINGS),
        query(
            "type",
            Kind::Choice(&["past", "live"]),
            "Whether the meeting is over or goes on.",
        )
        .default("\"live\""),
        query(
            "page_size",
            Kind::Integer(1, 10),
            "How many participants a page has. Without it, Zoom takes one, and `all_pages` takes the most.",
        ),
    ],
    pages::INPUT,
])
.output(&[
    &[
        member(
            "participants",
            list(&Kind::Object(&PARTICIPANT)),
            "The participants.",
        )
        .essential(),
        member("meeting_number", TEXT, "The meeting's number."),
    ],
    pages::OUTPUT,
])
.pages(Pages::of("participants"))
.refusals(REFUSALS)
.columns(&[
    column("Name", "/user_name"),
    column("Device", "/device"),
    column("Network", "/network_type"),
    column("Health", "/health"),
])
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "type": "past", "all_pages": true }"#,
    r#"{
        "participants": [{
            "id": "30R7kT7bTIKSNUFEuH_Qlg",
            "user_id": "16778240",
            "user_name": "Anna Huber",
            "email": "anna@example.com",
            "join_time": "2026-09-15T01:00:12Z",
            "leave_time": "2026-09-15T01:29:58Z",
            "device": "Windows",
            "network_type": "Wifi",
            "health": "Good",
            "user_qos": [{
                "date_time": "2026-09-15T01:01:12Z",
                "audio_input": {
                    "bitrate": "27.15 kbps",
                    "latency": "126 ms",
                    "jitter": "0 ms",
                    "avg_loss": "0.03%",
                    "max_loss": "0.4%"
                }
            }]
        }],
        "next_page_token": "",
        "page_size": 10,
        "total_records": 1,
        "has_more": false
    }"#,
);

static PARTICIPANT: Shape = Shape::of(&[&[
    member("id", TEXT, "The user id, of those who had signed in."),
    member(
        "user_id",
        TEXT,
        "A number that holds for this meeting alone.",
    ),
    member("participant_uuid", TEXT, "The id of the stay."),
    member("user_name", TEXT, "The name that was shown."),
    member(
        "email",
        TEXT,
        "The e-mail address, of users of the account.",
    ),
    member("join_time", TIMESTAMP, "When the participant came, in UTC."),
    member(
        "leave_time",
        TIMESTAMP,
        "When the participant left, in UTC.",
    ),
    member(
        "device",
        Kind::Choice(&["Phone", "H.323/SIP", "Windows", "Mac", "iOS", "Android"]),
        "With what the participant joined.",
    ),
    member("device_name", TEXT, "The model of the device."),
    member("client", TEXT, "The program, or the version of the SDK."),
    member("version", TEXT, "The version of the program."),
    member("os", TEXT, "The operating system."),
    member("os_version", TEXT, "The version of the operating system."),
    member("browser_name", TEXT, "The browser."),
    member("browser_version", TEXT, "The version of the browser."),
    member(
        "zoom_thin_client_plugin_version",
        TEXT,
        "The version of the plug-in, of those who came by a virtual desktop.",
    ),
    member("domain", TEXT, "The domain of the computer."),
    member("pc_name", TEXT, "The name of the computer."),
    member("mac_addr", TEXT, "The address of the network card."),
    member("harddisk_id", TEXT, "The id of the hard disk."),
    member("ip_address", TEXT, "The address on the internet."),
    member(
        "internal_ip_addresses",
        TEXTS,
        "The addresses within the participant's own network.",
    ),
    member(
        "location",
        TEXT,
        "Where the participant was, by the address.",
    ),
    member(
        "network_type",
        Kind::Choice(&["Wired", "Wifi", "PPP", "Cellular", "Others"]),
        "What sort of network the participant was in.",
    ),
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
        "data_center",
        TEXT,
        "The data centre that the participant was connected to.",
    ),
    member(
        "full_data_center",
        TEXT,
        "The data centres that the participant was connected to.",
    ),
    member(
        "share_application",
        Kind::Boolean,
        "Whether the participant showed a program.",
    ),
    member(
        "share_desktop",
        Kind::Boolean,
        "Whether the participant showed the screen.",
    ),
    member(
        "share_whiteboard",
        Kind::Boolean,
        "Whether the participant showed a whiteboard.",
    ),
    member(
        "recording",
        Kind::Boolean,
        "Whether the participant recorded.",
    ),
    member("groupId", TEXT, "The group of the participant."),
    member(
        "has_archiving",
        Kind::Boolean,
        "Whether the meeting was archived.",
    ),
    member(
        "optional_archiving",
        Kind::Choice(&[
            "no optional archiving",
            "join without archiving",
            "join with archiving",
        ]),
        "What the participant chose where archiving was optional.",
    ),
    member(
        "health",
        Kind::Choice(&["Good", "Warning", "Critical"]),
        "How well it went.",
    ),
    member("issue_list", TEXTS, "What was wrong."),
    member(
        "total_jointime_cost",
        Kind::Number,
        "How many seconds joining took.",
    ),
    member(
        "user_qos",
        list(&Kind::Object(&MEASUREMENT)),
        "The measurements, the earliest first.",
    ),
]]);

static MEASUREMENT: Shape = Shape::of(&[&[
    member("date_time", TEXT, "When it was measured, in UTC."),
    member("audio_input", SOUND, "The sound that the participant sent."),
    member("audio_output", SOUND, "The sound that the participant got."),
    member(
        "audio_device_from_crc",
        SOUND,
        "The sound that came from a room connector.",
    ),
    member(
        "audio_device_to_crc",
        SOUND,
        "The sound that went to a room connector.",
    ),
    member(
        "audio_device_from_rwg",
        SOUND,
        "The sound that came from the web gateway.",
    ),
    member(
        "audio_device_to_rwg",
        SOUND,
        "The sound that went to the web gateway.",
    ),
    member(
        "video_input",
        PICTURE,
        "The video that the participant sent.",
    ),
    member(
        "video_output",
        PICTURE,
        "The video that the participant got.",
    ),
    member(
        "video_device_from_crc",
        PICTURE,
        "The video that came from a room connector.",
    ),
    member(
        "video_device_to_crc",
        PICTURE,
        "The video that went to a room connector.",
    ),
    member(
        "video_device_from_rwg",
        PICTURE,
        "The video that came from the web gateway.",
    ),
    member(
        "video_device_to_rwg",
        PICTURE,
        "The video that went to the web gateway.",
    ),
    member(
        "as_input",
        PICTURE,
        "The shared screen that the participant sent.",
    ),
    member(
        "as_output",
        PICTURE,
        "The shared screen that the participant got.",
    ),
    member(
        "as_device_from_crc",
        PICTURE,
        "The shared screen that came from a room connector.",
    ),
    member(
        "as_device_to_crc",
        PICTURE,
        "The shared screen that went to a room connector.",
    ),
    member(
        "as_device_from_rwg",
        PICTURE,
        "The shared screen that came from the web gateway.",
    ),
    member(
        "as_device_to_rwg",
        PICTURE,
        "The shared screen that went to the web gateway.",
    ),
    member(
        "cpu_usage",
        Kind::Object(&Shape::of(&[&[
            member("zoom_min_cpu_usage", TEXT, "The least that Zoom took."),
            member("zoom_avg_cpu_usage", TEXT, "What Zoom took on average."),
            member("zoom_max_cpu_usage", TEXT, "The most that Zoom took."),
            member(
                "system_max_cpu_usage",
                TEXT,
                "The most that all programs took.",
            ),
        ]])),
        "How much of the processor was taken.",
    ),
    member(
        "cpu_pressure_level",
        Kind::Object(&Shape::of(&[&[
            member("system_min_cpu_pressure_level", PRESSURE, "The least."),
            member("system_avg_cpu_pressure_level", PRESSURE, "On average."),
            member("system_max_cpu_pressure_level", PRESSURE, "The most."),
        ]])),
        "How hard the processor was pressed.",
    ),
    member(
        "wifi_rssi",
        Kind::Object(&Shape::of(&[&[
            member("min_rssi", INTEGER, "The least."),
            member("avg_rssi", INTEGER, "On average."),
            member("max_rssi", INTEGER, "The most."),
            member("rssi_unit", TEXT, "The unit."),
        ]])),
        "How strong the wireless network was.",
    ),
]]);

const PRESSURE: Kind = Kind::Choice(&["normal", "fair", "serious", "critical"]);

const SOUND: Kind = Kind::Object(&Shape::of(&[STREAM]));
const PICTURE: Kind = Kind::Object(&Shape::of(&[STREAM, SHOWN]));

const STREAM: &[Field] = &[
    member("bitrate", TEXT, "How much came in a second."),
    member("latency", TEXT, "How late it came."),
    member("jitter", TEXT, "By how much that varied."),
    member("avg_loss", TEXT, "How much was lost, on average."),
    member("max_loss", TEXT, "How much was lost at most."),
];

const SHOWN: &[Field] = &[
    member("resolution", TEXT, "The size of the picture."),
    member(
        "frame_rate",
        TEXT,
        "How many pictures there were in a second.",
    ),
];

static REFUSALS: &[Refusal] = &[NO_DASHBOARD, TOO_LONG_AGO, NOT_SHOWN];
