//! Events: what connectors tell of, as values that have been checked.
//!
//! A connector tells of events when it is polled and when it judges a delivery.
//! What it says is read here, and so is everything that follows from it without
//! looking anywhere else: whether a subscriber's filters let an event through,
//! and whether it was told before. Nothing here waits, stores or sends.

mod delivery;
mod event;
mod filter;
mod polled;
mod reception;
mod window;

pub(crate) use delivery::delivery;
pub use event::{Event, EventError};
pub use filter::passes;
pub use polled::Polled;
pub use reception::{Body, Reception, Response};
pub use window::Window;
