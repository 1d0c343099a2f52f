//! Meetings that are over.

mod group;
pub(crate) mod list_instances;
