//! Makes a JSON object of a person's `field=value`.
//!
//! Values are typed by the schema where it leaves no doubt. What fits no type
//! stays text: the connector then names the field and says what it should be, in
//! one place for all callers.
//!
//! ```
//! use connector_host::{input::assemble, schema::Schema};
//! use serde_json::{Map, json};
//!
//! let schema = json!({"properties": {
//!     "topic": {"type": "string"},
//!     "days": {"type": "array", "items": {"type": "integer"}},
//! }});
//! let assignments = ["topic=2027", "days=1", "days=3", "host.email=ada@example.com"]
//!     .map(|assignment| assignment.parse().unwrap());
//! let object = assemble(Schema::new(&schema), Map::new(), &assignments)?;
//! assert_eq!(
//!     serde_json::Value::from(object),
//!     json!({"topic": "2027", "days": [1, 3], "host": {"email": "ada@example.com"}}),
//! );
//! # Ok::<(), connector_host::input::InputError>(())
//! ```

use std::{fmt, str::FromStr};

use serde_json::{Map, Value};

use crate::schema::Schema;

/// A value that can't be put where somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
#[non_exhaustive]
pub struct InputError {
    /// Where it was to go.
    pub path: String,
    /// Why it can't.
    pub problem: String,
}

/// Text that is no assignment; it says what one looks like.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoAssignment(String);

/// A path into an object, and the text to put there: `field=value`, with
/// `settings.inner=value` and `list[0].inner=value` for what lies deeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    member: String,
    /// The way on from that member; empty for the member itself.
    within: Vec<Segment>,
    value: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Member(String),
    Element(usize),
}

impl FromStr for Assignment {
    type Err = NoAssignment;

    fn from_str(argument: &str) -> Result<Self, Self::Err> {
        let (path, value) = argument
            .split_once('=')
            .ok_or("there is no `=` in it; write field=value, or field.inner=value")
            .map_err(|problem| NoAssignment(problem.to_owned()))?;
        let mut path = parse_path(path).map_err(NoAssignment)?.into_iter();
        match path.next() {
            Some(Segment::Member(member)) => Ok(Self {
                member,
                within: path.collect(),
                value: value.to_owned(),
            }),
            _ => Err(NoAssignment(
                "there is no name before the `=`; write field=value".to_owned(),
            )),
        }
    }
}

impl Assignment {
    /// The member of the object that it lies in.
    #[must_use]
    pub fn member(&self) -> &str {
        &self.member
    }
}

impl fmt::Display for Assignment {
    /// Its path alone: the value may not be for everyone to see.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.member)?;
        self.within.iter().try_for_each(|segment| match segment {
            Segment::Member(name) => write!(f, ".{name}"),
            Segment::Element(index) => write!(f, "[{index}]"),
        })
    }
}

fn parse_path(path: &str) -> Result<Vec<Segment>, String> {
    let mut segments = Vec::new();
    for part in path.split('.') {
        let (name, indices) = part.split_at(part.find('[').unwrap_or(part.len()));
        if name.is_empty() {
            return Err(format!(
                "`{path}` has an empty name in it; write field=value, or field.inner=value"
            ));
        }
        segments.push(Segment::Member(name.to_owned()));
        for index in indices.split_inclusive(']') {
            let index = index
                .strip_prefix('[')
                .and_then(|index| index.strip_suffix(']'))
                .and_then(|index| index.parse().ok())
                .ok_or_else(|| {
                    format!(
                        "`{path}` has no whole number in its brackets; write field[0].inner=value"
                    )
                })?;
            segments.push(Segment::Element(index));
        }
    }
    Ok(segments)
}

/// An object with every assignment put into it, in order. A list grows with each
/// assignment to it, or is given whole.
///
/// # Errors
/// When a path leads through what is no object or list, or past the end of one.
pub fn assemble(
    schema: Schema<'_>,
    mut object: Map<String, Value>,
    assignments: &[Assignment],
) -> Result<Map<String, Value>, InputError> {
    for assignment in assignments {
        let member = object.entry(&assignment.member).or_insert(Value::Null);
        put(
            member,
            schema.member(&assignment.member),
            &assignment.within,
            &assignment.value,
        )
        .map_err(|problem| InputError {
            path: assignment.to_string(),
            problem,
        })?;
    }
    Ok(object)
}

/// Puts a value below `target`, making what is missing on the way.
fn put(
    target: &mut Value,
    schema: Option<Schema<'_>>,
    path: &[Segment],
    value: &str,
) -> Result<(), String> {
    let Some((segment, rest)) = path.split_first() else {
        place(target, schema, value);
        return Ok(());
    };
    match segment {
        Segment::Member(name) => {
            if target.is_null() {
                *target = Value::Object(Map::new());
            }
            let object = target
                .as_object_mut()
                .ok_or_else(|| format!("`{name}` lies within something that is not an object"))?;
            let inner = schema.and_then(|schema| schema.member(name));
            put(
                object.entry(name).or_insert(Value::Null),
                inner,
                rest,
                value,
            )
        }
        Segment::Element(index) => {
            if target.is_null() {
                *target = Value::Array(Vec::new());
            }
            let array = target
                .as_array_mut()
                .ok_or_else(|| format!("`[{index}]` follows something that is not a list"))?;
            if *index > array.len() {
                return Err(format!(
                    "there is no element {index}: the list has {} so far; begin at [0]",
                    array.len()
                ));
            }
            if *index == array.len() {
                array.push(Value::Null);
            }
            put(
                &mut array[*index],
                schema.and_then(Schema::element),
                rest,
                value,
            )
        }
    }
}

/// Writes the value; a list grows with every `--set` of it. What may be a text as well is one until it grows.
fn place(target: &mut Value, schema: Option<Schema<'_>>, value: &str) {
    let Some((schema, element)) = schema.and_then(|schema| Some((schema, schema.element()?)))
    else {
        *target = schema.map_or_else(|| guessed(value), |schema| typed(schema, value));
        return;
    };
    if let Ok(whole @ Value::Array(_)) = serde_json::from_str(value) {
        *target = whole;
        return;
    }
    let may_be_text = schema.types().contains(&"string");
    match target {
        Value::Array(array) => array.push(typed(element, value)),
        Value::String(_) if may_be_text => {
            *target = Value::Array(vec![target.take(), typed(element, value)]);
        }
        _ if may_be_text => *target = Value::String(value.to_owned()),
        _ => *target = Value::Array(vec![typed(element, value)]),
    }
}

/// A text as the type that the schema wants.
#[must_use]
pub fn typed(schema: Schema<'_>, value: &str) -> Value {
    let types = schema.types();
    if types.is_empty() {
        return guessed(value);
    }
    let text = || Value::String(value.to_owned());
    if types.contains(&"string") {
        return text();
    }
    let fits = |json: &Value| match json {
        Value::Null => types.contains(&"null"),
        Value::Bool(_) => types.contains(&"boolean"),
        Value::Number(_) => types.contains(&"integer") || types.contains(&"number"),
        Value::Array(_) => types.contains(&"array"),
        Value::Object(_) => types.contains(&"object"),
        Value::String(_) => false,
    };
    serde_json::from_str(value)
        .ok()
        .filter(fits)
        .unwrap_or_else(text)
}

/// A text where no schema says more: JSON when it is JSON, else text.
fn guessed(value: &str) -> Value {
    serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn schema() -> Value {
        json!({"properties": {
            "topic": {"type": "string"},
            "duration": {"type": "integer"},
            "open": {"type": "boolean"},
            "id": {"type": ["string", "integer"]},
            "days": {"type": "array", "items": {"type": "integer"}},
            "names": {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]},
            "guests": {"type": "array", "items": {"type": "object", "properties": {"email": {"type": "string"}}}},
            "settings": {"$ref": "#/$defs/settings"},
        }, "$defs": {"settings": {"properties": {"wait": {"type": "boolean"}}}}})
    }

    fn with(input: Option<&str>, sets: &[&str]) -> Result<Value, InputError> {
        let root = schema();
        let object = input.map(|input| serde_json::from_str(input).expect("an object"));
        let sets: Vec<Assignment> = sets
            .iter()
            .map(|set| set.parse().expect("a path"))
            .collect();
        assemble(Schema::new(&root), object.unwrap_or_default(), &sets).map(Value::Object)
    }

    #[test]
    fn a_value_gets_the_type_that_the_schema_wants() {
        let object = with(
            None,
            &[
                "topic=2024",
                "duration=30",
                "open=false",
                "id=123",
                "settings.wait=true",
            ],
        );
        assert_eq!(
            object.expect("an object"),
            json!({"topic": "2024", "duration": 30, "open": false, "id": "123", "settings": {"wait": true}})
        );
    }

    #[test]
    fn a_value_of_the_wrong_type_stays_text_for_the_connector_to_judge() {
        assert_eq!(
            with(None, &["duration=soon"]).expect("an object"),
            json!({"duration": "soon"})
        );
    }

    #[test]
    fn a_list_grows_with_each_set_or_is_given_whole() {
        assert_eq!(
            with(None, &["days=1", "days=3"]).expect("an object"),
            json!({"days": [1, 3]})
        );
        assert_eq!(
            with(None, &["days=1", "days=[2,4]"]).expect("an object"),
            json!({"days": [2, 4]})
        );
    }

    #[test]
    fn what_may_be_a_text_or_a_list_is_what_is_written() {
        for (sets, expected) in [
            (vec!["names=Mon, Wed"], json!("Mon, Wed")),
            (vec!["names=Mon", "names=Wed"], json!(["Mon", "Wed"])),
            (
                vec!["names=Mon", "names=Wed", "names=7"],
                json!(["Mon", "Wed", "7"]),
            ),
            (vec![r#"names=["Mon", "Wed"]"#], json!(["Mon", "Wed"])),
            (vec![r#"names=["Mon"]"#, "names=Wed"], json!(["Mon", "Wed"])),
        ] {
            let object = with(None, &sets).expect("an object");
            assert_eq!(object["names"], expected, "{sets:?}");
        }
    }

    #[test]
    fn elements_of_a_list_are_reached_by_their_index() {
        let object = with(
            None,
            &[
                "guests[0].email=a@example.com",
                "guests[1].email=b@example.com",
            ],
        );
        assert_eq!(
            object.expect("an object"),
            json!({"guests": [{"email": "a@example.com"}, {"email": "b@example.com"}]})
        );
    }

    #[test]
    fn set_wins_over_input_and_keeps_the_rest() {
        let object = with(
            Some(r#"{"topic": "old", "settings": {"wait": false, "other": 1}}"#),
            &["settings.wait=true"],
        );
        assert_eq!(
            object.expect("an object"),
            json!({"topic": "old", "settings": {"wait": true, "other": 1}})
        );
    }

    #[test]
    fn what_cannot_be_put_together_is_said_with_its_path() {
        let refused = |input, set| {
            with(Some(input), &[set])
                .expect_err("it cannot be put together")
                .to_string()
        };
        insta::assert_snapshot!(refused(r#"{"topic": "x"}"#, "topic.inner=1"), @"topic.inner: `inner` lies within something that is not an object");
        insta::assert_snapshot!(refused("{}", "guests[1].email=x"), @"guests[1].email: there is no element 1: the list has 0 so far; begin at [0]");
        insta::assert_snapshot!(refused(r#"{"days": 1}"#, "days[0]=1"), @"days[0]: `[0]` follows something that is not a list");
    }

    proptest! {
        #[test]
        fn any_text_reaches_a_text_field_unchanged(text in ".*") {
            let root = schema();
            let set = format!("topic={text}").parse().expect("a path");
            let object = assemble(Schema::new(&root), Map::new(), &[set]).expect("an object");
            prop_assert_eq!(&object["topic"], &Value::String(text));
        }

        #[test]
        fn no_argument_makes_the_parser_panic(argument in ".*") {
            let _ = argument.parse::<Assignment>();
        }
    }
}
