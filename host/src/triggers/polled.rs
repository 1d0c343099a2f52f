//! What a poll came to.

use serde::Deserialize;
use serde_json::Value;

use super::{Event, EventError};
use crate::told;

/// What a poll came to: `$defs/polled` of the manifest's schema, with the events
/// of all pages.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct Polled {
    /// The events, the oldest first.
    pub events: Vec<Event>,
    /// What the next poll is given.
    #[serde(deserialize_with = "Value::deserialize")]
    pub cursor: Value,
    /// What the caller should know, in plain sentences.
    #[serde(default)]
    pub warnings: Vec<String>,
}

impl Polled {
    /// Reads what a poll of `trigger` ended with, and the items of the pages
    /// that came before.
    pub(crate) fn read(
        trigger: &str,
        pages: Vec<Value>,
        output: Value,
    ) -> Result<Self, EventError> {
        let mut polled: Self = serde_json::from_value(output)?;
        let last = std::mem::take(&mut polled.events);
        for event in pages {
            polled.events.push(serde_json::from_value(event)?);
        }
        polled.events.extend(last);
        for event in &polled.events {
            event.check_polled(trigger)?;
        }
        polled.warnings = told::warnings(polled.warnings);
        Ok(polled)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(id: &str) -> Value {
        json!({
            "trigger": "note-created", "id": id, "occurred_at": "2026-11-26T10:00:00Z",
            "subject": {"account": "kitchen"}, "data": {"text": "Buy bread"},
        })
    }

    fn read(pages: Vec<Value>, output: Value) -> Result<Polled, String> {
        Polled::read("note-created", pages, output).map_err(|error| error.to_string())
    }

    #[test]
    fn the_events_of_all_pages_come_in_their_order() {
        let output = json!({"events": [event("c")], "cursor": 7});
        let polled = read(vec![event("a"), event("b")], output).unwrap();
        let ids: Vec<_> = polled.events.iter().map(|event| &*event.id).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        assert_eq!(polled.cursor, 7);
        assert_eq!(polled.warnings, [""; 0]);
    }

    fn with_id(length: usize) -> Value {
        json!({"events": [event(&"a".repeat(length))], "cursor": null})
    }

    #[test]
    fn what_is_no_poll_is_refused_with_the_reason() {
        let refusal = |output| read(Vec::new(), output).unwrap_err();
        let with = |member: &str, value: Value| {
            let mut event = event("a");
            event[member] = value;
            json!({"events": [event], "cursor": null})
        };
        insta::assert_snapshot!(refusal(json!({"events": []})), @"what it told does not have the documented shape: missing field `cursor`");
        insta::assert_snapshot!(refusal(with("id", json!(""))), @"an event of the trigger `note-created` has no id");
        insta::assert_snapshot!(refusal(with("id", json!("a".repeat(1025)))), @"an event of the trigger `note-created` has an id of 1025 bytes, and 1024 are the most");
        assert!(read(Vec::new(), with_id(1024)).is_ok());
        insta::assert_snapshot!(refusal(with("trigger", json!("note-removed"))), @"it told of the trigger `note-removed`, and another one was polled");
        insta::assert_snapshot!(refusal(with("subject", json!({"account": ""}))), @"what it told does not have the documented shape: an id is empty");
        assert!(read(Vec::new(), with("occurred_at", json!("yesterday"))).is_err());
        assert!(read(vec![json!(1)], json!({"events": [], "cursor": 1})).is_err());
    }
}
