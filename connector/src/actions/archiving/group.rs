//! What the actions on archives share beside their fields.

use crate::group::Group;

pub(super) static GROUP: Group =
    Group::new("Archiving", "https://developers.zoom.us/docs/api/meetings/")
        .plan("An account with archiving, which Zoom's support switches on");
