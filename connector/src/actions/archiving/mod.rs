//! Archives of meetings and webinars.

mod fields;
pub(crate) mod get;
mod group;
pub(crate) mod list;
