//! Checking an input: every problem at once, each with the path of its field, and what passes in
//! the form that the API takes.
//!
//! A value may be written as people and other programs write it: a number or a truth value as a text,
//! a whole number with a fraction, a choice in other letters, with blanks around it. `null` in an
//! optional field is its absence, and so is an empty text where no text can be empty.

use serde_json::Value;

use super::field::{Field, Kind, Object, Place, Shape};
use super::path::Path;
use crate::contract::{FieldProblem, MOST_PROBLEMS};
use crate::{names, numbers};

/// What checking an input has come to.
#[derive(Default)]
pub(crate) struct Findings {
    /// What is wrong. Those after the first [`MOST_PROBLEMS`] say nothing, and are counted alone.
    pub(crate) problems: Vec<FieldProblem>,
    /// What can't be set and was left out, though the API answers it.
    pub(crate) left_out: Vec<String>,
}

impl Findings {
    fn problem(&mut self, at: &Path<'_>, message: impl FnOnce() -> String) {
        self.problems.push(if self.problems.len() < MOST_PROBLEMS {
            at.problem(message())
        } else {
            FieldProblem {
                field: String::new(),
                message: String::new(),
            }
        });
    }

    fn leave_out(&mut self, at: &Path<'_>) {
        if self.left_out.len() < MOST_PROBLEMS {
            self.left_out.push(at.to_string());
        }
    }
}

/// The members of `value`, each in the form that the API takes. What does not fit `shape` is added to
/// the problems: a value that does not becomes null, a member that nobody knows is left out.
pub(crate) fn check(
    shape: &'static Shape,
    value: Value,
    at: &Path<'_>,
    findings: &mut Findings,
) -> Object {
    let mut checked = Object::new();
    let Value::Object(members) = value else {
        findings.problem(at, || format!("must be an object, not {}", name_of(&value)));
        return checked;
    };
    for field in shape.fields().filter(|field| field.required) {
        if members
            .get(field.name)
            .is_none_or(|value| is_absent(&field.kind, value))
        {
            let at = Path::Member(at, field.name);
            findings.problem(&at, || {
                format!("is missing; it must be {}", expected(&field.kind))
            });
        }
    }
    for (name, value) in members {
        let at = Path::Member(at, &name);
        match (shape.field(&name), shape.seen(&name)) {
            (Some(field), _) if is_absent(&field.kind, &value) => {}
            // The API answers with more than it takes.
            (Some(field), Some(seen))
                if !has_choice(&field.kind, &value) && has_choice(&seen.kind, &value) =>
            {
                findings.leave_out(&at);
            }
            (Some(field), _) => {
                let value = check_value(&field.kind, value, &at, findings);
                checked.insert(name, value.unwrap_or(Value::Null));
            }
            (None, Some(_)) => findings.leave_out(&at),
            (None, None) => findings.problem(&at, || unknown(shape, &name)),
        }
    }
    checked
}

/// Whether a value is as good as none.
fn is_absent(kind: &Kind, value: &Value) -> bool {
    let takes_blank = match kind {
        Kind::Text(shortest, _) => *shortest == 0,
        Kind::Form(form) => form.heeds_blank,
        Kind::Choice(choices) => value.as_str().is_some_and(|text| choices.contains(&text)),
        Kind::Secret => true,
        _ => false,
    };
    value.is_null() || !takes_blank && value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Whether a value is one of those that a kind lists, if it lists any.
fn has_choice(kind: &Kind, value: &Value) -> bool {
    match kind {
        Kind::Code(_) | Kind::Choice(_) => convert(kind, value).is_some(),
        _ => true,
    }
}

fn check_value(
    kind: &'static Kind,
    value: Value,
    at: &Path<'_>,
    findings: &mut Findings,
) -> Option<Value> {
    match (kind, value) {
        (Kind::Object(shape), value @ Value::Object(_)) => {
            Some(Value::Object(check(shape, value, at, findings)))
        }
        (Kind::List(item, longest), Value::Array(items)) => {
            if items.len() > *longest {
                let length = items.len();
                findings.problem(at, || {
                    format!("must have at most {longest} entries, not {length}")
                });
            }
            let checked = items
                .into_iter()
                .enumerate()
                .filter_map(|(index, value)| {
                    check_value(item, value, &Path::Item(at, index), findings)
                })
                .collect();
            Some(Value::Array(checked))
        }
        (Kind::Text(shortest, longest), Value::String(text)) => {
            // What can't be empty is no free text.
            let text = match shortest {
                0 => text,
                _ => text.trim().to_owned(),
            };
            let length = text.chars().count();
            if (*shortest..=*longest).contains(&length) {
                return Some(Value::String(text));
            }
            // The text itself may be a passcode, so it is not repeated.
            findings.problem(at, || {
                format!("must be {}, not one of {length}", expected(kind))
            });
            None
        }
        (Kind::Text(..), Value::Number(number)) => {
            check_value(kind, Value::String(number.to_string()), at, findings)
        }
        (kind, value) => {
            let converted = convert(kind, &value);
            if converted.is_none() {
                findings.problem(at, || refusal(kind, &value));
            }
            converted
        }
    }
}

/// `value` in the form that the API takes, when it is what a scalar `kind` allows.
fn convert(kind: &Kind, value: &Value) -> Option<Value> {
    match (kind, value) {
        (Kind::Boolean, value) => numbers::boolean(value).map(Value::Bool),
        (Kind::Number, value) => numbers::number(value).map(Value::Number),
        (Kind::Integer(least, most), value) => {
            let number = numbers::integer(value)?;
            let too_small = *least > i32::MIN && number < i64::from(*least);
            let too_great = *most < i32::MAX && number > i64::from(*most);
            (!too_small && !too_great).then(|| number.into())
        }
        (Kind::Code(codes), value) => {
            let number = numbers::integer(value)?;
            codes.contains(&number).then(|| number.into())
        }
        (Kind::Choice(choices), Value::String(text)) => choice(choices, text),
        (Kind::Choice(choices), Value::Bool(value)) => choice(choices, &value.to_string()),
        (Kind::Form(form), Value::String(text)) => {
            (form.parse)(&Value::String(text.trim().to_owned()))
        }
        (Kind::Form(form), value) => (form.parse)(value),
        (Kind::Any, value) => Some(value.clone()),
        _ => None,
    }
}

fn choice(choices: &[&str], text: &str) -> Option<Value> {
    let exactly = choices.iter().find(|choice| **choice == text);
    let found = exactly.or_else(|| {
        choices
            .iter()
            .find(|choice| choice.eq_ignore_ascii_case(text.trim()))
    });
    found.map(|choice| Value::from(*choice))
}

fn unknown(shape: &Shape, name: &str) -> String {
    let holder = shape.fields().find(|field| match field.kind {
        Kind::Object(inner) => inner.field(name).is_some(),
        _ => false,
    });
    if let Some(Field { name, .. }) = holder {
        return format!("is not a known field; it belongs into `{name}`");
    }
    if let Some(name) = names::nearest(name, shape.fields().map(|field| field.name)) {
        return format!("is not a known field; did you mean `{name}`?");
    }
    let around = shape
        .fields()
        .find(|field| field.place == Place::Members(None));
    match around.map(|field| field.name).or(shape.way_around()) {
        Some(name) => {
            format!("is not a known field; remove it, or pass it in `{name}`, if the API knows it")
        }
        None => "is not a known field; remove it".to_owned(),
    }
}

fn refusal(kind: &Kind, value: &Value) -> String {
    let expected = expected(kind);
    let meant = match (kind, value.as_str()) {
        (Kind::Form(form), Some(text)) => form.nearest.and_then(|nearest| nearest(text)),
        _ => None,
    };
    if let Some(meant) = meant {
        return format!(
            "must be {expected}, not {}; did you mean {meant:?}?",
            name_of(value)
        );
    }
    match kind {
        Kind::Secret => "is a secret, which the host keeps; it must not be passed here".to_owned(),
        // Some forms can be written as a list, so that it is not a list is not what is wrong.
        Kind::Form(_) if value.is_array() => format!("must be {expected}, not this list"),
        _ => format!("must be {expected}, not {}", name_of(value)),
    }
}

/// The end of a sentence that begins with "it must be".
fn expected(kind: &Kind) -> String {
    match kind {
        Kind::Boolean => "true or false".to_owned(),
        Kind::Integer(i32::MIN, i32::MAX) => "a whole number".to_owned(),
        Kind::Integer(least, i32::MAX) => format!("a whole number of at least {least}"),
        Kind::Integer(i32::MIN, most) => format!("a whole number of at most {most}"),
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
        Kind::Any => "any value".to_owned(),
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
