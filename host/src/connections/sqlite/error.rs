//! What SQLite says, as trouble of a database.

use rusqlite::{ErrorCode, ffi};

use crate::connections::{DatabaseError, DatabaseTrouble, StoreError};

/// Why work on the database failed. It does not leave this module, so that no
/// caller of the library depends on how connections are kept.
#[derive(Debug)]
pub(super) enum Failed {
    /// SQLite refused.
    Sqlite(rusqlite::Error),
    /// A rule refused, or what is kept can't be read.
    Store(StoreError),
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Failed> for StoreError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Sqlite(error) if has_no_room_for_index(&error) => {
                let told = format!("there is no room for the index of the journal: {error}");
                Self::Database(DatabaseError::new(DatabaseTrouble::Full, told))
            }
            Failed::Sqlite(error) => Self::Database(DatabaseError::new(
                trouble(error.sqlite_error_code()),
                error,
            )),
            Failed::Store(error) => error,
        }
    }
}

/// Whether the index of the write-ahead journal has no room: it is made when a database is
/// opened that nobody else has open, and grows with the journal. SQLite says of what it writes
/// elsewhere that the disk is full, and of this no more than that it can't be made as large.
fn has_no_room_for_index(error: &rusqlite::Error) -> bool {
    let extended = error.sqlite_error().map(|error| error.extended_code);
    extended == Some(ffi::SQLITE_IOERR_SHMSIZE)
}

fn trouble(code: Option<ErrorCode>) -> DatabaseTrouble {
    match code {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => DatabaseTrouble::Damaged,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => DatabaseTrouble::Busy,
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            DatabaseTrouble::NotWritable
        }
        Some(ErrorCode::DiskFull) => DatabaseTrouble::Full,
        _ => DatabaseTrouble::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sqlite_says_is_told_by_what_helps() {
        let told = |code| {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            match StoreError::from(Failed::from(error)) {
                StoreError::Database(error) => error.trouble(),
                other => panic!("{other}"),
            }
        };
        assert_eq!(told(ffi::SQLITE_NOTADB), DatabaseTrouble::Damaged);
        assert_eq!(told(ffi::SQLITE_CORRUPT), DatabaseTrouble::Damaged);
        assert_eq!(told(ffi::SQLITE_READONLY), DatabaseTrouble::NotWritable);
        assert_eq!(told(ffi::SQLITE_CANTOPEN), DatabaseTrouble::NotWritable);
        assert_eq!(told(ffi::SQLITE_FULL), DatabaseTrouble::Full);
        // What has no room is the index of the journal, which is made when it is opened.
        assert_eq!(told(ffi::SQLITE_IOERR_SHMSIZE), DatabaseTrouble::Full);
        assert_eq!(told(ffi::SQLITE_IOERR_READ), DatabaseTrouble::Other);
        assert_eq!(told(ffi::SQLITE_BUSY), DatabaseTrouble::Busy);
        assert_eq!(told(ffi::SQLITE_LOCKED), DatabaseTrouble::Busy);
        assert_eq!(told(ffi::SQLITE_ERROR), DatabaseTrouble::Other);
    }
}
