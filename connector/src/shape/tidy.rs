//! Tidying what an API answers, so that it is what the schema of the output says: ids as texts and
//! numbers as numbers, whichever way they were written.
//!
//! What cannot be brought into its type is left out, as `null` is: what the API has done must not
//! fail over how it tells of it, and nobody who reads the output must stumble over it. A member that
//! the shape does not know, a choice that is new, an empty text where a date should be: all pass
//! through.

use serde_json::Value;

use super::field::{Kind, Shape};
use crate::numbers;

/// Tidy `value`, which should look like `shape`.
pub(crate) fn tidy(shape: &Shape, value: &mut Value) {
    if let Value::Object(members) = value {
        for field in shape.fields() {
            if let Some(member) = members.get_mut(field.name)
                && !fit(&field.kind, member)
            {
                members.remove(field.name);
            }
        }
    }
}

/// Bring `value` into its type. Says whether that was possible.
fn fit(kind: &Kind, value: &mut Value) -> bool {
    let fitting = match (kind, &mut *value) {
        (Kind::Object(shape), value @ Value::Object(_)) => {
            tidy(shape, value);
            return true;
        }
        (Kind::List(item, _), Value::Array(items)) => {
            items.retain_mut(|value| fit(item, value));
            return true;
        }
        (Kind::Text(..) | Kind::Choice(_) | Kind::Form(_) | Kind::Secret, Value::String(_))
        | (Kind::Any, _) => {
            return true;
        }
        (Kind::Boolean, value) => numbers::boolean(value).map(Value::Bool),
        (Kind::Integer(..) | Kind::Code(_), value) => numbers::integer(value).map(Value::from),
        (Kind::Number, value) => numbers::number(value).map(Value::Number),
        (Kind::Text(..), Value::Number(number)) => Some(number.to_string().into()),
        // What is neither whole nor exact names nothing.
        (Kind::Form(form), Value::Number(number)) if form.seen_as_number => {
            numbers::natural(number).map(|number| number.to_string().into())
        }
        _ => None,
    };
    let fits = fitting.is_some();
    *value = fitting.unwrap_or_default();
    fits
}
