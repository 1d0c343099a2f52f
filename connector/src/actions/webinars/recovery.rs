//! Finding a webinar that was made though Zoom's answer was lost, as meetings are found.

use super::{get, list};
use crate::actions::meetings::recovery::Made;

pub(super) static NEW_WEBINAR: Made = Made {
    list: &list::ACTION,
    get: &get::ACTION,
    id: "webinar_id",
    one: "webinar",
    several: "webinars",
};
