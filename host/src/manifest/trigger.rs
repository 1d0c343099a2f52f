//! What a connector can tell of.

use serde::{Deserialize, Serialize};

use super::{JsonText, Scopes};

/// Something that happens, of which the connector can tell.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Trigger {
    /// Stable id in kebab case.
    pub id: String,
    /// Semantic version of the trigger.
    pub version: String,
    /// What a person calls it.
    pub title: String,
    /// One sentence: what has happened when it tells.
    pub summary: String,
    /// More than the sentence, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it is listed under.
    pub group: String,
    /// How it is told by webhook; none where it is not.
    pub webhook: Option<Webhook>,
    /// How it is polled; none where it can't be.
    pub poll: Option<Poll>,
    /// The scopes that it needs.
    pub scopes: Scopes,
    /// The plan that the API's makers require, when they require one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// JSON Schema (2020-12) of what a subscriber may choose.
    pub input: JsonText,
    /// Which events a subscriber is told, by the subscriber's input.
    pub filters: Vec<Filter>,
    /// JSON Schema (2020-12) of an event's data.
    pub data: JsonText,
    /// An input, and the data of an event that it could tell of.
    pub sample: TriggerSample,
    /// Pointers (RFC 6901, `*` for any array index) to members of the data that
    /// act like a credential.
    pub sensitive: Vec<String>,
    /// The API's documentation of it.
    pub docs_url: String,
    /// Whether it should no longer be used.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
}

/// How a trigger is told by webhook.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Webhook {
    /// What the API calls the events that the app has to subscribe to; empty
    /// where there is nothing to choose.
    pub events: Vec<String>,
}

/// How a trigger is polled.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Poll {
    /// How often to poll, at the most.
    pub interval_seconds: u64,
    /// For how long the ids of events that were told are remembered.
    pub window_seconds: u64,
}

/// A condition on events: the input field, where it is there, equals the value
/// in the event's data, or is a list that holds it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Filter {
    /// The field of the input: a pointer, as the other.
    pub field: String,
    /// Where the value is in the event's data: a pointer (RFC 6901, `*` for any
    /// array index).
    pub data: String,
}

/// An example of a trigger at work.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct TriggerSample {
    /// An input that fits the input schema.
    pub input: JsonText,
    /// The data of an event that it could tell of.
    pub data: JsonText,
}
