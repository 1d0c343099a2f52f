//! Registrants.

mod batch;
mod changes;
mod decided;
mod list;
mod sync;
mod sync_lost;
