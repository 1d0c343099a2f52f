//! Meetings that are over.

mod list_instances;
