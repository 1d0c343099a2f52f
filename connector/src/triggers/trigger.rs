//! What a trigger is: one static value, which says all there is to say about it. What it does not say
//! is what holds for most.

use serde_json::Value;

use crate::group::Group;
use crate::manifest_only::ManifestOnly;
use crate::scopes::{Scope, Scopes};
use crate::shape::{Field, Shape};

/// A trigger.
pub(crate) struct Trigger {
    /// Stable, in kebab-case.
    pub(crate) id: &'static str,
    /// What Zoom calls the events that tell of it. Polls go by the name of the first.
    pub(crate) events: &'static [&'static str],
    /// What an event's data looks like.
    pub(crate) data: Shape,
    /// Makes of what a delivery tells the data of each thing that has happened.
    pub(crate) split: fn(Value) -> Vec<Value>,
    /// Where in the data stands what names the thing that has happened, for what is told but once: the
    /// delivery and the poll of it have one id. The first of several such places that are all there is
    /// meant. Empty for what can happen again and again, which is told apart by its moment and by what
    /// is told.
    pub(crate) named_by: &'static [&'static [&'static str]],
    /// How it is polled.
    pub(crate) poll: Option<&'static Poll>,
    /// Of which one is enough.
    pub(crate) scopes: Scopes,
    /// What a subscriber may choose.
    pub(crate) input: Shape,
    #[cfg_attr(
        not(feature = "manifest"),
        allow(dead_code, reason = "the manifest alone reads it")
    )]
    pub(crate) about: About,
}

/// What only the manifest tells of a trigger.
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) struct About {
    pub(crate) group: ManifestOnly<&'static Group>,
    /// One sentence.
    pub(crate) summary: ManifestOnly<&'static str>,
    /// More than the sentence; empty when there is no more to say.
    pub(crate) description: ManifestOnly<&'static str>,
    /// Fields of the input, each with the place in the data that it is compared with.
    pub(crate) filters: ManifestOnly<&'static [(&'static str, &'static str)]>,
    /// The scopes that polling needs, where those are others.
    pub(crate) poll_scopes: ManifestOnly<&'static str>,
    /// A JSON object that fits the input, and one that fits the data.
    pub(crate) sample: ManifestOnly<(&'static str, &'static str)>,
}

/// How a trigger is polled: by a list that an action has.
pub(crate) struct Poll {
    /// The action.
    pub(crate) action: &'static str,
    /// Its input, for what has happened between two moments, in seconds since 1970-01-01T00:00:00Z.
    pub(crate) input: fn(from: u64, to: u64) -> Value,
    /// Whether it lists what is of one user.
    pub(crate) of_a_user: bool,
    /// How late something can show in the list, in seconds.
    pub(crate) late: u64,
    /// What an item of the list tells of: each `object` of the data, with its moment.
    pub(crate) find: fn(Value) -> Vec<Found>,
    /// How often to poll, at the most, in seconds.
    #[cfg_attr(
        not(feature = "manifest"),
        allow(dead_code, reason = "the manifest alone reads it")
    )]
    pub(crate) interval: ManifestOnly<u64>,
}

/// Something that a list has.
pub(crate) struct Found {
    /// When it happened, in Zoom's form; none when that is not told.
    pub(crate) moment: Option<String>,
    pub(crate) object: Value,
    /// Which of the trigger's events a delivery of it is; the first where that is all the same.
    pub(crate) event: Option<&'static str>,
}

impl Trigger {
    /// A trigger that these events tell of.
    pub(crate) const fn new(
        group: &'static Group,
        id: &'static str,
        events: &'static [&'static str],
        summary: &'static str,
    ) -> Self {
        Self {
            id,
            events,
            data: Shape::of(&[]),
            split: |data| vec![data],
            named_by: &[],
            poll: None,
            scopes: Scopes {
                classic: &[],
                granular: &[],
            },
            input: Shape::of(&[]),
            about: About {
                group: ManifestOnly::new(group),
                summary: ManifestOnly::new(summary),
                description: ManifestOnly::new(""),
                filters: ManifestOnly::new(&[]),
                poll_scopes: ManifestOnly::new(""),
                sample: ManifestOnly::new(("{}", "{}")),
            },
        }
    }

    /// There is more to say.
    pub(crate) const fn description(mut self, description: &'static str) -> Self {
        self.about.description = ManifestOnly::new(description);
        self
    }

    /// What an event's data has.
    pub(crate) const fn data(mut self, groups: &'static [&'static [Field]]) -> Self {
        self.data = Shape::of(groups);
        self
    }

    /// One delivery tells of several.
    pub(crate) const fn split(mut self, split: fn(Value) -> Vec<Value>) -> Self {
        self.split = split;
        self
    }

    /// It is told but once, and this names it: the first of these whose places are all there.
    pub(crate) const fn named_by(mut self, names: &'static [&'static [&'static str]]) -> Self {
        self.named_by = names;
        self
    }

    /// It can be polled.
    pub(crate) const fn poll(mut self, poll: &'static Poll) -> Self {
        self.poll = Some(poll);
        self
    }

    /// The scopes of which one is enough.
    pub(crate) const fn scopes(mut self, scopes: Scopes) -> Self {
        self.scopes = scopes;
        self
    }

    /// What polling needs beside or in place of the scopes.
    pub(crate) const fn poll_scopes(mut self, sentence: &'static str) -> Self {
        self.about.poll_scopes = ManifestOnly::new(sentence);
        self
    }

    /// What a subscriber may choose, and where in the data that stands.
    pub(crate) const fn choose(
        mut self,
        input: &'static [&'static [Field]],
        filters: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.input = Shape::of(input);
        self.about.filters = ManifestOnly::new(filters);
        self
    }

    /// A JSON object that fits the input, and one that fits the data.
    pub(crate) const fn sample(mut self, input: &'static str, data: &'static str) -> Self {
        self.about.sample = ManifestOnly::new((input, data));
        self
    }
}

/// The scopes of which any one is enough.
pub(crate) const fn any_of(classic: &'static [Scope], granular: &'static [Scope]) -> Scopes {
    Scopes { classic, granular }
}
