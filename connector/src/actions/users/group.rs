//! What the actions on users share beside their fields.

use crate::group::Group;

pub(super) static GROUP: Group = Group::new("Users", "https://developers.zoom.us/docs/api/users/");
