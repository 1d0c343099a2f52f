//! Meeting templates: meetings whose settings are kept to be used again.

use serde::Serialize;
use serde_json::{Map, Value};

use super::occurrences::Recurrence;

/// A template of one user.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MeetingTemplate {
    pub(crate) id: String,
    pub(crate) host_id: String,
    pub(crate) name: String,
    /// The settings of the meeting it was made from.
    pub(crate) settings: Map<String, Value>,
    /// None unless it was asked to be kept.
    pub(crate) recurrence: Option<Recurrence>,
}
