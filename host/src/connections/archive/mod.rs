//! Moving connections to another machine: an archive that a passphrase opens.
//!
//! An archive is a file in the age format (age-encryption.org/v1), armoured as
//! text and encrypted to a passphrase. Inside is a JSON document with the rows
//! of the store, whose secrets are sealed with the other machine's key when they
//! come in there.
//!
//! A refresh token that two machines have is lost to one of them as soon as the
//! other uses it. So the grants of an archive end here once it is written, and
//! none is renewed between reading it and ending it.

mod envelope;
mod error;
mod export;
mod import;
mod record;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use error::ArchiveError;
pub use export::Export;
#[cfg(any(test, fuzzing))]
pub(super) use import::take_in_any;
use record::{Record, Secret};

/// The version of the document; one that is laid out otherwise has another.
const VERSION: u32 = 1;

/// What is in an archive.
#[derive(Debug, Deserialize, Serialize)]
struct Document {
    version: u32,
    grants: Vec<Record>,
    connections: Vec<ArchivedConnection>,
    /// The operator's apps that the connections use.
    apps: Vec<Record>,
}

/// A connection in an archive.
#[derive(Debug, Deserialize, Serialize)]
struct ArchivedConnection {
    /// Which of the document's grants it uses, counted from 0.
    grant: usize,
    connection: Record,
    secret_settings: BTreeMap<String, Secret>,
}
