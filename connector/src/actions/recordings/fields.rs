//! What the actions on recordings say of a recording.

use crate::actions::lookups;
use crate::ids;
use crate::input::Input;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, list, member, path, query};
use crate::times::TIMESTAMP;

/// What kinds of file a recording has.
pub(super) const FILE_TYPES: &[&str] = &[
    "MP4",
    "M4A",
    "CHAT",
    "TRANSCRIPT",
    "CSV",
    "TB",
    "CC",
    "CHAT_MESSAGE",
    "SUMMARY",
    "TIMELINE",
];

/// What a file shows or holds.
pub(super) const RECORDING_TYPES: &[&str] = &[
    "shared_screen_with_speaker_view(CC)",
    "shared_screen_with_speaker_view",
    "shared_screen_with_gallery_view",
    "active_speaker",
    "gallery_view",
    "shared_screen",
    "audio_only",
    "audio_transcript",
    "chat_file",
    "poll",
    "host_video",
    "closed_caption",
    "timeline",
    "thumbnail",
    "audio_interpretation",
    "summary",
    "summary_next_steps",
    "summary_smart_chapters",
    "sign_interpretation",
    "production_studio",
];

/// For actions on the recording of one meeting.
pub(super) const OF_A_MEETING: Field = path(
    "meeting_id",
    "{meetingId}",
    ids::MEETING_OR_UUID,
    "The meeting's number (as text or number, with or without spaces or dashes), which stands for its latest instance, or the UUID of an instance, as Zoom gave it. Webinars have both too.",
)
.choices(&lookups::RECORDINGS);

/// Whether the input names an instance of a meeting, and not the meeting, of which there may be several
/// recordings.
pub(super) fn names_one_instance(input: &Input) -> bool {
    let named = input.text("meeting_id").unwrap_or_default();
    !named.bytes().all(|byte| byte.is_ascii_digit())
}

/// For actions on one file of it.
pub(super) const FILE_ID: Field = path(
    "recording_id",
    "{recordingId}",
    ids::ID,
    "The id of the file, as Get meeting recordings tells it.",
)
.choices(&lookups::RECORDING_FILES);

/// For how many seconds a token for downloading works.
pub(super) const fn ttl(description: &'static str) -> Field {
    query("ttl", Kind::Integer(0, 604_800), description)
}

/// The recording of one instance of a meeting.
pub(crate) static RECORDING: &[Field] = &[
    member("id", ids::MEETING, "The meeting's number."),
    member(
        "uuid",
        TEXT,
        "The id of the instance of the meeting that was recorded.",
    )
    .essential(),
    member("account_id", TEXT, "The id of the account."),
    member("host_id", TEXT, "The user id of the host."),
    member("topic", TEXT, "What the meeting is called."),
    member(
        "type",
        Kind::Code(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 99]),
        "What was recorded: a meeting (1 instant, 2 scheduled, 3 recurring without a fixed time, 4 with a personal meeting id, 7 a personal audio conference, 8 recurring at a fixed time), a webinar (5 once, 6 recurring without a fixed time, 9 recurring at a fixed time), or 99 uploaded by hand.",
    ),
    member(
        "start_time",
        TIMESTAMP,
        "When the meeting began, in UTC.",
    ),
    member(
        "duration",
        INTEGER,
        "How long the meeting lasted, in minutes.",
    ),
    member("timezone", TEXT, "The time zone of the meeting."),
    member("host_email", ids::EMAIL, "The e-mail address of the host."),
    member(
        "share_url",
        TEXT,
        "Where the recording can be watched, with its passcode or without as its settings say.",
    )
    .sensitive(),
    member("recording_count", INTEGER, "How many files there are."),
    member("total_size", INTEGER, "The size of all files, in bytes."),
    member(
        "recording_play_passcode",
        TEXT,
        "The passcode in the form in which it goes behind `play_url` or `share_url`, after `?pwd=`.",
    )
    .sensitive(),
    member(
        "auto_delete",
        Kind::Boolean,
        "Whether Zoom deletes the recording by itself.",
    ),
    member("auto_delete_date", TEXT, "On which day it does."),
];

/// Its files.
pub(super) static FILES: &[Field] = &[member(
    "recording_files",
    list(&Kind::Object(&FILE)),
    "The files.",
)];

static FILE: Shape = Shape::of(&[OF_A_FILE]);

/// What is told of a file.
pub(crate) static OF_A_FILE: &[Field] = &[
    member(
        "id",
        TEXT,
        "The id of the file, which Download recording file takes as `recording_file_id`.",
    ),
    member(
        "meeting_id",
        TEXT,
        "The UUID of the instance of the meeting.",
    ),
    member("recording_start", TEXT, "When the recording began, in UTC."),
    member(
        "recording_end",
        TEXT,
        "When the recording ended, in UTC; empty while Zoom is processing it.",
    ),
    member(
        "file_type",
        Kind::Choice(FILE_TYPES),
        "What kind of file it is: MP4 video, M4A sound, TIMELINE times, TRANSCRIPT and CC texts of what was said, CHAT and CHAT_MESSAGE the chat, CSV polls, SUMMARY the summary. Empty while Zoom is processing it.",
    ),
    member(
        "file_extension",
        Kind::Choice(&["MP4", "M4A", "TXT", "VTT", "CSV", "JSON", "JPG"]),
        "The usual ending of the file's name.",
    ),
    member("file_size", Kind::Number, "The size, in bytes."),
    member(
        "file_path",
        TEXT,
        "Where the file is, for accounts with recordings on their own premises.",
    ),
    member(
        "recording_type",
        Kind::Choice(RECORDING_TYPES),
        "What the file shows or holds.",
    ),
    member(
        "status",
        Kind::Choice(&["completed", "processing"]),
        "Whether the file is ready.",
    ),
    member("play_url", TEXT, "Where the file can be watched."),
    member(
        "download_url",
        TEXT,
        "Where the file can be fetched, with the connection's credential.",
    ),
    member(
        "deleted_time",
        TEXT,
        "When the file was deleted, for files in the trash.",
    ),
];

/// A participant's own sound.
pub(super) static PARTICIPANT_AUDIO_FILE: Shape = Shape::of(&[OF_AN_AUDIO_FILE]);

/// What is told of a participant's own sound.
pub(crate) static OF_AN_AUDIO_FILE: &[Field] = &[
    member(
        "id",
        TEXT,
        "The id of the file, which Download recording file takes as `recording_file_id`.",
    ),
    member("file_name", TEXT, "The name of the file."),
    member("file_type", TEXT, "What kind of file it is, such as M4A."),
    member("file_size", Kind::Number, "The size, in bytes."),
    member(
        "file_path",
        TEXT,
        "Where the file is, for accounts with recordings on their own premises.",
    ),
    member(
        "recording_start",
        TIMESTAMP,
        "When the recording began, in UTC.",
    ),
    member(
        "recording_end",
        TIMESTAMP,
        "When the recording ended, in UTC.",
    ),
    member(
        "status",
        Kind::Choice(&["completed", "processing"]),
        "Whether the file is ready.",
    ),
    member("play_url", TEXT, "Where the file can be heard."),
    member(
        "download_url",
        TEXT,
        "Where the file can be fetched, with the connection's credential.",
    ),
];
