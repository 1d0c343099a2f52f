//! Reports.

mod active_hosts;
mod meeting_participants;
mod meeting_results;
mod others;
mod user_meetings;
