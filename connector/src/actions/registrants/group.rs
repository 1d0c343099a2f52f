//! What the actions on registrants share beside their fields.

use crate::group::Group;

pub(super) static GROUP: Group = Group::new(
    "Registrants",
    "https://developers.zoom.us/docs/api/meetings/",
)
.plan("Pro or higher, for the host");
