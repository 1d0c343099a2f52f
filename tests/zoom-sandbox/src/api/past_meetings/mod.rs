//! Meetings that are over.

mod get;
mod instances;
pub(crate) mod participants;
pub(crate) mod qa;

use jiff::Timestamp;

use super::{call::Call, error::ApiError, operations::Handlers};
use crate::state::{State, instance::Instance, user::User};

pub(crate) const HANDLERS: Handlers = &[
    ("pastMeetingDetails", get::handle),
    ("pastMeetingParticipants", participants::handle),
    ("pastMeetings", instances::handle),
    ("listPastMeetingQA", qa::handle),
];

/// Refuses a meeting that is longer ago than a year.
pub(crate) fn not_too_old(instance: &Instance, now: Timestamp) -> Result<(), ApiError> {
    if instance.is_too_old(now) {
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
