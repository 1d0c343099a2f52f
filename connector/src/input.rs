//! The input of an action, checked.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contract::FieldProblem;
use crate::json;
use crate::shape::{Findings, Object, Path, Place, Shape, check};

/// An input that fits the shape of its action, each value in the form that Zoom takes.
///
/// While problems are still being collected, a value that does not fit is null: the field is there,
/// but nothing can be said of its value.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Input(Object);

impl Input {
    /// Reads and checks a JSON text.
    pub(crate) fn parse(json: &str, shape: &'static Shape, findings: &mut Findings) -> Self {
        // Some programs put the mark of the byte order in front of a text.
        match json::parse(json.trim_start_matches('\u{feff}').as_bytes()) {
            Ok(value) => Self(check(shape, value, &Path::Whole, findings)),
            Err(error) => {
                let problem = Path::Whole.problem(format!("is not valid JSON: {error}"));
                findings.problems.push(problem);
                Self(Object::new())
            }
        }
    }

    /// Adds the problems that no single field can tell. A field that has one already, or something
    /// in it, gets no other: what is wrong in it is no longer in the input.
    /// `now` is the host's clock, in seconds since 1970-01-01T00:00:00Z.
    pub(crate) fn check_rules(
        &self,
        rules: fn(&Self, u64, &mut Vec<FieldProblem>),
        now: u64,
        problems: &mut Vec<FieldProblem>,
    ) {
        let mut more = Vec::new();
        rules(self, now, &mut more);
        let is_of = |known: &FieldProblem, new: &FieldProblem| {
            let rest = known.field.strip_prefix(new.field.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
        };
        more.retain(|new| !problems.iter().any(|known| is_of(known, new)));
        problems.extend(more);
    }

    /// The value of a field, if it is there.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The value of a field of texts.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// The value of a field of whole numbers.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_i64()
    }

    /// Whether a field is there and `true`.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Value::Bool(true))
    }

    /// The members of a field of objects.
    pub(crate) fn object(&self, name: &str) -> Option<&Object> {
        self.0.get(name)?.as_object()
    }

    /// The field that takes the most room, and how many bytes it has as JSON; without a name where
    /// there is no field.
    pub(crate) fn largest(&self) -> (&str, usize) {
        let lengths = self
            .0
            .iter()
            .map(|(name, value)| (name.as_str(), json::text(value).len()));
        lengths
            .max_by_key(|(_, length)| *length)
            .unwrap_or_default()
    }

    /// The same input with another value for a field.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value.into());
        self
    }

    fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// The same input without a field.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// The object that goes into the body: each field, and what fields of members pass.
    pub(crate) fn body(&self, shape: &Shape) -> Object {
        let mut body = Object::new();
        for field in shape.fields() {
            let stand_in = || field.stand_in.map(Value::from);
            let value = self.get(field.name).cloned().or_else(stand_in);
            match (field.place, value) {
                (Place::Body, Some(value)) => {
                    body.insert(field.name.to_owned(), value);
                }
                (Place::Members(None), Some(Value::Object(members))) => body.extend(members),
                (Place::Members(Some(object)), Some(Value::Object(members))) => {
                    let inner = body.entry(object).or_insert_with(|| Object::new().into());
                    if let Value::Object(inner) = inner {
                        inner.extend(members);
                    }
                }
                _ => {}
            }
        }
        body
    }

    /// Adds the problems of members that are passed though a field says them already.
    pub(crate) fn check_members(&self, shape: &Shape, problems: &mut Vec<FieldProblem>) {
        for field in shape.fields() {
            let said = match field.place {
                Place::Members(None) => Some(&self.0),
                Place::Members(Some(object)) => self.object(object),
                _ => None,
            };
            let members = self.object(field.name);
            let twice = members
                .into_iter()
                .flatten()
                .filter(|(name, _)| said.is_some_and(|said| said.contains_key(name.as_str())));
            let at = Path::Member(&Path::Whole, field.name);
            for (name, _) in twice {
                let at = Path::Member(&at, name);
                problems.push(at.problem("is said by the field of that name too; remove one"));
            }
        }
    }
}
