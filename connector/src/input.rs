//! The input of an action, checked.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contract::FieldProblem;
use crate::shape::{Object, Path, Place, Shape, check};

/// An input that fits the shape of its action, each value in the form that Zoom takes.
///
/// While problems are still being collected, a value that does not fit is null: the field is there,
/// but nothing can be said of its value.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Input(Object);

impl Input {
    /// Reads and checks a JSON text.
    pub(crate) fn parse(
        json: &str,
        shape: &'static Shape,
        problems: &mut Vec<FieldProblem>,
    ) -> Self {
        match serde_json::from_str(json) {
            Ok(value) => Self(check(shape, value, &Path::Whole, problems)),
            Err(error) => {
                problems.push(Path::Whole.problem(format!("is not valid JSON: {error}")));
                Self(Object::new())
            }
        }
    }

    /// Adds the problems that no single field can tell. A field that has one already gets no other.
    pub(crate) fn check_rules(
        &self,
        rules: fn(&Self, &mut Vec<FieldProblem>),
        problems: &mut Vec<FieldProblem>,
    ) {
        let mut more = Vec::new();
        rules(self, &mut more);
        more.retain(|new| problems.iter().all(|known| known.field != new.field));
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

    /// The same input with another value for a field.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// The names of the fields that go into the body, in the order of their names.
    pub(crate) fn body_fields<'a>(&'a self, shape: &'a Shape) -> impl Iterator<Item = &'a str> {
        let in_body = |name: &&str| shape.field(name).is_some_and(|f| f.place == Place::Body);
        self.0.keys().map(String::as_str).filter(in_body)
    }
}
