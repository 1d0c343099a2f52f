//! What the actions on meetings share beside their fields.

use serde_json::Value;

use crate::group::Group;
use crate::quota::Quota;
use crate::shape::Object;

pub(super) static GROUP: Group =
    Group::new("Meetings", "https://developers.zoom.us/docs/api/meetings/");

/// What creates or changes meetings counts against it.
pub(super) static DAILY_QUOTA: Quota = Quota {
    told_by: "particular user",
    used_up: "Zoom allows 100 requests a day that create or update meetings of one user, and they \
              are used up. They renew at 00:00 UTC: start it again then.",
};

/// Whether a change has nothing in it, or only objects without anything.
pub(super) fn says_nothing(change: &Object) -> bool {
    let empty = |value: &Value| value.as_object().is_some_and(Object::is_empty);
    change.values().all(empty)
}
