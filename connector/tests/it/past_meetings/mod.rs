//! Meetings that are over.

mod attendance;
mod get;
mod list;
mod list_instances;
