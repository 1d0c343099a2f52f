//! The built components in the built host, against local servers: what the tests of all parts
//! together share.
//!
//! A [`Stage`] is a machine of one's own: a local Zoom, a data directory, and the real
//! `connector-host` program with the real component.

mod built;
mod files;
mod notes;
mod outcome;
mod schemas;
mod stage;

pub use built::{built_component, built_program};
pub use files::files_below;
pub use notes::NotesServer;
pub use outcome::Outcome;
pub use schemas::misfits;
pub use stage::{App, Stage};

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
#[derive(Debug)]
pub struct Readme;
