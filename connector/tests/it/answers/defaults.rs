//! The defaults of the manifest: a form that fills them in says no more than one that leaves them out.

use serde_json::{Value, json};
use zoom_connector::contract::Step;

use crate::answers::{seen, sent_after};
use crate::support::{answer, begin, resume};

fn actions() -> Vec<Value> {
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    manifest["actions"].as_array().unwrap().clone()
}

fn action(id: &str) -> Value {
    let mut actions = actions().into_iter();
    actions.find(|action| action["id"] == id).unwrap()
}

/// Adds the defaults of a schema to a value, and those of the objects in it.
fn fill(schema: &Value, value: &mut Value) {
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        if let (None, Some(default)) = (value.get(name), schema.get("default")) {
            value[name] = default.clone();
        }
        if let Some(inner) = value.get_mut(name).filter(|inner| inner.is_object()) {
            fill(schema, inner);
        }
    }
}

fn has_default(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => {
            members.contains_key("default") || members.values().any(has_default)
        }
        Value::Array(items) => items.iter().any(has_default),
        _ => false,
    }
}

#[test]
fn a_sample_with_all_defaults_is_taken_by_every_action() {
    for action in actions() {
        let id = action["id"].as_str().unwrap();
        for mut input in [action["sample"]["input"].clone(), required(&action)] {
            fill(&action["input"], &mut input);
            begin(id, input.clone()).unwrap_or_else(|failure| panic!("{id} {input}: {failure:?}"));
        }
    }
}

/// A sample with its required fields alone; a change has to have another.
fn required(action: &Value) -> Value {
    let mut input = action["sample"]["input"].clone();
    if action["http"]["method"] == "PATCH" || action["http"]["method"] == "PUT" {
        return input;
    }
    // A series has to have an end, which can be said in two ways.
    if ["end_after", "end_date"]
        .iter()
        .any(|end| input.get(end).is_some())
    {
        return input;
    }
    // An app is approved for everybody, or for those who are named.
    if action["id"] == "pre-approve-app" {
        return input;
    }
    // Files are those of a meeting or of a span of days.
    if action["id"] == "download-recordings" {
        return input;
    }
    // An app is for actions or for events, and people sign in to it unless it is told otherwise.
    if action["id"] == "build-app-manifest" {
        return input;
    }
    // One is removed, or all are.
    if action["id"] == "remove-panelist" {
        return input;
    }
    let required = action["input"]["required"].as_array();
    let is_required = |name: &str| required.is_some_and(|names| names.contains(&name.into()));
    let members = input.as_object_mut().unwrap();
    members.retain(|name, _| is_required(name) || name == "topic");
    input
}

#[test]
fn every_kind_of_series_goes_with_all_defaults() {
    let create = action("create-meeting");
    for recurrence in [
        json!({ "type": 1, "end_times": 3 }),
        json!({ "type": 2, "weekly_days": "2", "end_date_time": "2026-12-24T17:00:00Z" }),
        json!({ "type": 3, "monthly_day": 1 }),
        json!({ "type": 3, "monthly_week": 1, "monthly_week_day": 2 }),
    ] {
        let mut input =
            json!({ "type": 8, "start_time": "2026-09-15T10:00:00Z", "recurrence": recurrence });
        fill(&create["input"], &mut input);
        assert!(matches!(begin("create-meeting", input), Ok(Step::Send(_))));
    }
}

#[test]
fn a_change_has_no_defaults() {
    for action in actions() {
        // What this one takes is how it chooses, and not what it changes.
        if action["id"] == "recycle-licence" {
            continue;
        }
        if action["http"]["method"] == "PATCH" || action["http"]["method"] == "PUT" {
            assert!(!has_default(&action["input"]), "{}", action["id"]);
        }
    }
    let update = action("update-meeting");
    let mut input = json!({ "meeting_id": 1, "topic": "x" });
    fill(&update["input"], &mut input);
    assert_eq!(
        sent_after("update-meeting", input, seen()).0,
        json!({ "topic": "x" })
    );
}

#[test]
fn a_recording_file_is_found_by_its_id_with_all_defaults() {
    let download = action("download-recording");
    let mut input = json!({ "meeting_id": 1, "recording_file_id": "f" });
    fill(&download["input"], &mut input);
    let Ok(Step::Send(exchange)) = begin("download-recording", input) else {
        panic!("refused");
    };
    let recording = json!({ "uuid": "a", "recording_files": [{ "id": "f", "file_type": "CHAT", "file_size": 2,
        "download_url": "https://zoom.us/rec/download/f" }] });
    assert!(matches!(
        resume(&exchange.state, answer(200, recording)),
        Ok(Step::Download(_))
    ));
}
