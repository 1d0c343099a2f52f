//! What the actions on apps share.

use crate::group::Group;

pub(super) static GROUP: Group =
    Group::new("Apps", "https://developers.zoom.us/docs/api/marketplace/");
