//! Meetings.

pub(crate) mod add_alternative_hosts;
mod alternative_hosts;
mod change;
pub(crate) mod create;
pub(crate) mod create_invite_links;
mod definition;
pub(crate) mod delete;
pub(crate) mod end;
pub(crate) mod export;
mod fields;
pub(crate) mod find;
pub(crate) mod get;
pub(crate) mod get_invitation;
mod gone;
mod group;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod list_templates;
pub(crate) mod list_upcoming;
pub(crate) mod planned;
pub(crate) mod recover;
mod recovery;
pub(crate) mod recurrence;
pub(crate) mod remove_alternative_hosts;
pub(crate) mod reschedule;
mod review;
mod schedule;
pub(crate) mod series;
pub(crate) mod settings;
pub(crate) mod settings_parts;
mod settings_warnings;
pub(crate) mod update;

pub(crate) use fields::{OCCURRENCE, OF_A_MEETING, SEEN_TRACKING_FIELD, occurrence};
