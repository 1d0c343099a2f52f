//! Conversations with Zoom, one file for each action: what is sent, and what comes out.

#![allow(
    clippy::needless_pass_by_value,
    clippy::result_large_err,
    clippy::unwrap_used,
    reason = "a test reads better so, and fails by panicking"
)]

mod answers;
mod anything;
mod apps;
mod archiving;
mod calls;
mod connection;
mod connections;
mod dashboards;
#[cfg(feature = "manifest")]
mod document;
mod every_action;
mod failures;
mod generic;
mod lists;
#[cfg(feature = "manifest")]
mod live;
mod manifest;
mod meetings;
mod past_meetings;
mod polls;
#[cfg(feature = "manifest")]
mod published;
mod recordings;
mod records;
mod refusals;
mod registrants;
mod reports;
mod rooms;
mod samples;
mod sdk;
mod summaries;
mod support;
mod titles;
#[cfg(feature = "manifest")]
mod triggers;
mod users;
mod webinars;
