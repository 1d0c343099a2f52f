//! Where in an input a value is.

use std::fmt;

use crate::contract::FieldProblem;
use crate::names::shown;

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
            Self::Member(Path::Whole, name) => f.write_str(&shown(name)),
            Self::Member(parent, name) => write!(f, "{parent}.{}", shown(name)),
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
