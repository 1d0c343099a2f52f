//! The settings of a user: a file for each part of what Zoom tells of them.

mod audio;
mod authentication;
mod feature;
pub(crate) mod get;
mod in_meeting;
mod in_meeting_parts;
mod notifications;
mod passcodes;
mod recording;
mod recording_parts;
mod schedule;
mod security;
pub(crate) mod update;

use crate::shape::{Field, Kind, member};

/// A setting that is on or off.
const fn on(name: &'static str, description: &'static str) -> Field {
    member(name, Kind::Boolean, description)
}

/// Texts of the list that members of this name have.
const fn texts(name: &'static str, description: &'static str) -> Field {
    member(name, crate::shape::TEXTS, description)
}
