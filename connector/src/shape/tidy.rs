//! Tidying what an API answers: ids as texts and codes as numbers, whichever way it wrote them.
//!
//! Nothing else changes. A member that the shape does not know, a value that is not what the
//! documentation says, an empty text where a date should be: all pass through, since what the
//! API has done must not fail over how it tells of it.

use serde_json::Value;

use super::field::{Kind, Shape};

/// Tidy `value`, which should look like `shape`.
pub(crate) fn tidy(shape: &Shape, value: &mut Value) {
    if let Value::Object(members) = value {
        for field in shape.fields() {
            if let Some(member) = members.get_mut(field.name) {
                tidy_value(&field.kind, member);
            }
        }
    }
}

fn tidy_value(kind: &Kind, value: &mut Value) {
    match (kind, value) {
        (Kind::Form(form), value @ Value::Number(_)) if form.seen_as_number => {
            *value = Value::String(value.to_string());
        }
        (Kind::Integer(..) | Kind::Code(_), value @ Value::String(_)) => {
            if let Some(number) = value.as_str().and_then(|text| text.parse::<i64>().ok()) {
                *value = number.into();
            }
        }
        (Kind::Object(shape), value) => tidy(shape, value),
        (Kind::List(item, _), Value::Array(items)) => {
            for value in items {
                tidy_value(item, value);
            }
        }
        _ => {}
    }
}
