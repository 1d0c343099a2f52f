//! What was archived of one meeting or webinar.

use crate::action::{Column, column};
use crate::ids;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, list, member};
use crate::times::TIMESTAMP;

/// What is told of it.
pub(super) static ARCHIVE: &[Field] = &[
    member("account_name", TEXT, "The name of the account."),
    member("archive_files", list(&Kind::Object(&FILE)), "The files."),
    member(
        "complete_time",
        TEXT,
        "When the archiving was finished, in UTC; empty while it goes on.",
    ),
    member("duration", INTEGER, "How long it lasted, in minutes."),
    member(
        "duration_in_second",
        INTEGER,
        "How long it lasted, in seconds.",
    ),
    member("host_id", TEXT, "The user id of the host."),
    member("id", ids::MEETING, "The number of the meeting."),
    member(
        "is_breakout_room",
        Kind::Boolean,
        "Whether it was a breakout room.",
    ),
    member(
        "meeting_type",
        Kind::Choice(&["internal", "external"]),
        "Whether only people of the account were there (`internal`), or others too.",
    ),
    member(
        "parent_meeting_id",
        TEXT,
        "Of a breakout room: the UUID of its meeting.",
    ),
    member("recording_count", INTEGER, "How many files there are."),
    member("start_time", TIMESTAMP, "When it began, in UTC."),
    member("timezone", TEXT, "The time zone."),
    member("topic", TEXT, "What it is called."),
    member("total_size", INTEGER, "The size of all files, in bytes."),
    member(
        "type",
        Kind::Code(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 100]),
        "What it was: a meeting (1 instant, 2 scheduled, 3 recurring without a fixed time, 4 with a personal meeting id, 7 a personal audio conference, 8 recurring at a fixed time), a webinar (5 once, 6 recurring without a fixed time, 9 recurring at a fixed time), or a breakout room (100).",
    ),
    member("uuid", TEXT, "The id of the instance.").essential(),
    member(
        "status",
        Kind::Choice(&["completed", "processing"]),
        "Whether the archiving is finished.",
    ),
    member(
        "group_id",
        TEXT,
        "The ids of the groups that the archiving is for, with commas between them.",
    ),
    member(
        "physical_files",
        list(&Kind::Object(&PHYSICAL_FILE)),
        "The files as they were written, where there are several for one.",
    ),
];

static FILE: Shape = Shape::of(&[&[
    member(
        "download_url",
        TEXT,
        "Where the file can be fetched, with the connection's credential.",
    ),
    member(
        "file_extension",
        TEXT,
        "The usual ending of the file's name.",
    ),
    member(
        "file_path",
        TEXT,
        "Where the file is, for accounts with archives on their own premises.",
    ),
    member("file_size", INTEGER, "The size, in bytes."),
    member(
        "file_type",
        Kind::Choice(&[
            "MP4",
            "M4A",
            "CHAT",
            "CC",
            "CHAT_MESSAGE",
            "TRANSCRIPT",
            "SUB_GROUP_MEMBER_LOG",
            "AIC_COVERSATION",
        ]),
        "What kind of file it is: MP4 video, M4A sound, TRANSCRIPT and CC texts of what was said, CHAT and CHAT_MESSAGE the chat, SUB_GROUP_MEMBER_LOG who was in breakout rooms, AIC_COVERSATION questions to AI Companion.",
    ),
    member("id", TEXT, "The id of the file."),
    member(
        "individual",
        Kind::Boolean,
        "Whether it is of one participant.",
    ),
    member(
        "participant_email",
        ids::EMAIL,
        "Of one participant: the e-mail address.",
    ),
    member(
        "participant_join_time",
        TEXT,
        "Of one participant: when the person came, in UTC.",
    ),
    member(
        "participant_leave_time",
        TEXT,
        "Of one participant: when the person left, in UTC.",
    ),
    member(
        "recording_type",
        Kind::Choice(&[
            "shared_screen_with_speaker_view",
            "audio_only",
            "chat_file",
            "closed_caption",
            "chat_message",
            "audio_transcript",
            "aic_conversation",
        ]),
        "What the file shows or holds.",
    ),
    member(
        "status",
        Kind::Choice(&["completed", "processing", "failed"]),
        "Whether the file is ready.",
    ),
    member(
        "encryption_fingerprint",
        TEXT,
        "The fingerprint of the key that the file is encrypted with.",
    ),
    member(
        "number_of_messages",
        INTEGER,
        "Of a chat: how many messages it has.",
    ),
    member(
        "storage_location",
        Kind::Choice(&["US", "AU", "BR", "CA", "EU", "IN", "JP", "SG", "CH"]),
        "Where the file is stored, by country.",
    ),
    member(
        "auto_delete",
        Kind::Boolean,
        "Whether Zoom deletes it by itself.",
    ),
]]);

static PHYSICAL_FILE: Shape = Shape::of(&[&[
    member("file_id", TEXT, "The id of the file."),
    member("file_name", TEXT, "The name of the file."),
    member("file_size", INTEGER, "The size, in bytes."),
    member(
        "download_url",
        TEXT,
        "Where the file can be fetched, with the connection's credential.",
    ),
]]);

/// What to show of an archive.
pub(super) const COLUMNS: &[Column] = &[
    column("Start", "/start_time").in_zone("/timezone"),
    column("Topic", "/topic"),
    column("Files", "/recording_count"),
    column("Status", "/status"),
    column("UUID", "/uuid"),
];
