//! Meetings that are over.

mod get;
mod instances;
pub(crate) mod participants;
pub(crate) mod qa;

use jiff::{SignedDuration, Timestamp};

use super::{call::Call, error::ApiError, operations::Handlers};
use crate::state::{State, instance::Instance, user::User};

pub(crate) const HANDLERS: Handlers = &[
    ("pastMeetingDetails", get::handle),
    ("pastMeetingParticipants", participants::handle),
    ("pastMeetings", instances::handle),
    ("listPastMeetingQA", qa::handle),
];

/// How long Zoom tells what happened in a meeting.
const A_YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Refuses a meeting that is longer ago than a year.
fn not_too_old(instance: &Instance, now: Timestamp) -> Result<(), ApiError> {
    if instance.end_time + A_YEAR < now {
        return Err(ApiError::bad_request(
            12_702,
            "Can not access a meeting a year ago.",
        ));
    }
    Ok(())
}

/// Who hosted it, of whom nothing is left when the user was deleted.
fn host<'s>(call: &Call<'_>, state: &'s State, instance: &Instance) -> Result<&'s User, ApiError> {
    state
        .user(&instance.host_id)
        .ok_or_else(|| ApiError::meeting_does_not_exist(call.path("meetingId")))
}
