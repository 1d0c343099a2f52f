//! Samples are copied: what one says must still be taken long after it was written.

use serde_json::Value;
use zoom_connector::contract::{Connection, Step};

use crate::support::connection;

/// 2035-01-01T00:00:00Z.
const LONG_AFTER: u64 = 2_051_222_400;

fn actions() -> Vec<Value> {
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    manifest["actions"].as_array().unwrap().clone()
}

fn id(action: &Value) -> &str {
    action["id"].as_str().unwrap()
}

#[test]
fn every_sample_is_taken_years_after_it_was_written() {
    for action in actions() {
        let connection = Connection {
            now: LONG_AFTER,
            ..connection(&[])
        };
        let input = action["sample"]["input"].to_string();
        let step = zoom_connector::invoke(&connection, id(&action), &input);
        if let Err(failure) = step {
            panic!("{}: {failure:?}", id(&action));
        }
    }
}

#[test]
fn no_sample_of_something_to_come_begins_before_2035() {
    let mut begin = 0;
    for action in actions() {
        let input = &action["sample"]["input"];
        let Some(start) = input["start_time"].as_str() else {
            continue;
        };
        begin += 1;
        assert!(start > "2035", "{}: {start}", id(&action));
    }
    assert!(begin > 8, "{begin}");
    for action in actions() {
        let examples = &action["input"]["properties"]["start_time"]["examples"];
        for example in examples.as_array().into_iter().flatten() {
            let example = example.as_str().unwrap();
            assert!(example > "2035", "{}: {example}", id(&action));
        }
    }
    for action in actions() {
        let can_refuse = action["input"]["properties"]["allow_past_start"].is_object();
        let begins = action["sample"]["input"]["start_time"].is_string();
        // A meeting without a fixed time begins never.
        assert!(!can_refuse || begins, "{}", id(&action));
    }
}

#[test]
fn no_sample_names_days_that_zoom_forgets_where_it_can_do_without() {
    let mut reports = 0;
    for action in actions() {
        let connection = Connection {
            now: LONG_AFTER,
            ..connection(&[])
        };
        let input = action["sample"]["input"].to_string();
        let step = zoom_connector::invoke(&connection, id(&action), &input);
        let Ok(Step::Send(exchange)) = step else {
            continue;
        };
        let forgotten = |warning: &String| warning.contains("nothing of the days before");
        let required = action["input"]["required"].as_array();
        let needs_days = required.is_some_and(|names| names.contains(&"from".into()));
        reports += usize::from(needs_days);
        assert!(
            needs_days || !exchange.warnings.iter().any(forgotten),
            "{}: {:?}",
            id(&action),
            exchange.warnings
        );
    }
    assert!(reports > 3, "{reports}");
}
