//! What the actions on registrants share beside their fields.

use crate::contract::FailureKind::{Conflict, NotFound, Refused};
use crate::group::Group;
use crate::refusals::{Refusal, refusal};

pub(super) static GROUP: Group = Group::new(
    "Registrants",
    "https://developers.zoom.us/docs/api/meetings/",
)
.plan("Pro or higher, for the host");

/// People do not register for the meeting.
pub(super) const NO_REGISTRATION: Refusal = refusal(
    400,
    3000,
    Refused,
    "People do not register for this meeting, or it is a webinar.",
    "Get the meeting: `settings.approval_type` is 2 where nobody registers.",
);

/// Nobody else fits in.
pub(super) const FULL: Refusal = refusal(
    400,
    3043,
    Conflict,
    "The meeting has as many registrants as it may have.",
    "Cancel some, or raise `settings.registrants_restrict_number` of the meeting.",
);

/// The meeting is over.
pub(super) const OVER: Refusal = refusal(
    400,
    3038,
    Conflict,
    "The meeting is over, so nobody can register any more.",
    "Name a meeting that is to come.",
);

/// The meeting does not exist, by the code that elsewhere tells of users.
pub(super) const NO_MEETING: Refusal = refusal(
    404,
    1001,
    NotFound,
    "There is no such meeting.",
    "Check the meeting id.",
);
