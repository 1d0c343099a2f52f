//! Webinars. They are planned, changed and held as meetings are; here is what
//! sets them apart.

mod create;
mod delete;
mod get;
mod list;
mod simulive;
mod status;
mod update;
mod view;

use super::{call::Call, error::ApiError, operations::Handlers};
use crate::state::{
    meeting::Meeting,
    occurrences::Occurrence,
    user::{License, User},
};

pub(crate) const HANDLERS: Handlers = &[
    ("webinarCreate", create::handle),
    ("webinar", get::handle),
    ("webinarUpdate", update::handle),
    ("webinarDelete", delete::handle),
    ("webinars", list::handle),
    ("webinarStatus", status::handle),
];

/// Refuses a user without a webinar plan. Every licensed user has one here.
pub(crate) fn has_plan(user: &User, named: &str) -> Result<(), ApiError> {
    if user.license == License::Basic {
        return Err(ApiError::bad_request(
            200,
            format!(
                "Webinar plan is missing. You must subscribe to the webinar plan and enable webinars for {named} in order to perform this action."
            ),
        ));
    }
    Ok(())
}

/// The occurrence that a call names, if it names one. The error is published
/// for deleting alone.
fn occurrence<'w>(
    call: &Call<'_>,
    webinar: &'w Meeting,
) -> Result<Option<&'w Occurrence>, ApiError> {
    call.query_text("occurrence_id")
        .map(|id| {
            webinar
                .occurrences
                .iter()
                .find(|occurrence| occurrence.id == id && !occurrence.deleted)
                .ok_or_else(|| ApiError::bad_request(3000, "Webinar occurrence does not exist."))
        })
        .transpose()
}
