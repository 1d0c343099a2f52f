//! Checking an input: every problem at once, each with the path of its field, and what passes in
//! the form that the API takes.

use serde_json::Value;

use super::field::{Field, Kind, Object, Shape};
use super::path::Path;
use crate::contract::FieldProblem;

/// The members of `value`, each in the form that the API takes. What does not fit `shape` is added to
/// `problems`: a value that does not becomes null, a member that nobody knows is left out.
pub(crate) fn check(
    shape: &'static Shape,
    value: Value,
    at: &Path<'_>,
    problems: &mut Vec<FieldProblem>,
) -> Object {
    let mut checked = Object::new();
    let Value::Object(members) = value else {
        problems.push(at.problem(format!("must be an object, not {}", name_of(&value))));
        return checked;
    };
    for field in shape.fields().filter(|field| field.required) {
        if !members.contains_key(field.name) {
            let at = Path::Member(at, field.name);
            problems.push(at.problem(format!("is missing; it must be {}", expected(&field.kind))));
        }
    }
    for (name, value) in members {
        let at = Path::Member(at, &name);
        match shape.field(&name) {
            Some(field) => {
                let value = check_value(&field.kind, value, &at, problems);
                checked.insert(name, value.unwrap_or(Value::Null));
            }
            None => problems.push(at.problem(unknown(shape, &name))),
        }
    }
    checked
}

fn check_value(
    kind: &'static Kind,
    value: Value,
    at: &Path<'_>,
    problems: &mut Vec<FieldProblem>,
) -> Option<Value> {
    match (kind, value) {
        (Kind::Object(shape), value @ Value::Object(_)) => {
            Some(Value::Object(check(shape, value, at, problems)))
        }
        (Kind::List(item, longest), Value::Array(items)) => {
            if items.len() > *longest {
                let length = items.len();
                problems
                    .push(at.problem(format!("must have at most {longest} entries, not {length}")));
            }
            let checked = items
                .into_iter()
                .enumerate()
                .filter_map(|(index, value)| {
                    check_value(item, value, &Path::Item(at, index), problems)
                })
                .collect();
            Some(Value::Array(checked))
        }
        (Kind::Text(shortest, longest), Value::String(text)) => {
            let length = text.chars().count();
            if (*shortest..=*longest).contains(&length) {
                return Some(Value::String(text));
            }
            // The text itself may be a passcode, so it is not repeated.
            problems.push(at.problem(format!("must be {}, not one of {length}", expected(kind))));
            None
        }
        (kind, value) => {
            let converted = convert(kind, &value);
            if converted.is_none() {
                problems.push(at.problem(refusal(kind, &value)));
            }
            converted
        }
    }
}

/// `value` in the form that the API takes, when it is what a scalar `kind` allows.
fn convert(kind: &Kind, value: &Value) -> Option<Value> {
    match (kind, value) {
        (Kind::Boolean, Value::Bool(_)) | (Kind::Number, Value::Number(_)) => Some(value.clone()),
        (Kind::Integer(least, most), Value::Number(number)) => {
            let number = number.as_i64()?;
            (*least..=*most).contains(&number).then(|| number.into())
        }
        (Kind::Code(codes), Value::Number(number)) => {
            let number = number.as_i64()?;
            codes.contains(&number).then(|| number.into())
        }
        (Kind::Choice(choices), Value::String(text)) => {
            choices.contains(&text.as_str()).then(|| value.clone())
        }
        (Kind::Form(form), value) => (form.parse)(value),
        _ => None,
    }
}

fn unknown(shape: &Shape, name: &str) -> String {
    let nearest = shape
        .fields()
        .map(|field| (strsim::osa_distance(field.name, name), field))
        .filter(|(distance, field)| *distance <= field.name.len().max(3) / 3)
        .min_by_key(|(distance, _)| *distance);
    match nearest {
        Some((_, Field { name, .. })) => format!("is not a known field; did you mean `{name}`?"),
        None => "is not a known field; remove it".to_owned(),
    }
}

fn refusal(kind: &Kind, value: &Value) -> String {
    let expected = expected(kind);
    match kind {
        Kind::Secret => "is a secret, which the host keeps; it must not be passed here".to_owned(),
        _ if value.is_null() => format!("must be {expected}, not null; leave it out instead"),
        _ => format!("must be {expected}, not {}", name_of(value)),
    }
}

/// The end of a sentence that begins with "it must be".
fn expected(kind: &Kind) -> String {
    match kind {
        Kind::Boolean => "true or false".to_owned(),
        Kind::Integer(i64::MIN, i64::MAX) => "a whole number".to_owned(),
        Kind::Integer(least, i64::MAX) => format!("a whole number of at least {least}"),
        Kind::Integer(least, most) => format!("a whole number from {least} to {most}"),
        Kind::Code(codes) => one_of(&codes.iter().map(i64::to_string).collect::<Vec<_>>()),
        Kind::Number => "a number".to_owned(),
        Kind::Text(0, usize::MAX) => "a text".to_owned(),
        Kind::Text(0, longest) => format!("a text of at most {longest} characters"),
        Kind::Text(_, usize::MAX) => "a text that is not empty".to_owned(),
        Kind::Text(least, longest) => format!("a text of {least} to {longest} characters"),
        Kind::Choice(choices) => one_of(
            &choices
                .iter()
                .map(|choice| format!("{choice:?}"))
                .collect::<Vec<_>>(),
        ),
        Kind::Form(form) => form.expected.to_owned(),
        Kind::Secret => "a secret".to_owned(),
        Kind::Object(_) => "an object".to_owned(),
        Kind::List(..) => "a list".to_owned(),
    }
}

fn one_of(choices: &[String]) -> String {
    match choices {
        [] => String::new(),
        [only] => only.clone(),
        [firsts @ .., last] => format!("{} or {last}", firsts.join(", ")),
    }
}

fn name_of(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) if text.chars().count() > 40 => "this text".to_owned(),
        Value::String(text) => format!("the text {text:?}"),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
