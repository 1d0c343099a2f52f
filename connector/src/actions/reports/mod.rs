//! Reports on what has been.

pub(crate) mod active_hosts;
pub(crate) mod daily_usage;
mod group;
pub(crate) mod meeting;
pub(crate) mod meeting_participants;
pub(crate) mod meeting_results;
pub(crate) mod operation_logs;
mod participant;
pub(crate) mod user_meetings;
pub(crate) mod webinar_participants;
