//! What a host does with the files of its data directory.

use std::fmt;

/// What was tried with a file, as far as it is told apart by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum FileOperation {
    /// To read it.
    Read,
    /// To write it.
    Write,
    /// To delete it.
    Delete,
    /// To list what is in it, which is a directory.
    List,
    /// To trust what is in it, which is a directory that others may write to.
    Trust,
}

impl fmt::Display for FileOperation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::List => "list",
            Self::Trust => "trust",
        })
    }
}
