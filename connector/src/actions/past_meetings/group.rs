//! What the actions on meetings that are over share beside their fields.

use crate::group::Group;

pub(super) static GROUP: Group = Group::new(
    "Past meetings",
    "https://developers.zoom.us/docs/api/meetings/",
);
