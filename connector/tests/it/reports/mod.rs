//! Reports.

mod active_hosts;
mod meeting_participants;
mod user_meetings;
