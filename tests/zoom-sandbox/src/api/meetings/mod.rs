//! Meetings.

pub(crate) mod create;
pub(crate) mod delete;
mod fields;
mod get;
mod invitation;
mod invite_links;
mod list;
pub(crate) mod settings;
mod status;
mod token;
mod upcoming;
pub(crate) mod update;
pub(crate) mod view;

pub(crate) use view::occurrence;

use super::operations::Handlers;

pub(crate) const HANDLERS: Handlers = &[
    ("meetingCreate", create::handle),
    ("meeting", get::handle),
    ("meetingUpdate", update::handle),
    ("meetingDelete", delete::handle),
    ("meetings", list::handle),
    ("listUpcomingMeeting", upcoming::handle),
    ("meetingStatus", status::handle),
    ("meetingInvitation", invitation::handle),
    ("meetingInviteLinksCreate", invite_links::handle),
    ("meetingToken", token::handle),
];
