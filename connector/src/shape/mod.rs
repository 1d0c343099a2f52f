//! What the JSON of an input or an output looks like, written down once, as data.
//!
//! The same shape checks an input and turns it into what Zoom takes ([`check()`]), tidies an output
//! ([`tidy()`]), says where in the request a field goes, and writes its own JSON Schema for the
//! manifest. A shape is a table and no code, so an action costs the component a few hundred bytes,
//! however many fields it has.

mod check;
#[cfg(feature = "manifest")]
pub(crate) mod schema;
mod tidy;

pub(crate) use check::{Path, check};
pub(crate) use tidy::tidy;

use crate::manifest_only::ManifestOnly;

/// A JSON object.
pub(crate) type Object = serde_json::Map<String, serde_json::Value>;

/// The fields of an object, in groups so that objects can share some.
pub(crate) struct Shape(pub(crate) &'static [&'static [Field]]);

impl Shape {
    /// All fields, in the order in which they were written down.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.0.iter().flat_map(|group| group.iter())
    }

    /// The field of that name.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.name == name)
    }
}

/// One member of an object.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    /// What is sent when the field is absent.
    pub(crate) stand_in: Option<&'static str>,
    pub(crate) notes: ManifestOnly<Notes>,
}

/// What only the manifest tells of a field.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) struct Notes {
    pub(crate) description: &'static str,
    pub(crate) deprecated: bool,
    /// What holds when the field is absent: a JSON text.
    pub(crate) default: Option<&'static str>,
}

/// Where in the request a field of the input goes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    /// Into the path, in place of this placeholder.
    Path(&'static str),
    /// Into the query.
    Query,
    /// Into the body.
    Body,
    /// Nowhere: it steers the connector, or it is a member of an object that has a place.
    Nowhere,
}

/// What a value may be.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A whole number, both ends included.
    Integer(i64, i64),
    /// One of some whole numbers.
    Code(&'static [i64]),
    /// Any number.
    Number,
    /// A text of at least and at most so many characters.
    Text(usize, usize),
    /// One of some texts.
    Choice(&'static [&'static str]),
    /// An e-mail address.
    Email,
    /// A day, `2026-03-01`.
    Date,
    /// A point in time (with `Z` or an offset) or a local time (without).
    DateTime,
    /// A point in time: with `Z` or an offset.
    Timestamp,
    /// Days of the week, 1 (Sunday) to 7 (Saturday), with commas between them.
    WeekDays,
    /// The number of a meeting, as a text in outputs and as text or number in inputs.
    MeetingId,
    /// The number of a meeting, which stands for its latest instance, or the UUID of an instance.
    MeetingIdOrUuid,
    /// The id or e-mail address of a user, or `me`.
    User,
    /// A setting that only the host knows.
    Secret,
    /// An object.
    Object(&'static Shape),
    /// A list of at most so many values.
    List(&'static Self, usize),
}

/// A text of any length.
pub(crate) const TEXT: Kind = Kind::Text(0, usize::MAX);
/// Any whole number.
pub(crate) const INTEGER: Kind = Kind::Integer(i64::MIN, i64::MAX);
/// A list of texts.
pub(crate) const TEXTS: Kind = list(&TEXT);

/// A list of any length.
pub(crate) const fn list(item: &'static Kind) -> Kind {
    Kind::List(item, usize::MAX)
}

/// A field that goes into the path, in place of `{placeholder}`. It is required, unless something
/// stands in for it ([`Field::or`]).
pub(crate) const fn path(
    name: &'static str,
    placeholder: &'static str,
    kind: Kind,
    description: &'static str,
) -> Field {
    let mut field = field(name, Place::Path(placeholder), kind, description);
    field.required = true;
    field
}

/// A field that goes into the query.
pub(crate) const fn query(name: &'static str, kind: Kind, description: &'static str) -> Field {
    field(name, Place::Query, kind, description)
}

/// A field that goes into the body.
pub(crate) const fn body(name: &'static str, kind: Kind, description: &'static str) -> Field {
    field(name, Place::Body, kind, description)
}

/// A field that has no place of its own in a request: a member of another, of an output, or one
/// that steers the connector.
pub(crate) const fn member(name: &'static str, kind: Kind, description: &'static str) -> Field {
    field(name, Place::Nowhere, kind, description)
}

const fn field(name: &'static str, place: Place, kind: Kind, description: &'static str) -> Field {
    Field {
        name,
        place,
        kind,
        required: false,
        stand_in: None,
        notes: ManifestOnly::new(Notes {
            description,
            deprecated: false,
            default: None,
        }),
    }
}

impl Field {
    /// The field must be there.
    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Send this when the field is absent.
    pub(crate) const fn or(mut self, stand_in: &'static str) -> Self {
        self.required = false;
        self.stand_in = Some(stand_in);
        self
    }

    /// Zoom advises against the field.
    pub(crate) const fn deprecated(mut self) -> Self {
        self.notes = self.notes.deprecated();
        self
    }

    /// What Zoom (or the connector) takes when the field is absent, as a JSON text.
    pub(crate) const fn default(mut self, json: &'static str) -> Self {
        self.notes = self.notes.default(json);
        self
    }
}
