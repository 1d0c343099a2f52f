//! Meetings.

mod create;
mod delete;
mod fields;
mod get;
mod list;
pub(crate) mod settings;
mod update;
mod view;

use super::operations::Handlers;

pub(crate) const HANDLERS: Handlers = &[
    ("meetingCreate", create::handle),
    ("meeting", get::handle),
    ("meetingUpdate", update::handle),
    ("meetingDelete", delete::handle),
    ("meetings", list::handle),
];
