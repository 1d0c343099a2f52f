//! What only the manifest tells of an action: its texts, and what platforms make of it.

use crate::group::Group;
use crate::manifest_only::ManifestOnly;

/// What only the manifest tells of an action.
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) struct About {
    pub(crate) group: ManifestOnly<&'static Group>,
    /// Semantic version: major for a change that can break a caller.
    pub(crate) version: ManifestOnly<&'static str>,
    /// One sentence.
    pub(crate) summary: ManifestOnly<&'static str>,
    /// More than the sentence; empty when there is no more to say.
    pub(crate) description: ManifestOnly<&'static str>,
    /// What an input has to say beyond its required fields.
    pub(crate) needed: ManifestOnly<&'static [Needed]>,
    pub(crate) effect: ManifestOnly<Effect>,
    /// Zoom's name for the rate limit of the endpoint.
    pub(crate) rate_label: ManifestOnly<&'static str>,
    /// What to show of an item of the list, or of the output, where there is little room.
    pub(crate) columns: ManifestOnly<&'static [Column]>,
    /// The operation's name at the end of the address of Zoom's API reference.
    pub(crate) operation: ManifestOnly<&'static str>,
    /// What hosts invoke it for by themselves, if they do.
    pub(crate) role: ManifestOnly<&'static str>,
    /// Whether the output as a whole acts like a credential.
    pub(crate) sensitive: ManifestOnly<bool>,
    /// A JSON object that fits the input, and one that fits the output.
    pub(crate) sample: ManifestOnly<(&'static str, &'static str)>,
}

/// Something that an input has to say, whatever its rules ask for beyond that.
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) enum Needed {
    /// One of these: each is a field, or several that go together.
    OneOf(&'static [&'static [&'static str]]),
    /// A field that changes something.
    Change,
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
