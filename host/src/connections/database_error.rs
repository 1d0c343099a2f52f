//! Trouble of the database itself, whichever keeps the connections.

use std::error::Error;

/// The database refused, or could not be used.
#[derive(Debug, thiserror::Error)]
#[error("{source}")]
pub struct DatabaseError {
    trouble: DatabaseTrouble,
    source: Box<dyn Error + Send + Sync>,
}

/// The sorts of trouble that a database has, by what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatabaseTrouble {
    /// It is no database, or not whole: a good copy has to be put back.
    Damaged,
    /// Others are writing to it: it is worth another try in a moment.
    Busy,
    /// This user may not write to it, or to its directory.
    NotWritable,
    /// There is no room.
    Full,
    /// There is no database of that name.
    Missing,
    /// It can't be reached, or does not answer in time.
    Unavailable,
    /// Anything else, as its text says.
    Other,
}

impl DatabaseError {
    /// Trouble of that sort, which `source` tells of.
    #[must_use]
    pub fn new(trouble: DatabaseTrouble, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            trouble,
            source: source.into(),
        }
    }

    /// What sort of trouble it is.
    #[must_use]
    pub fn trouble(&self) -> DatabaseTrouble {
        self.trouble
    }
}
