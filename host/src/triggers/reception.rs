//! What came of judging a delivery.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Event, EventError};
use crate::manifest::Manifest;
use crate::subject::Subject;

/// What came of judging a delivery: `$defs/reception` of the manifest's schema.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reception {
    /// What to answer.
    pub response: Response,
    /// What has happened.
    pub events: Vec<Event>,
    /// Whose grants to the app have ended, as the API says.
    pub ended: Vec<Subject>,
}

/// What to answer a delivery. It has no header fields, so that a connector can't
/// serve a page: the host adds the media type of the body.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Response {
    /// The status code, 200 to 599.
    pub status: u16,
    /// The content.
    pub body: Body,
}

/// The content of an answer to a delivery.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Body {
    /// None.
    Empty,
    /// A JSON value.
    Json(Value),
    /// Plain text.
    Text(String),
}

impl Body {
    /// Its media type; none for an empty one.
    #[must_use]
    pub fn media_type(&self) -> Option<&'static str> {
        match self {
            Self::Empty => None,
            Self::Json(_) => Some("application/json"),
            Self::Text(_) => Some("text/plain; charset=utf-8"),
        }
    }

    /// Its bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Empty => Vec::new(),
            Self::Json(value) => value.to_string().into_bytes(),
            Self::Text(text) => text.into_bytes(),
        }
    }
}

#[derive(Deserialize)]
struct WrittenReception {
    response: WrittenResponse,
    events: Vec<Event>,
    ended: Vec<Subject>,
}

/// Nothing but what is named: a member more would be a header field, or another
/// way to serve a page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenResponse {
    status: u16,
    #[serde(default, deserialize_with = "present")]
    json: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    text: Option<String>,
}

/// `null` in JSON is a value here, not an absence.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl Reception {
    /// Reads what `receive` of the manifest's connector ended with.
    pub(crate) fn read(manifest: &Manifest, output: Value) -> Result<Self, EventError> {
        let WrittenReception {
            response: WrittenResponse { status, json, text },
            events,
            ended,
        } = serde_json::from_value(output)?;
        if !(200..=599).contains(&status) {
            return Err(EventError::Status(status));
        }
        let body = match (json, text) {
            (None, None) => Body::Empty,
            (Some(json), None) => Body::Json(json),
            (None, Some(text)) => Body::Text(text),
            (Some(_), Some(_)) => return Err(EventError::TwoBodies),
        };
        for event in &events {
            event.check_delivered(manifest)?;
        }
        Ok(Self {
            response: Response { status, body },
            events,
            ended,
        })
    }
}
