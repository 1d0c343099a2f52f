//! Tracking fields: what an account asks about every meeting.

use serde::Serialize;

/// A field that meetings of the account carry.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TrackingField {
    pub(crate) id: String,
    pub(crate) field: String,
    pub(crate) recommended_values: Vec<String>,
    pub(crate) required: bool,
    pub(crate) visible: bool,
}
