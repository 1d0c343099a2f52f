//! What the dashboard of the account shows, while it goes on and afterwards.

mod fields;
mod group;
pub(crate) mod list_meetings;
pub(crate) mod list_participants;
pub(crate) mod list_webinar_participants;
pub(crate) mod list_webinars;
mod listed;
pub(crate) mod meeting_quality;
mod participant;
