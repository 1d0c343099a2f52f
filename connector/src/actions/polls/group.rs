//! What the actions on polls share beside their fields.

use crate::actions::lookups;
use crate::contract::FailureKind::{Forbidden, InvalidInput, NotFound, Refused};
use crate::group::Group;
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::shape::{Field, path};

pub(super) static GROUP: Group =
    Group::new("Polls", "https://developers.zoom.us/docs/api/meetings/")
        .plan("Pro or higher, for the host");

/// For actions on one poll.
pub(super) const POLL_ID: Field =
    path("poll_id", "{pollId}", ids::ID, "The id of the poll.").choices(&lookups::POLLS);

/// What endpoints of polls mean by their errors.
pub(super) static REFUSALS: &[Refusal] = &[
    refusal(
        400,
        4400,
        Forbidden,
        "Polls, or those of more than simple questions, are switched off for the host, or the meeting \
         has as many as it may have.",
        "Ask an administrator to switch on \"Meeting Polls/Quizzes\" and, for other questions than \
         single and multiple choice, advanced polls; a meeting has 50 at most.",
    ),
    refusal(
        404,
        404,
        NotFound,
        "There is no such meeting, or no such poll of it.",
        "List the polls of the meeting to see their ids.",
    ),
    refusal(
        400,
        300,
        InvalidInput,
        "Zoom does not take the meeting id, or something of the poll.",
        "Check the meeting id, and that each question has what its `type` takes.",
    ),
    refusal(
        400,
        3000,
        Refused,
        "Zoom makes no polls for what the meeting id names, such as a webinar.",
        "Name a meeting that somebody of the account has scheduled.",
    ),
];
