//! Actions that take several exchanges: what comes next depends on what has come so far.
//!
//! What is known so far is a memory of the action's own. Each leg is made anew from the input and the
//! memory, so a leg that has to be made again is nothing special, and a call may be put aside between
//! any two.

use serde_json::Value;

use crate::contract::{Connection, Failure, FailureKind, Receipt};
use crate::endpoint::Ask;
use crate::file::File;
use crate::input::Input;
use crate::manifest_only::ManifestOnly;

/// The way of an action through several exchanges. Those that write and whose answer is lost come to a
/// failure of an unknown outcome.
pub(crate) struct Course {
    /// What it does beyond asking the API.
    #[cfg_attr(
        not(feature = "manifest"),
        allow(dead_code, reason = "the manifest alone reads it")
    )]
    pub(crate) files: ManifestOnly<Files>,
    /// The memory to begin with, or the output where nothing is asked.
    pub(crate) begin: fn(&Input, &Connection) -> Result<Turn, Failure>,
    /// The next leg.
    pub(crate) leg: fn(&Input, &Value) -> Option<Leg>,
    /// What to make of what has come.
    pub(crate) take: fn(&Trip<'_>, Value, Came) -> Result<Turn, Failure>,
}

/// What an action that takes several exchanges does with files.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) enum Files {
    /// Nothing.
    None,
    /// It reads some.
    Read,
    /// It fetches some for the caller.
    Fetch,
}

/// What is done next.
pub(crate) enum Leg {
    /// An endpoint is asked.
    Ask(Ask),
    /// A file is got, to be read. Its address is Zoom's.
    Read(String),
    /// The same of its beginning.
    Peek(String),
    /// The host signs this message with the secret setting of that name.
    Sign(&'static str, Vec<u8>),
    /// A file is fetched for the caller. Its address is Zoom's.
    Fetch(Box<File>),
}

/// What a leg has come to.
pub(crate) enum Came {
    /// The answer of the endpoint.
    Answer(Result<Value, Failure>),
    /// The file that was to be read.
    Text(Result<String, Failure>),
    /// The signature of the message.
    Signature(Vec<u8>),
    /// The file that was to be fetched.
    File(Result<Receipt, Failure>),
}

/// Which call it is.
pub(crate) struct Trip<'a> {
    pub(crate) input: &'a Input,
    /// The host's clock when the call began, in seconds since 1970-01-01T00:00:00Z.
    pub(crate) began_at: u64,
    /// Whether what has come is the answer to a second attempt, and the first may have been carried out.
    pub(crate) uncertain: bool,
}

/// Where it goes from there.
pub(crate) enum Turn {
    /// On, with this memory.
    On(Value),
    /// It is at its end, with this output.
    Done(Value),
}

/// The field of an input by which a course looks and changes nothing.
pub(crate) const PLAN_ONLY: &str = "plan_only";

/// The failure of a course that can't go on with the memory it is given.
pub(crate) fn state_is_lost(action: &str) -> Failure {
    Failure::new(
        FailureKind::InvalidInput,
        format!("`{action}` cannot go on from this state. Start it again."),
    )
}
