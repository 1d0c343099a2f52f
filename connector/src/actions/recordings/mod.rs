//! Cloud recordings.

pub(crate) mod download;
mod fields;
pub(crate) mod get;
mod group;
pub(crate) mod list;
