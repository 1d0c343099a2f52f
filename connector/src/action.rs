//! What an action is: one static value, which says all there is to say about it.

use serde_json::Value;

use crate::call::Call;
use crate::contract::{Failure, FieldProblem};
use crate::download::File;
use crate::input::Input;
use crate::manifest_only::ManifestOnly;
use crate::pages::Pages;
use crate::refusals::Refusal;
use crate::scopes::Scopes;
use crate::shape::Shape;

/// An action. `actions/` has one file for each.
pub(crate) struct Action {
    /// Stable, in kebab-case.
    pub(crate) id: &'static str,
    #[cfg_attr(
        not(feature = "manifest"),
        allow(dead_code, reason = "the manifest alone reads it")
    )]
    pub(crate) about: ManifestOnly<About>,
    pub(crate) scopes: Scopes,
    pub(crate) method: http::Method,
    /// As in Zoom's API reference; fields of the input take the place of the `{placeholders}`.
    pub(crate) path: &'static str,
    /// Whether invoking it twice with the same input does no more than once.
    pub(crate) repeatable: bool,
    /// Whether it counts against the 100 requests a day that may create or update the meetings of
    /// one user.
    pub(crate) daily_quota: bool,
    pub(crate) input: Shape,
    pub(crate) output: Shape,
    /// What no single field can tell to be wrong. Adds to the problems.
    pub(crate) rules: fn(&Input, &mut Vec<FieldProblem>),
    /// What the caller should know although nothing is wrong.
    pub(crate) warnings: fn(&Input) -> Vec<String>,
    /// What this endpoint means by its errors, where it differs from what all of them mean.
    pub(crate) refusals: &'static [Refusal],
    pub(crate) flow: Flow,
}

/// How an action goes from its first answer to its output.
pub(crate) enum Flow {
    /// The output is made of the one answer.
    Answer(fn(&Call, Value) -> Value),
    /// The answer is a page of a list.
    Pages(Pages),
    /// The answer tells where a file is, which is then fetched.
    Download(fn(&Input, Value) -> Result<File, Failure>),
}

/// What only the manifest tells of an action.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) struct About {
    /// Semantic version: major for a change that can break a caller.
    pub(crate) version: &'static str,
    pub(crate) title: &'static str,
    /// One sentence.
    pub(crate) summary: &'static str,
    /// More than the sentence; empty when there is no more to say.
    pub(crate) description: &'static str,
    pub(crate) group: &'static str,
    pub(crate) effect: Effect,
    /// Zoom's name for the rate limit of the endpoint.
    pub(crate) rate_label: &'static str,
    /// What plan or licence Zoom asks for; empty when any will do.
    pub(crate) plan: &'static str,
    /// What to show of an item of the list, or of the output, where there is little room.
    pub(crate) columns: &'static [Column],
    pub(crate) lookups: &'static [Lookup],
    /// JSON Pointers (RFC 6901) to members of the output that act like a credential.
    pub(crate) sensitive: &'static [&'static str],
    /// The operation's name at the end of the address of Zoom's API reference.
    pub(crate) operation: &'static str,
    /// A JSON object that fits the input.
    pub(crate) sample_input: &'static str,
    /// A JSON object that fits the output.
    pub(crate) sample_output: &'static str,
}

/// What an action does to the account.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) enum Effect {
    Read,
    Write,
    Destructive,
}

/// A column of a table of outputs.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) struct Column {
    pub(crate) title: &'static str,
    /// A JSON Pointer to the value.
    pub(crate) value: &'static str,
    /// For a time: a JSON Pointer to the time zone to show it in.
    pub(crate) time_zone: Option<&'static str>,
}

/// A column of what `value` points to.
pub(crate) const fn column(title: &'static str, value: &'static str) -> Column {
    Column {
        title,
        value,
        time_zone: None,
    }
}

impl Column {
    /// Shown in the time zone that `time_zone` points to.
    pub(crate) const fn in_zone(mut self, time_zone: &'static str) -> Self {
        self.time_zone = Some(time_zone);
        self
    }
}

/// Which action offers the choices for a field of the input.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) struct Lookup {
    pub(crate) field: &'static str,
    pub(crate) action: &'static str,
    /// The member of an item that goes into the field.
    pub(crate) value: &'static str,
    /// The members of an item that a person recognises it by.
    pub(crate) label: &'static [&'static str],
}

/// For actions whose fields need no rules beyond their own.
pub(crate) fn no_rules(_: &Input, _: &mut Vec<FieldProblem>) {}

/// For actions that have nothing to warn of.
pub(crate) fn no_warnings(_: &Input) -> Vec<String> {
    Vec::new()
}

/// For actions whose output is what Zoom answers.
pub(crate) fn as_answered(_: &Call, answer: Value) -> Value {
    answer
}
