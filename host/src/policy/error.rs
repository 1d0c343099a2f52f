//! What is wrong with a policy, and what a policy does not allow.

use std::io;

/// A policy can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The file can't be read.
    #[error("the policy {file} can't be read: {source}")]
    Read {
        /// The file.
        file: String,
        /// Why not.
        source: io::Error,
    },
    /// The text is not a policy.
    #[error("{file}, line {line}: {problem}; docs/policy.md has the form of a policy")]
    Form {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
}

/// The operator's policy does not allow something.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "the policy of this host's operator does not let `{connector}` {what} ({file}, line {line})"
)]
pub struct PolicyRefusal {
    /// The connector's key.
    pub connector: String,
    /// What it may not do.
    pub what: String,
    /// The policy file.
    pub file: String,
    /// The line that allows other things only.
    pub line: usize,
}
