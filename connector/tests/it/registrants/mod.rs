//! Registrants.

mod changes;
mod list;
