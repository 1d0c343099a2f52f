//! What the actions on meetings that are over share beside their fields.

use crate::actions::lookups;
use crate::contract::FailureKind::{InvalidInput, NotFound};
use crate::group::Group;
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::shape::{Field, path};

pub(super) static GROUP: Group = Group::new(
    "Past meetings",
    "https://developers.zoom.us/docs/api/meetings/",
);

/// For actions on one instance of a meeting that is over.
pub(crate) static OF_A_PAST_MEETING: &[Field] = &[path(
    "meeting_id",
    "{meetingId}",
    ids::MEETING_OR_UUID,
    "The meeting's number, which stands for its latest instance, or the UUID of an instance.",
)
.choices(&lookups::PAST_MEETINGS)];

/// Zoom has forgotten it.
pub(super) const TOO_LONG_AGO: Refusal = refusal(
    400,
    12702,
    InvalidInput,
    "It was longer ago than Zoom tells: a year.",
    "Name a meeting of the last year.",
);

/// There is no such meeting that is over.
pub(super) const NOT_OVER: Refusal = refusal(
    404,
    3001,
    NotFound,
    "There is no such meeting that is over: it does not exist, has not taken place, or still goes on.",
    "Check the meeting id, and start it again when the meeting has been over for some minutes.",
);
