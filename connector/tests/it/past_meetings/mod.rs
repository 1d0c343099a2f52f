//! Meetings that are over.

mod get;
mod list_instances;
