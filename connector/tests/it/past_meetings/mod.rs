//! Meetings that are over.

mod attendance;
mod get;
mod list_instances;
