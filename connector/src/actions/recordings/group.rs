//! What the actions on recordings share beside their fields.

use crate::group::Group;

pub(super) static GROUP: Group = Group::new(
    "Cloud recordings",
    "https://developers.zoom.us/docs/api/meetings/",
)
.plan("Pro or higher, with cloud recording switched on");
