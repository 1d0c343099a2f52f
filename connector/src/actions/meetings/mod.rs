//! Meetings.

pub(crate) mod create;
pub(crate) mod delete;
mod fields;
pub(crate) mod get;
pub(crate) mod list;
mod recurrence;
mod schedule;
mod settings;
mod settings_parts;
pub(crate) mod update;

/// What the manifest lists the actions under.
const GROUP: &str = "Meetings";
