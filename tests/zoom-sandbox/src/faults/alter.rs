//! Troubles that change a true answer.

use bytes::Bytes;
use serde_json::{Map, Value, json};

/// What stands where nothing was published.
const UNKNOWN: &str = "sandbox_unknown";
/// A number that no published list of values has.
const UNKNOWN_NUMBER: u32 = 999_999;

/// Adds a member to every object.
pub(super) fn unknown_fields(content: &Bytes) -> Bytes {
    changed(content, add_members)
}

/// Changes every value that the published schema lists the values of.
pub(super) fn unknown_values(content: &Bytes, schema: Option<&Value>) -> Bytes {
    changed(content, |answer| {
        if let Some(schema) = schema {
            change_values(answer, schema);
        }
    })
}

/// Names another region's API.
pub(super) fn region(content: &Bytes, api_url: &str) -> Bytes {
    changed(content, |answer| {
        if let Some(named) = answer.get_mut("api_url") {
            *named = json!(api_url);
        }
    })
}

/// Says that a token has no scope.
pub(super) fn without_scopes(content: &Bytes) -> Bytes {
    changed(content, |answer| {
        if let Some(scope) = answer.get_mut("scope") {
            *scope = json!("");
        }
    })
}

/// The access token in a token response.
pub(super) fn issued_token(content: &Bytes) -> Option<String> {
    let answer: Value = serde_json::from_slice(content).ok()?;
    Some(answer.get("access_token")?.as_str()?.to_owned())
}

fn changed(content: &Bytes, change: impl FnOnce(&mut Value)) -> Bytes {
    match serde_json::from_slice(content) {
        Ok(mut answer) => {
            change(&mut answer);
            answer.to_string().into()
        }
        // A page or a file has no members.
        Err(_) => content.clone(),
    }
}

fn add_members(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(add_members);
            object.insert(UNKNOWN.into(), json!({"nested": [1, "two", null]}));
        }
        Value::Array(items) => items.iter_mut().for_each(add_members),
        _ => {}
    }
}

fn change_values(value: &mut Value, schema: &Value) {
    for part in ["allOf", "anyOf", "oneOf"] {
        for schema in schema[part].as_array().into_iter().flatten() {
            change_values(value, schema);
        }
    }
    match value {
        Value::Object(object) => {
            let members = schema["properties"].as_object();
            for (name, schema) in members.into_iter().flat_map(Map::iter) {
                if let Some(member) = object.get_mut(name) {
                    change_values(member, schema);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                change_values(item, &schema["items"]);
            }
        }
        Value::String(_) if schema["enum"].is_array() => *value = json!(UNKNOWN),
        Value::Number(_) if schema["enum"].is_array() => *value = json!(UNKNOWN_NUMBER),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn altered(content: &Bytes) -> Value {
        serde_json::from_slice(content).unwrap()
    }

    #[test]
    fn every_object_gets_a_member() {
        let content = Bytes::from(r#"{"list":[{"a":1}]}"#);
        let answer = altered(&unknown_fields(&content));
        assert!(answer[UNKNOWN].is_object());
        assert!(answer["list"][0][UNKNOWN].is_object());
        assert_eq!(answer["list"][0]["a"], 1);
    }

    #[test]
    fn only_values_that_are_listed_change() {
        let schema = json!({"allOf": [{"properties": {
            "type": {"enum": [1, 2]},
            "items": {"items": {"properties": {"status": {"enum": ["on"]}}}},
            "topic": {"type": "string"},
        }}]});
        let content = Bytes::from(r#"{"type":1,"items":[{"status":"on"}],"topic":"on"}"#);
        assert_eq!(
            altered(&unknown_values(&content, Some(&schema))),
            json!({"type": UNKNOWN_NUMBER, "items": [{"status": UNKNOWN}], "topic": "on"})
        );
    }

    #[test]
    fn a_page_is_left_alone() {
        let page = Bytes::from("<!DOCTYPE html>");
        assert_eq!(unknown_fields(&page), page);
    }
}
