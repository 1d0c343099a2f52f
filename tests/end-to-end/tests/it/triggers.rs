//! Triggers of the built connector: the local Zoom delivers, the built program takes and polls.

mod deliveries;
mod passed_on;
mod polls;
mod receiving;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// A meeting that begins in ten minutes and is recorded.
fn recorded_meeting() -> Value {
    let start = Timestamp::now() + SignedDuration::from_mins(10);
    json!({
        "topic": "Recorded", "start_time": start.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "duration": 10, "settings": { "auto_recording": "cloud" },
    })
}
