//! Reports.

mod active_hosts;
mod meeting_participants;
mod others;
mod user_meetings;
