//! Registrants.

mod batch;
mod changes;
mod list;
mod sync;
