//! What the lists of meetings and of webinars have alike.

use super::fields::COLUMNS;
use super::group::{NO_DASHBOARD, NOT_BY_END};
use crate::action::Action;
use crate::refusals::Refusal;

/// A list of what there was or is on the dashboard.
pub(super) const fn list(action: Action) -> Action {
    action
        .description("Zoom counts each request against its smallest limit, so ask seldom.")
        .rate_label("RESOURCE-INTENSIVE")
        .refusals(REFUSALS)
        .columns(COLUMNS)
}

const REFUSALS: &[Refusal] = &[NO_DASHBOARD, NOT_BY_END];

/// The input of a sample.
pub(super) const LAST_MONTH: &str =
    r#"{ "type": "past", "from": "2026-11-01", "to": "2026-11-30", "all_pages": true }"#;

/// The output of a sample, with this name for the items.
macro_rules! listed {
    ($items:literal) => {
        concat!(
            r#"{ "from": "2026-11-01", "to": "2026-11-30", ""#,
            $items,
            r#"": [{
                "id": "85746065432",
                "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "topic": "Weekly review",
                "host": "Anna Huber",
                "email": "host@example.com",
                "start_time": "2026-11-17T01:00:00Z",
                "end_time": "2026-11-17T01:30:00Z",
                "duration": "30:00",
                "participants": 2,
                "has_recording": true,
                "audio_quality": "good"
            }],
            "next_page_token": "",
            "page_size": 300,
            "total_records": 1,
            "has_more": false
        }"#
        )
    };
}
pub(super) use listed;
