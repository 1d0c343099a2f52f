//! The JSON Schema (2020-12) of a shape.

use serde_json::{Map, Value, json};

use super::{Field, Kind, Shape};

/// Which way the value goes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Direction {
    /// To Zoom: exactly this.
    Input,
    /// From Zoom: this is what is documented, more and other things may come.
    Output,
}

/// The schema of an object of that shape.
pub(crate) fn schema(shape: &Shape, direction: Direction) -> Value {
    let properties: Map<_, _> = shape
        .fields()
        .map(|field| (field.name.to_owned(), property(field, direction)))
        .collect();
    let required: Vec<_> = shape.fields().filter(|field| field.required).collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = required.iter().map(|field| field.name).collect();
    }
    if direction == Direction::Input {
        schema["additionalProperties"] = false.into();
    }
    schema
}

fn property(field: &Field, direction: Direction) -> Value {
    let notes = field.notes.get();
    let mut schema = value(&field.kind, direction);
    schema["title"] = title(field.name).into();
    schema["description"] = notes.description.into();
    let default = notes
        .default
        .map(|json| serde_json::from_str(json).expect("a JSON text"));
    if let (Some(default), Direction::Input) =
        (default.or(field.stand_in.map(Value::from)), direction)
    {
        schema["default"] = default;
    }
    if notes.deprecated {
        schema["deprecated"] = true.into();
    }
    schema
}

fn value(kind: &Kind, direction: Direction) -> Value {
    let input = direction == Direction::Input;
    match kind {
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Integer(least, most) => {
            let mut schema = json!({ "type": "integer" });
            if input && *least > i64::MIN {
                schema["minimum"] = (*least).into();
            }
            if input && *most < i64::MAX {
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
        Kind::MeetingId | Kind::MeetingIdOrUuid if input => {
            json!({ "type": ["string", "integer"], "minLength": 1, "minimum": 0 })
        }
        Kind::User => json!({ "type": "string", "minLength": 1, "maxLength": 254 }),
        Kind::WeekDays if input => {
            json!({ "type": "string", "pattern": "^ *[1-7] *(, *[1-7] *)*$" })
        }
        Kind::Email if input => json!({ "type": "string", "format": "email" }),
        Kind::Date if input => json!({ "type": "string", "format": "date" }),
        Kind::Timestamp if input => json!({ "type": "string", "format": "date-time" }),
        Kind::DateTime if input => {
            json!({ "type": "string", "examples": ["2026-03-01T09:00:00Z", "2026-03-01T09:00:00"] })
        }
        // What Zoom answers may be empty, or not what the documentation says.
        Kind::MeetingId
        | Kind::MeetingIdOrUuid
        | Kind::WeekDays
        | Kind::Email
        | Kind::Date
        | Kind::DateTime
        | Kind::Timestamp => json!({ "type": "string" }),
        Kind::Secret => json!({ "type": "string", "minLength": 1, "writeOnly": true }),
        Kind::Object(shape) => {
            let mut schema = schema(shape, direction);
            if let (Some(members), false) = (schema.as_object_mut(), input) {
                // Zoom may leave out even what it documents.
                members.remove("required");
            }
            schema
        }
        Kind::List(item, most) => {
            let mut schema = json!({ "type": "array", "items": value(item, direction) });
            if input && *most < usize::MAX {
                schema["maxItems"] = (*most).into();
            }
            schema
        }
    }
}

/// `start_time` as a person would write it.
fn title(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}
