//! Cloud recordings.

pub(crate) mod download;
mod fields;
pub(crate) mod get;
pub(crate) mod list;

/// What the manifest lists the actions under.
const GROUP: &str = "Cloud recordings";

/// What Zoom asks for.
const PLAN: &str = "Pro or higher, with cloud recording switched on";
