//! Compares the manifest with the operations that Zoom publishes, as `tests/published/` has them. Every
//! published field has to be there, with its choices and limits, and an input may have no field
//! that is not published.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

const OPERATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/published/operations");

/// Fields of the connector's own: those that stand for a part of the path, and those that steer it.
const OWN: [&str; 7] = [
    ".meeting_id",
    ".user_id",
    ".all_pages",
    ".max_items",
    ".recording_file_id",
    ".file_type",
    ".recording_type",
];

/// Fields by path, such as `.settings.breakout_room.rooms[].name`.
type Fields = BTreeMap<String, Value>;

fn fields(schema: &Value) -> Fields {
    let mut fields = Fields::new();
    collect(schema, "", &mut fields);
    fields
}

fn collect(schema: &Value, path: &str, fields: &mut Fields) {
    for part in ["allOf", "oneOf"] {
        for schema in schema[part].as_array().into_iter().flatten() {
            collect(schema, path, fields);
        }
    }
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        collect(schema, &path, fields);
        fields.insert(path, schema.clone());
    }
    if schema["items"].is_object() {
        collect(&schema["items"], &format!("{path}[]"), fields);
    }
}

fn choices(schema: &Value) -> Vec<String> {
    let own = schema["enum"].as_array();
    let open = schema.pointer("/anyOf/0/enum").and_then(Value::as_array);
    let text = |value: &Value| value.to_string().trim_matches('"').to_owned();
    own.or(open).into_iter().flatten().map(text).collect()
}

/// What `published` says of the values of a field and `ours` does not.
fn differences(published: &Value, ours: &Value, is_input: bool) -> Vec<String> {
    let mut differences = Vec::new();
    let ours_has = choices(ours);
    let missing = choices(published)
        .into_iter()
        .filter(|choice| !ours_has.contains(choice));
    differences.extend(missing.map(|choice| format!("lacks the choice {choice}")));
    // What Zoom answers is taken whatever its length or size.
    let limits = ["maximum", "minimum", "maxLength", "minLength", "maxItems"];
    for limit in limits.into_iter().filter(|_| is_input) {
        let published = &published[limit];
        if published.is_number() && ours[limit] != *published {
            differences.push(format!(
                "has {limit} {} instead of {published}",
                ours[limit]
            ));
        }
    }
    differences
}

/// What is wrong with one side of an action, its input or its output.
fn compare(published: &Fields, ours: &Fields, is_input: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, schema) in published {
        match ours.get(path) {
            None => wrong.push(format!("lacks {path}")),
            Some(ours) => wrong.extend(
                differences(schema, ours, is_input)
                    .iter()
                    .map(|difference| format!("{path} {difference}")),
            ),
        }
    }
    let surplus = ours
        .keys()
        .filter(|path| !published.contains_key(*path) && !OWN.contains(&path.as_str()));
    if is_input {
        wrong.extend(surplus.map(|path| format!("takes {path}, which is not published")));
    }
    wrong
}

fn operations() -> Vec<Value> {
    let files = fs::read_dir(Path::new(OPERATIONS)).unwrap();
    let operations = files.map(|file| fs::read(file.unwrap().path()).unwrap());
    operations
        .flat_map(|json| serde_json::from_slice::<Vec<Value>>(&json).unwrap())
        .collect()
}

#[test]
fn every_published_field_is_there_with_its_choices_and_limits() {
    let operations = operations();
    let manifest: Value = serde_json::from_str(&zoom_connector::manifest()).unwrap();
    let mut wrong = Vec::new();
    for action in manifest["actions"].as_array().unwrap() {
        let id = action["id"].as_str().unwrap();
        let http = &action["http"];
        let operation = operations
            .iter()
            .find(|known| known["method"] == http["method"] && known["path"] == http["path"])
            .unwrap_or_else(|| panic!("{id}: {http} is not published"));
        let mut input = fields(&operation["query"]);
        input.extend(fields(&operation["body"]));
        let mut output = fields(&operation["response"]);
        if id == "download-recording" {
            // It asks for a recording, and makes something else of the answer.
            input.clear();
            output.clear();
        }
        for (part, published) in [("input", input), ("output", output)] {
            let problems = compare(&published, &fields(&action[part]), part == "input");
            wrong.extend(
                problems
                    .iter()
                    .map(|problem| format!("{id} {part} {problem}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_field_a_choice_or_a_limit_that_is_missing_is_found() {
    let published = fields(&json!({ "allOf": [{ "properties": {
        "topic": { "type": "string", "maxLength": 200 },
        "rooms": { "type": "array", "items": { "properties": {
            "audio": { "type": "string", "enum": ["voip", "both"] },
        } } },
        "agenda": { "type": "string" },
    } }] }));
    let ours = fields(&json!({ "properties": {
        "topic": { "type": "string", "maxLength": 300 },
        "rooms": { "type": "array", "items": { "properties": {
            "audio": { "type": "string", "enum": ["both"] },
        } } },
        "all_pages": { "type": "boolean" },
        "colour": { "type": "string" },
    } }));
    let of_both = ["lacks .agenda", ".rooms[].audio lacks the choice voip"];
    let of_input = [
        ".topic has maxLength 300 instead of 200",
        "takes .colour, which is not published",
    ];
    assert_eq!(compare(&published, &ours, false), of_both);
    assert_eq!(
        compare(&published, &ours, true),
        [&of_both[..], &of_input].concat()
    );
}
