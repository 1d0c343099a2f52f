//! Moving connections to another machine: an archive that a passphrase opens.
//!
//! An archive is a file in the age format (age-encryption.org/v1), armoured as
//! text and encrypted to a passphrase. Inside is a JSON document with the
//! connections, whose secrets are sealed with the other machine's key when they
//! come in there.
//!
//! A refresh token that two machines have is lost to one of them as soon as the
//! other uses it. So the grants of an archive end here once it is written, and
//! none is renewed between reading it and ending it.

mod bounds;
mod check;
mod document;
mod envelope;
mod error;
mod export;
mod first_version;
mod import;
mod of_tenants;
#[cfg(test)]
pub(super) mod tests;

pub use error::ArchiveError;
pub use export::Export;
#[cfg(any(test, fuzzing))]
pub(super) use import::take_in_any;
pub(crate) use import::{AgreedHere, OpenedArchive};
