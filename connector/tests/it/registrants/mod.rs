//! Registrants.

mod list;
