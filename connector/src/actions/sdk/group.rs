//! What the actions for the Meeting SDK share.

use crate::group::Group;

pub(super) static GROUP: Group = Group::new(
    "Meeting SDK",
    "https://developers.zoom.us/docs/meeting-sdk/auth/",
);
