//! The JSON Schema (2020-12) of a shape.

use serde_json::{Map, Value, json};

use super::field::{Field, Kind, Shape};
use crate::title;

/// Which way the value goes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Direction {
    /// To the API: exactly this.
    Input,
    /// From the API: this is what is documented, more and other things may come.
    Output,
}

/// The schema of an object of that shape.
pub(crate) fn schema(shape: &Shape, direction: Direction) -> Value {
    schema_of(shape.fields(), direction)
}

/// The schema of an object of these fields.
pub(crate) fn schema_of(
    fields: impl Iterator<Item = &'static Field>,
    direction: Direction,
) -> Value {
    let fields: Vec<_> = fields.collect();
    let properties: Map<_, _> = fields
        .iter()
        .map(|field| (field.name.to_owned(), property(field, direction)))
        .collect();
    let required = fields.iter().filter(|field| field.required);
    let required: Vec<_> = required.map(|field| field.name).collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if direction == Direction::Input {
        schema["additionalProperties"] = false.into();
    }
    schema
}

fn property(field: &Field, direction: Direction) -> Value {
    let notes = &field.notes;
    let mut schema = value(&field.kind, direction);
    let title = notes.title.get().map(str::to_owned);
    schema["title"] = title.unwrap_or_else(|| title::of_words(field.name)).into();
    schema["description"] = notes.description.get().into();
    let default = notes.default.get().map(json);
    if let (Some(default), Direction::Input) =
        (default.or(field.stand_in.map(Value::from)), direction)
    {
        schema["default"] = default;
    }
    if notes.sensitive.get() && direction == Direction::Input {
        schema["writeOnly"] = true.into();
    }
    if notes.deprecated.get() {
        schema["deprecated"] = true.into();
    }
    schema
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("a JSON text")
}

/// JSON Pointers to those members of an object of that shape that act like a credential; `*` stands
/// for any index of an array.
pub(crate) fn sensitive(shape: &Shape) -> Vec<String> {
    let mut pointers = Vec::new();
    for field in shape.fields() {
        let at = format!("/{}", field.name);
        if field.notes.sensitive.get() {
            pointers.push(at.clone());
        }
        pointers.extend(
            within(&field.kind)
                .into_iter()
                .map(|below| at.clone() + &below),
        );
    }
    pointers
}

fn within(kind: &Kind) -> Vec<String> {
    match kind {
        Kind::Object(shape) => sensitive(shape),
        Kind::List(item, _) => {
            let below = within(item).into_iter();
            below.map(|below| format!("/*{below}")).collect()
        }
        _ => Vec::new(),
    }
}

fn value(kind: &Kind, direction: Direction) -> Value {
    let input = direction == Direction::Input;
    match kind {
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Integer(least, most) => {
            let mut schema = json!({ "type": "integer" });
            if input && *least > i32::MIN {
                schema["minimum"] = (*least).into();
            }
            if input && *most < i32::MAX {
                schema["maximum"] = (*most).into();
            }
            schema
        }
        Kind::Code(codes) if input => json!({ "type": "integer", "enum": codes }),
        Kind::Code(codes) => json!({ "anyOf": [{ "enum": codes }, { "type": "integer" }] }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Text(least, most) => {
            let mut schema = json!({ "type": "string" });
            if input && *least > 0 {
                schema["minLength"] = (*least).into();
            }
            if input && *most < usize::MAX {
                schema["maxLength"] = (*most).into();
            }
            schema
        }
        Kind::Choice(choices) if input => json!({ "type": "string", "enum": choices }),
        Kind::Choice(choices) => json!({ "anyOf": [{ "enum": choices }, { "type": "string" }] }),
        Kind::Form(form) if input => json(form.schema.get()),
        // What an API answers may be empty, or not what its documentation says.
        Kind::Form(_) => json!({ "type": "string" }),
        Kind::Secret => json!({ "type": "string", "minLength": 1, "writeOnly": true }),
        Kind::Object(shape) => {
            let mut schema = schema(shape, direction);
            if let (Some(members), false) = (schema.as_object_mut(), input) {
                // An API may leave out even what it documents.
                members.remove("required");
            }
            schema
        }
        Kind::Any => json!({}),
        Kind::List(item, most) => {
            let mut schema = json!({ "type": "array", "items": value(item, direction) });
            if input && *most < usize::MAX {
                schema["maxItems"] = (*most).into();
            }
            schema
        }
    }
}
