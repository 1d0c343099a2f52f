//! What the actions on recordings share beside their fields.

use crate::contract::FailureKind::{Conflict, NotFound, PlanRequired};
use crate::group::Group;
use crate::refusals::{Refusal, refusal};

pub(super) static GROUP: Group = Group::new(
    "Cloud recordings",
    "https://developers.zoom.us/docs/api/meetings/",
)
.plan("Pro or higher, with cloud recording switched on");

/// There is nothing to delete.
pub(super) const GONE: Refusal = refusal(
    404,
    3301,
    NotFound,
    "There is no cloud recording of this meeting, or it is in the trash already.",
    "Check the meeting id; with `action: delete`, what is in the trash is deleted for good.",
);

/// The recording goes on.
pub(super) const UNFINISHED: Refusal = refusal(
    400,
    3303,
    Conflict,
    "The recording still goes on.",
    "Start it again when the meeting is over.",
);

/// Something else at Zoom has it.
pub(super) const IN_USE: Refusal = refusal(
    400,
    3310,
    Conflict,
    "The recording is used elsewhere at Zoom, such as for a simulive webinar, and can't be deleted.",
    "Take it out of there first.",
);

/// There is nothing to recover.
pub(super) const NOT_IN_TRASH: Refusal = refusal(
    404,
    3301,
    NotFound,
    "There is no recording of this meeting in the trash.",
    "Check the ids; what was deleted more than 30 days ago, or for good, is gone. List recordings with \
     `trash: true` shows what is there.",
);

/// There is no room.
pub(super) const FULL: Refusal = refusal(
    400,
    3309,
    PlanRequired,
    "The account has no room left for recordings.",
    "Delete others, or buy more.",
);
