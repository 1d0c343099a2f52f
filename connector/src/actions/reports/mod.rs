//! Reports on what has been.

pub(crate) mod active_hosts;
mod group;
pub(crate) mod meeting_participants;
mod participant;
pub(crate) mod user_meetings;
