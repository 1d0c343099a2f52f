//! Checking an input: every problem at once, each with the path of its field, and what passes in
//! the form that Zoom takes.

use std::fmt;

use serde_json::Value;

use super::{Field, Kind, Object, Shape};
use crate::contract::FieldProblem;
use crate::{ids, times};

/// Where in the input a value is.
#[derive(Clone, Copy)]
pub(crate) enum Path<'a> {
    /// The input as a whole.
    Whole,
    /// A member of an object.
    Member(&'a Self, &'a str),
    /// An item of a list.
    Item(&'a Self, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Member(Path::Whole, name) => f.write_str(name),
            Self::Member(parent, name) => write!(f, "{parent}.{name}"),
            Self::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

impl Path<'_> {
    /// What is wrong with the value here; `message` goes on where the field's name ends.
    pub(crate) fn problem(&self, message: impl Into<String>) -> FieldProblem {
        FieldProblem {
            field: self.to_string(),
            message: message.into(),
        }
    }
}

/// The members of `value`, each in the form that Zoom takes. What does not fit `shape` is added to
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

/// `value` in the form that Zoom takes, when it is what a scalar `kind` allows.
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
        (Kind::Email, Value::String(text)) => is_email(text).then(|| value.clone()),
        (Kind::Date, Value::String(text)) => times::parse_date(text).map(|_| value.clone()),
        (Kind::DateTime, Value::String(text)) => {
            times::DateTime::parse(text).map(|time| time.to_string().into())
        }
        (Kind::Timestamp, Value::String(text)) => times::DateTime::parse(text)
            .filter(times::DateTime::is_utc)
            .map(|time| time.to_string().into()),
        (Kind::WeekDays, Value::String(text)) => {
            let days: Vec<_> = text.split(',').map(str::trim).collect();
            let known = |day: &&str| matches!(day.as_bytes(), [b'1'..=b'7']);
            days.iter().all(known).then(|| days.join(",").into())
        }
        (Kind::MeetingId, value) => ids::meeting_id(value).map(Value::String),
        (Kind::MeetingIdOrUuid, value) => ids::meeting_id_or_uuid(value).map(Value::String),
        (Kind::User, Value::String(text)) => ids::is_user(text).then(|| value.clone()),
        _ => None,
    }
}

/// Some text, one `@`, a domain: enough to catch a name or a list in the place of an address.
fn is_email(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>');
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@') && !text.contains(odd)
    })
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
        Kind::Email => "an e-mail address".to_owned(),
        Kind::Date => "a date like \"2026-03-01\"".to_owned(),
        Kind::DateTime => "a time like \"2026-03-01T09:00:00Z\", or like \
             \"2026-03-01T09:00:00\" together with a time zone"
            .to_owned(),
        Kind::Timestamp => "a time with `Z` or an offset, like \"2026-03-01T09:00:00Z\" or \
             \"2026-03-01T18:00:00+09:00\""
            .to_owned(),
        Kind::WeekDays => "days from 1 (Sunday) to 7 (Saturday), like \"2,4\"".to_owned(),
        Kind::MeetingId => "a meeting id, like \"85746065432\"".to_owned(),
        Kind::MeetingIdOrUuid => {
            "a meeting id, like \"85746065432\", or a meeting UUID as Zoom gave it, not URL-encoded"
                .to_owned()
        }
        Kind::User => "a user id, an e-mail address or \"me\"".to_owned(),
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
