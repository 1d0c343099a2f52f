//! The built components in the built host, against local servers: what the tests of all parts
//! together share.
//!
//! A [`Stage`] is a machine of one's own: a local Zoom, a data directory, and the real
//! `connector-host` program with the real component. A [`Kitchen`] is one with another API and its
//! connector, for whatever Zoom's does not do, and for the attacks of a hostile one.

mod built;
mod files;
mod gate;
mod kitchen;
mod notes;
mod outcome;
mod random;
mod receiver;
mod schemas;
mod serving;
mod stage;

pub use built::{built_component, built_program, compiled_components};
pub use files::files_below;
pub use gate::{Gate, HeldAnswer};
pub use kitchen::Kitchen;
pub use notes::{Answer, Delivery, NotesServer, Seen};
pub use outcome::Outcome;
pub use random::{Tally, try_at_random};
pub use receiver::Receiver;
pub use schemas::misfits;
pub use serving::{Client, Reply, Serving};
pub use stage::{App, Stage};

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
#[derive(Debug)]
pub struct Readme;
