//! Webinars, who registers for them, and who speaks in them.

pub(crate) mod add_panelists;
pub(crate) mod add_registrant;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod end;
mod fields;
pub(crate) mod get;
mod group;
pub(crate) mod list;
pub(crate) mod list_absentees;
pub(crate) mod list_panelists;
pub(crate) mod list_past_polls;
pub(crate) mod list_past_questions;
pub(crate) mod list_registrants;
mod recovery;
pub(crate) mod remove_panelist;
mod schedule;
pub(crate) mod settings;
pub(crate) mod update;
pub(crate) mod update_registrant_status;

pub(crate) use schedule::RECURRING;
