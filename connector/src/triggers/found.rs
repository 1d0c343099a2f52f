//! What polls find in the lists and reports of meetings and webinars.

use serde_json::{Value, json};

use super::trigger::{Found, Poll};
use crate::manifest_only::ManifestOnly;
use crate::times::date_text;

/// How long it can take until something new is listed.
pub(super) const LATE_IN_LISTS: u64 = 3_600;

/// What a list has of a meeting or webinar that was made.
pub(super) fn made(item: Value) -> Vec<Found> {
    vec![Found {
        moment: text(&item, "created_at"),
        object: item,
        event: None,
    }]
}

/// A text of an item.
pub(super) fn text(item: &Value, name: &str) -> Option<String> {
    item.get(name)?.as_str().map(str::to_owned)
}

/// How long before its end something may have begun, in seconds: meetings go on past midnight, and whether
/// Zoom counts its days in UTC, and the first of them in, is not known for all lists.
const BEGUN_BEFORE: u64 = 2 * 24 * 3_600;

/// The days to ask a list for that goes by when things began, for what has ended between two moments.
pub(super) fn begun_between(from: u64, to: u64) -> Value {
    let from = date_text(from.saturating_sub(BEGUN_BEFORE));
    json!({ "from": from, "to": date_text(to), "all_pages": true })
}

/// How what is over is found. Zoom's reports can lag a day behind.
pub(super) const REPORTED: Poll = Poll {
    action: "report-user-meetings",
    input: begun_between,
    of_a_user: true,
    late: 24 * 3_600,
    find: |_| Vec::new(),
    interval: ManifestOnly::new(900),
};

/// What the report has of a meeting that is over, or of a webinar.
pub(super) fn over(mut item: Value, webinar: bool) -> Vec<Found> {
    let is_webinar = matches!(item.get("type").and_then(Value::as_u64), Some(5 | 6 | 9));
    if is_webinar != webinar {
        return Vec::new();
    }
    if let Some(email) = item.get("user_email").cloned() {
        item["host_email"] = email;
    }
    vec![Found {
        moment: text(&item, "end_time"),
        object: item,
        event: None,
    }]
}
