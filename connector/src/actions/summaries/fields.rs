//! What is told of a summary.

use crate::ids;
use crate::shape::{Field, TEXT, member};
use crate::times::TIMESTAMP;

/// What summaries have in lists and alone.
pub(crate) static COMMON: &[Field] = &[
    member("meeting_id", ids::MEETING, "The meeting's number."),
    member(
        "meeting_uuid",
        TEXT,
        "The id of the instance of the meeting.",
    )
    .essential(),
    member("meeting_topic", TEXT, "What the meeting is called."),
    member("meeting_host_id", TEXT, "The user id of the host."),
    member(
        "meeting_host_email",
        ids::EMAIL,
        "The e-mail address of the host.",
    ),
    member(
        "meeting_start_time",
        TIMESTAMP,
        "When the meeting began, in UTC.",
    ),
    member(
        "meeting_end_time",
        TIMESTAMP,
        "When the meeting ended, in UTC.",
    ),
    member(
        "summary_start_time",
        TIMESTAMP,
        "From when on it was summed up, in UTC.",
    ),
    member(
        "summary_end_time",
        TIMESTAMP,
        "Until when it was summed up, in UTC.",
    ),
    member(
        "summary_created_time",
        TIMESTAMP,
        "When the summary was made, in UTC.",
    ),
    member(
        "summary_last_modified_time",
        TIMESTAMP,
        "When the summary was changed last, in UTC.",
    ),
];
