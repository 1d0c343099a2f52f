//! Compares the manifest with the OpenAPI document that Zoom publishes, where that document lies
//! beside the repository; elsewhere it is skipped. Every documented field has to be there, with its
//! choices and limits, and the input may have no field that is not documented.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

const DOCUMENT: &str = "../../shared/zoom/openapi/meetings.2026-08.json";

/// Fields of the connector's own, which Zoom does not know.
const OWN: [&str; 5] = [
    "all_pages",
    "max_items",
    "recording_file_id",
    "file_type",
    "recording_type",
];

/// Fields by path, such as `.settings.breakout_room.rooms[].name`.
type Fields = BTreeMap<String, Value>;

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

fn fields(schema: &Value) -> Fields {
    let mut fields = Fields::new();
    collect(schema, "", &mut fields);
    fields
}

fn choices(schema: &Value) -> Vec<String> {
    let own = schema["enum"].as_array();
    let open = schema.pointer("/anyOf/0/enum").and_then(Value::as_array);
    let text = |value: &Value| value.to_string().trim_matches('"').to_owned();
    own.or(open).into_iter().flatten().map(text).collect()
}

/// What the published `documented` says of a field and `ours` does not.
fn differences(documented: &Value, ours: &Value, is_input: bool) -> Vec<String> {
    let mut differences = Vec::new();
    let ours_has = choices(ours);
    // A text with commas, such as the days of a week, has a pattern in place of choices.
    if !ours["pattern"].is_string() && ours["type"] != "string" || !ours_has.is_empty() {
        let missing = choices(documented)
            .into_iter()
            .filter(|choice| !ours_has.contains(choice));
        differences.extend(missing.map(|choice| format!("lacks the choice {choice}")));
    }
    if documented["deprecated"] == true && ours["deprecated"] != true {
        differences.push("is deprecated".to_owned());
    }
    for limit in ["maximum", "minimum", "maxLength", "maxItems"] {
        let documented = &documented[limit];
        let is_limited = is_input && ours["type"] != "array" && documented.is_number();
        if is_limited && ours[limit] != *documented {
            differences.push(format!(
                "has {limit} {} instead of {documented}",
                ours[limit]
            ));
        }
    }
    differences
}

#[test]
fn every_field_that_zoom_documents_is_there() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    #[allow(clippy::print_stderr, reason = "a test that is skipped has to say so")]
    let Ok(text) = std::fs::read_to_string(&document) else {
        eprintln!("skipped: the published OpenAPI document is not there");
        return;
    };
    let published: Value = serde_json::from_str(&text).unwrap();
    let manifest: Value = serde_json::from_str(&zoom_connector::manifest()).unwrap();
    let mut wrong = Vec::new();
    for action in manifest["actions"].as_array().unwrap() {
        let id = action["id"].as_str().unwrap();
        let path = action["http"]["path"].as_str().unwrap();
        let method = action["http"]["method"].as_str().unwrap().to_lowercase();
        let operation = &published["paths"][path][&method];
        assert!(
            operation.is_object(),
            "{id}: {method} {path} is not documented"
        );

        let mut documented =
            fields(&operation["requestBody"]["content"]["application/json"]["schema"]);
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if parameter["in"] == "query" {
                let name = format!(".{}", parameter["name"].as_str().unwrap());
                documented.insert(name, parameter["schema"].clone());
            }
        }
        let success = ["200", "201"].map(|status| {
            fields(&operation["responses"][status]["content"]["application/json"]["schema"])
        });
        let answered = success.into_iter().flatten().collect::<Fields>();
        let parts = [("input", documented), ("output", answered)];
        for (part, documented) in parts {
            let ours = fields(&action[part]);
            for (path, schema) in &documented {
                match ours.get(path) {
                    // It asks for a recording, and makes something else of the answer.
                    _ if id == "download-recording" => {}
                    None => wrong.push(format!("{id} {part} lacks {path}")),
                    Some(ours) => wrong.extend(
                        differences(schema, ours, part == "input")
                            .iter()
                            .map(|difference| format!("{id} {part} {path} {difference}")),
                    ),
                }
            }
            let is_own = |path: &str| {
                matches!(path, ".meeting_id" | ".user_id")
                    || OWN.contains(&path.trim_start_matches('.'))
            };
            let surplus = ours
                .keys()
                .filter(|path| !documented.contains_key(*path) && !is_own(path));
            if part == "input" {
                wrong.extend(
                    surplus.map(|path| format!("{id} takes {path}, which is not documented")),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
