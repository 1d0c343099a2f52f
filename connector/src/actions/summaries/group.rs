//! What the actions on summaries and transcripts share beside their fields.

use crate::contract::FailureKind::{Forbidden, NotFound, Refused};
use crate::group::Group;
use crate::refusals::{Refusal, refusal};

pub(super) static GROUP: Group = Group::new(
    "Transcripts and summaries",
    "https://developers.zoom.us/docs/api/meetings/",
)
.plan("Pro or higher, with what makes them switched on");

/// Summaries are switched off.
pub(super) const SWITCHED_OFF: Refusal = refusal(
    400,
    3000,
    Refused,
    "Zoom makes no summaries for this account or user.",
    "Ask an administrator to switch on \"Meeting Summary with AI Companion\" in the settings.",
);

/// A setting keeps it back.
pub(super) const KEPT_BACK: Refusal = refusal(
    403,
    2305,
    Forbidden,
    "A setting of the account keeps summaries back, or this one is in the trash.",
    "Ask an administrator to look at \"Only share meeting summaries by email\" and at the addresses \
     that may see them, and look into the trash.",
);

/// There is no such meeting, or no summary of it.
pub(super) const NO_SUMMARY: Refusal = refusal(
    404,
    3001,
    NotFound,
    "There is no such meeting, or Zoom has no summary of it.",
    "Check the meeting id; a summary comes some minutes after the end of the meeting.",
);

/// There is no transcript, or not yet.
pub(super) const NO_TRANSCRIPT: Refusal = refusal(
    404,
    3322,
    NotFound,
    "There is no transcript of this meeting, or not yet.",
    "Name a meeting that is over; a transcript may take hours, and may stand with the recordings all \
     the same: see Get meeting recordings.",
);
