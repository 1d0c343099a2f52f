//! How a summary looks in an answer.

use serde_json::{Map, Value, json};

use crate::{
    state::{
        State,
        instance::{Instance, Summary},
    },
    time,
};

/// What the list shows of a summary, which "get" shows too.
pub(super) fn heading(state: &State, instance: &Instance, summary: &Summary) -> Map<String, Value> {
    let host_email = state
        .user(&instance.host_id)
        .map(|host| host.email.as_str())
        .unwrap_or_default();
    let members = [
        ("meeting_host_id", json!(instance.host_id)),
        ("meeting_host_email", json!(host_email)),
        ("meeting_uuid", json!(instance.uuid)),
        ("meeting_id", json!(instance.meeting_id)),
        ("meeting_topic", json!(instance.topic)),
        ("meeting_start_time", json!(time::utc(instance.start_time))),
        ("meeting_end_time", json!(time::utc(instance.end_time))),
        ("summary_start_time", json!(time::utc(instance.start_time))),
        ("summary_end_time", json!(time::utc(instance.end_time))),
        (
            "summary_created_time",
            json!(time::utc(summary.created_time)),
        ),
        (
            "summary_last_modified_time",
            json!(time::utc(summary.created_time)),
        ),
    ];
    members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
