//! How fields are written down: a function for each place that they have, and the usual kinds.

use super::field::{Choices, Field, Form, Kind, Notes, Place};
use crate::manifest_only::ManifestOnly;

/// A text of any length.
pub(crate) const TEXT: Kind = Kind::Text(0, usize::MAX);
/// Any whole number.
pub(crate) const INTEGER: Kind = Kind::Integer(i32::MIN, i32::MAX);
/// Any object.
pub(crate) const ANY_OBJECT: Kind = Kind::Form(&Form::new(
    |value| value.is_object().then(|| value.clone()),
    "an object",
    r#"{ "type": "object" }"#,
));
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
    field(name, Place::Path(placeholder), kind, description).required()
}

/// A field that goes into the query.
pub(crate) const fn query(name: &'static str, kind: Kind, description: &'static str) -> Field {
    field(name, Place::Query, kind, description)
}

/// A field that goes into the body.
pub(crate) const fn body(name: &'static str, kind: Kind, description: &'static str) -> Field {
    field(name, Place::Body, kind, description)
}

/// An object whose members go into the body as they are.
pub(crate) const fn members(name: &'static str, description: &'static str) -> Field {
    field(name, Place::Members(None), ANY_OBJECT, description)
}

/// An object whose members go into the member `object` of the body as they are.
pub(crate) const fn members_of(
    object: &'static str,
    name: &'static str,
    description: &'static str,
) -> Field {
    field(name, Place::Members(Some(object)), ANY_OBJECT, description)
}

/// An object whose members go into the query as they are.
pub(crate) const fn query_members(name: &'static str, description: &'static str) -> Field {
    field(name, Place::QueryMembers, ANY_OBJECT, description)
}

/// An object whose members are fields of the header.
pub(crate) const fn header(name: &'static str, description: &'static str) -> Field {
    field(name, Place::Header, ANY_OBJECT, description)
}

/// A field that is the body as a whole.
pub(crate) const fn content(name: &'static str, kind: Kind, description: &'static str) -> Field {
    field(name, Place::Content, kind, description)
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
        essential: false,
        stand_in: None,
        notes: Notes {
            description: ManifestOnly::new(description),
            title: ManifestOnly::new(None),
            deprecated: ManifestOnly::new(false),
            default: ManifestOnly::new(None),
            sensitive: ManifestOnly::new(false),
            choices: ManifestOnly::new(None),
        },
    }
}

/// The choices that the list of an action offers.
pub(crate) const fn choices_of(
    action: &'static str,
    value: &'static str,
    label: &'static [&'static str],
) -> Choices {
    Choices {
        action,
        items: None,
        input: None,
        always: &[],
        value,
        label,
    }
}

/// The choices that the list at `items` in an action's output offers.
pub(crate) const fn choices_in(
    action: &'static str,
    items: &'static str,
    value: &'static str,
    label: &'static [&'static str],
) -> Choices {
    Choices {
        items: Some(items),
        ..choices_of(action, value, label)
    }
}
