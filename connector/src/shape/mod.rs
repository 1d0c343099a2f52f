//! What the JSON of an input or an output looks like, written down once, as data.
//!
//! The same shape checks an input and turns it into what the API takes ([`check()`]), tidies an
//! output ([`tidy()`]), says where in the request a field goes, and writes its own JSON Schema for
//! the manifest. A shape is a table and no code, so an action costs the component a few hundred
//! bytes, however many fields it has. It knows no API: what an id or a time of one looks like is a
//! [`Form`], which stands with the API.

mod build;
mod check;
mod field;
mod path;
#[cfg(feature = "manifest")]
pub(crate) mod schema;
mod tidy;

pub(crate) use build::{
    ANY_OBJECT, INTEGER, TEXT, TEXTS, body, choices_in, choices_of, content, header, list, member,
    members, members_of, path, query, query_members,
};
pub(crate) use check::{Findings, check};
pub(crate) use field::{Choices, Field, Form, Kind, Object, Place, Shape};
pub(crate) use path::Path;
pub(crate) use tidy::tidy;
