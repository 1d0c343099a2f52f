//! Cloud recordings.

mod get;
mod list;
pub(crate) mod view;

use super::operations::Handlers;

pub(crate) const HANDLERS: Handlers = &[
    ("recordingsList", list::handle),
    ("recordingGet", get::handle),
];
