//! Cloud recordings.

pub(crate) mod get;
pub(crate) mod list;
mod view;
