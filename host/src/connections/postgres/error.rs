//! What PostgreSQL says, as trouble of a database.

use deadpool_postgres::PoolError;

use crate::connections::{DatabaseError, DatabaseTrouble, StoreError};

/// Why work on the database failed. It does not leave this module, so that no
/// caller of the library depends on how connections are kept.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    /// PostgreSQL refused, or is not there.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A rule refused, or what is kept can't be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failed {
    /// Others are at work that is not to be disturbed.
    pub(super) fn busy(text: &str) -> Self {
        DatabaseError::new(DatabaseTrouble::Busy, text).into()
    }

    /// It can't be used as it is.
    pub(super) fn other(text: String) -> Self {
        DatabaseError::new(DatabaseTrouble::Other, text).into()
    }

    /// The database can't be reached.
    pub(super) fn unavailable(text: String) -> Self {
        DatabaseError::new(DatabaseTrouble::Unavailable, text).into()
    }
}

impl From<tokio_postgres::Error> for Failed {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(refusal) = error.as_db_error() else {
            return Self::unavailable(with_causes(&error));
        };
        let code = refusal.code().code();
        if code == NO_TEXT {
            return StoreError::BadText.into();
        }
        let text = format!("{} ({code})", refusal.message());
        DatabaseError::new(trouble(code), text).into()
    }
}

impl From<PoolError> for Failed {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            error => Self::unavailable(error.to_string()),
        }
    }
}

impl From<Failed> for StoreError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Database(error) => Self::Database(error),
            Failed::Store(error) => error,
        }
    }
}

/// That a text has a character that it keeps in none (`character_not_in_repertoire`).
const NO_TEXT: &str = "22021";

/// What PostgreSQL's code for an error (SQLSTATE) comes to.
fn trouble(code: &str) -> DatabaseTrouble {
    match code {
        // A lock that was not had in time, and what is worth another try.
        "55P03" | "40001" | "40P01" => DatabaseTrouble::Busy,
        // A transaction that waited for this host for too long.
        "25P03" | "25P04" => DatabaseTrouble::Unavailable,
        "3D000" => DatabaseTrouble::Missing,
        "53100" => DatabaseTrouble::Full,
        "42501" | "25006" => DatabaseTrouble::NotWritable,
        "XX001" | "XX002" => DatabaseTrouble::Damaged,
        // It has no connection left, or was ended by an administrator or a timeout.
        _ if ["08", "53", "57"]
            .iter()
            .any(|class| code.starts_with(class)) =>
        {
            DatabaseTrouble::Unavailable
        }
        _ => DatabaseTrouble::Other,
    }
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_postgresql_says_is_told_by_what_helps() {
        assert_eq!(trouble("55P03"), DatabaseTrouble::Busy);
        assert_eq!(trouble("3D000"), DatabaseTrouble::Missing);
        assert_eq!(trouble("53100"), DatabaseTrouble::Full);
        assert_eq!(trouble("53300"), DatabaseTrouble::Unavailable);
        assert_eq!(trouble("57P01"), DatabaseTrouble::Unavailable);
        assert_eq!(trouble("42501"), DatabaseTrouble::NotWritable);
        assert_eq!(trouble("XX001"), DatabaseTrouble::Damaged);
        assert_eq!(trouble("23505"), DatabaseTrouble::Other);
    }
}
