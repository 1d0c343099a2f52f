//! Meetings in pages of one's own.

mod join_package;
mod signature;
