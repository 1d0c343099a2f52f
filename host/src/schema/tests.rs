//! Schemas as they are read: what their fields may be, and those that contain themselves.

use serde_json::json;

use super::*;

fn described(root: &Value) -> Vec<String> {
    let fields = Schema::new(root).fields();
    fields
        .iter()
        .map(|field| {
            format!(
                "{}{}: {}",
                field.path,
                if field.required { " (required)" } else { "" },
                field.schema.in_words()
            )
        })
        .collect()
}

#[test]
fn every_field_is_listed_with_its_path_and_what_it_may_be() {
    let root = json!({
        "type": "object",
        "required": ["topic"],
        "properties": {
            "duration": {"type": "integer", "minimum": 1, "maximum": 300, "default": 30},
            "topic": {"type": "string", "maxLength": 200},
            "password": {"type": "string", "minLength": 1, "writeOnly": true},
            "start": {"type": "string", "format": "date-time"},
            "kind": {"oneOf": [{"const": 1, "description": "once"}, {"const": 2}]},
            "id": {"type": ["string", "integer"]},
            "settings": {"anyOf": [{"$ref": "#/$defs/settings"}, {"type": "null"}]},
        },
        "$defs": {
            "settings": {"type": "object", "properties": {
                "guests": {"type": "array", "maxItems": 3, "items": {"$ref": "#/$defs/guest"}},
                "languages": {"type": "array", "items": {"enum": ["de", "en"]}},
            }},
            "guest": {"type": "object", "required": ["email"], "properties": {
                "email": {"type": "string", "format": "email"},
                "brings": {"$ref": "#/$defs/guest"},
            }},
        },
    });
    insta::assert_snapshot!(described(&root).join("\n"), @r"
    topic (required): text, at most 200 characters
    duration: integer, 1 to 300, default 30
    id: text or integer
    kind: 1 | 2
    password: secret text, not empty
    settings: object
    settings.guests: list of object, at most 3 entries
    settings.guests[].email (required): email
    settings.guests[].brings: object
    settings.languages: list of de | en
    start: date-time
    ");
}

#[test]
fn a_type_that_contains_itself_is_opened_once() {
    let root = json!({"properties": {"next": {"$ref": "#"}}});
    assert_eq!(described(&root).len(), 2);
}

/// Each of `count` definitions refers twice to the next one.
fn doubling(count: usize, twice: impl Fn(Value) -> Value) -> Value {
    let mut definitions = serde_json::Map::new();
    for number in 0..count {
        let next = json!({ "$ref": format!("#/$defs/{}", number + 1) });
        definitions.insert(number.to_string(), twice(next));
    }
    definitions.insert(count.to_string(), json!({ "type": "string" }));
    json!({
        "properties": { "a": { "$ref": "#/$defs/0" } },
        "$defs": definitions,
    })
}

#[test]
fn references_that_double_at_each_step_are_read_in_the_time_that_their_text_takes() {
    let choices = doubling(200, |next| json!({ "anyOf": [next, next] }));
    assert_eq!(described(&choices), ["a: text"]);
    let objects = doubling(
        200,
        |next| json!({ "properties": { "a": next, "b": next } }),
    );
    assert_eq!(described(&objects).len(), MOST_FIELDS);
}

#[test]
fn a_chain_of_references_of_any_length_ends() {
    let chain = doubling(200_000, |next| next);
    assert_eq!(described(&chain).len(), 1);
}

#[test]
fn a_list_of_itself_is_put_into_words() {
    let root = json!({"properties": {"a": {"$ref": "#/$defs/list"}},
        "$defs": {"list": {"type": "array", "items": {"$ref": "#/$defs/list"}}}});
    let words = "a: list of list of list of list of list";
    assert_eq!(described(&root), [words]);
}

#[test]
fn what_a_schema_says_at_length_is_cut() {
    let long = "x".repeat(100_000);
    let root = json!({"properties": {"a": {"default": long, "description": long}}});
    assert!(described(&root)[0].len() < 300);
    let field = &Schema::new(&root).fields()[0];
    assert_eq!(
        field.schema.text("description").map(str::len),
        Some(LONGEST_TEXT)
    );
}
