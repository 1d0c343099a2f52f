//! Finding a webinar that was made though Zoom's answer was lost, as meetings are found.

use super::{get, list};
use crate::actions::meetings::recovery::{Sort, ask, take};
use crate::recovery::Recovery;

pub(super) static NEW_WEBINAR: Recovery = Recovery {
    asks: &[&list::ACTION.endpoint, &get::ACTION.endpoint],
    ask: |input, memory| ask(&WEBINARS, input, memory),
    take: |lost, memory, answer| take(&WEBINARS, lost, memory, answer),
    // No refusal of a second attempt is due to a first that made a webinar.
    doubt: |_, _| None,
};

static WEBINARS: Sort = Sort {
    list: &list::ACTION,
    get: &get::ACTION,
    id: "webinar_id",
    one: "webinar",
    several: "webinars",
};
