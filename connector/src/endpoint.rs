//! An endpoint of Zoom's: what it takes, what it answers, and what its errors mean.

use http::Method;

use crate::input::Input;
use crate::quota::Quota;
use crate::refusals::Refusal;
use crate::scopes::Scopes;
use crate::shape::{Object, Shape};

/// An endpoint. Each action has one, which other actions may ask too.
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    /// As in Zoom's API reference; fields of the input take the place of the `{placeholders}`.
    pub(crate) path: &'static str,
    pub(crate) scopes: Scopes,
    pub(crate) input: Shape,
    pub(crate) output: Shape,
    /// Members of the body that no field says.
    pub(crate) beside: Option<fn(&Input) -> Object>,
    pub(crate) content: Content,
    /// Whether asking it twice with the same input does no more than once.
    pub(crate) repeatable: bool,
    /// Whether Zoom refuses it the second time, since there is nothing left to do then.
    pub(crate) refused_twice: bool,
    /// The quota that its requests count against, beside the limits that hold for all endpoints.
    pub(crate) quota: Option<&'static Quota>,
    /// What it means by its errors, where it differs from what all of them mean.
    pub(crate) refusals: &'static [Refusal],
}

/// What an answer that tells of success has for its content.
#[derive(Clone, Copy)]
pub(crate) enum Content {
    /// A JSON object, with all the members of the output that are essential.
    Object,
    /// A list, which is told as this member of an object.
    List(&'static str),
    /// Nothing that matters: as a rule there is none.
    None,
    /// Whatever comes; it is told beside the status.
    Any,
}

impl Endpoint {
    /// An endpoint of which no more is known. Only `POST` makes another thing each time, and what is
    /// deleted can't be deleted again.
    pub(crate) const fn new(method: Method, path: &'static str) -> Self {
        Self {
            repeatable: !matches!(method, Method::POST),
            refused_twice: matches!(method, Method::DELETE),
            method,
            path,
            scopes: Scopes {
                classic: &[],
                granular: &[],
            },
            input: Shape::of(&[]),
            output: Shape::of(&[]),
            beside: None,
            content: Content::Object,
            quota: None,
            refusals: &[],
        }
    }

    /// Whether the host may send it again by itself when no answer comes. A second deletion does no
    /// more than the first, but its answer is that there is nothing to delete, and so it is where a
    /// meeting is ended: so it is not made before it is known what became of the first.
    pub(crate) fn repeatable_unseen(&self) -> bool {
        self.repeatable && !self.refused_twice
    }
}

/// An endpoint to ask, and what for.
pub(crate) struct Ask {
    /// The id of the action that this is otherwise, or that it is asked for: for messages.
    pub(crate) action: &'static str,
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) input: Input,
}
