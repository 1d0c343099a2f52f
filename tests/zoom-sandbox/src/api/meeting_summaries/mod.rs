//! Summaries that AI Companion wrote about meetings.

mod delete;
mod get;
mod list;
pub(crate) mod view;

use super::{call::Call, error::ApiError, operations::Handlers};
use crate::state::{
    State,
    instance::{Instance, Summary},
};

pub(crate) const HANDLERS: Handlers = &[
    ("Listmeetingsummaries", list::handle),
    ("Getameetingsummary", get::handle),
    ("Deletemeetingorwebinarsummary", delete::handle),
];

/// The instance and its summary that `{meetingId}` names. That a meeting
/// without one is not found is a guess.
fn find<'s>(call: &Call<'_>, state: &'s State) -> Result<(&'s Instance, &'s Summary), ApiError> {
    let instance = call.past_instance(state)?;
    let summary = instance
        .summary
        .as_ref()
        .ok_or_else(|| ApiError::meeting_does_not_exist(call.path("meetingId")))?;
    if summary.trashed {
        return Err(ApiError::new(
            http::StatusCode::FORBIDDEN,
            2305,
            "The meeting summary has been moved to Trash and cannot be accessed.",
        ));
    }
    Ok((instance, summary))
}
