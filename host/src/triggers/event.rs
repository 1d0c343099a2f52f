//! One event.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::manifest::{Manifest, Trigger};
use crate::subject::Subject;

/// The longest id of an event, in bytes: it is remembered for as long as the event may
/// be told of again.
const LONGEST_ID: usize = 1024;

/// Something that has happened: `$defs/event` of the manifest's schema.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Event {
    /// The id of the trigger that tells of it.
    pub trigger: String,
    /// Names what happened: the webhook and the poll of one thing, and each
    /// repetition, have one id.
    pub id: String,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Whom it concerns.
    pub subject: Subject,
    /// What the trigger's schema of data says.
    pub data: Value,
}

/// What a connector told of is not what the contract allows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// It has not the documented shape.
    #[error("what it told does not have the documented shape: {0}")]
    Shape(#[from] serde_json::Error),
    /// An event has no id.
    #[error("an event of the trigger `{trigger}` has no id")]
    NoId {
        /// The trigger's id.
        trigger: String,
    },
    /// The id of an event is longer than is remembered.
    #[error(
        "an event of the trigger `{trigger}` has an id of {length} bytes, and {LONGEST_ID} are the most"
    )]
    LongId {
        /// The trigger's id.
        trigger: String,
        /// How long the event's id is, in bytes.
        length: usize,
    },
    /// An event of a trigger that could not be told of here.
    #[error("it told of the trigger `{trigger}`, {why}")]
    Trigger {
        /// The trigger's id.
        trigger: String,
        /// Why it could not be.
        why: &'static str,
    },
    /// The answer to a delivery has a status that is none.
    #[error("the answer has the status {0}, and 200 to 599 are allowed")]
    Status(u16),
    /// The answer to a delivery has two bodies.
    #[error("the answer has a body in JSON and one in text")]
    TwoBodies,
}

impl Event {
    /// Checks an event that a poll of `trigger` told of.
    pub(super) fn check_polled(&self, trigger: &str) -> Result<(), EventError> {
        self.check_id()?;
        if self.trigger == trigger {
            return Ok(());
        }
        Err(EventError::Trigger {
            trigger: self.trigger.clone(),
            why: "and another one was polled",
        })
    }

    /// Checks an event that a delivery told of.
    pub(super) fn check_delivered(&self, manifest: &Manifest) -> Result<(), EventError> {
        self.check_id()?;
        let why = match manifest.trigger(&self.trigger) {
            Some(Trigger {
                webhook: Some(_), ..
            }) => return Ok(()),
            Some(_) => "which has no webhooks",
            None => "which its manifest does not have",
        };
        Err(EventError::Trigger {
            trigger: self.trigger.clone(),
            why,
        })
    }

    fn check_id(&self) -> Result<(), EventError> {
        if self.id.is_empty() {
            let trigger = self.trigger.clone();
            return Err(EventError::NoId { trigger });
        }
        if self.id.len() > LONGEST_ID {
            return Err(EventError::LongId {
                trigger: self.trigger.clone(),
                length: self.id.len(),
            });
        }
        Ok(())
    }
}
