//! Scheduling as people say it: days by name, how long in hours and minutes, until when or how often,
//! and times as clocks in some place show them.
//!
//! What people say is brought into what Zoom takes before anything else is done with it, so that the
//! rules, the review and the recovery are those of create-meeting.

pub(crate) mod daily;
mod fields;
mod forms;
mod local;
mod meaning;
pub(crate) mod monthly;
pub(crate) mod one_time;
mod plan;
mod rules;
pub(crate) mod weekly;

pub(super) use forms::LENGTH;
pub(super) use local::{start_by_the_clock, start_in_utc};
