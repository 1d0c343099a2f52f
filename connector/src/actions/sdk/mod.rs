//! Meetings in pages and programs of one's own, by Zoom's Meeting SDK.

mod group;
pub(crate) mod join_package;
mod jwt;
pub(crate) mod signature;
