//! What can go wrong with a PostgreSQL database.

use deadpool_postgres::PoolError;

/// The PostgreSQL database of the store could not be used.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// The address is none.
    #[error(
        "this is no address of a PostgreSQL database ({0}): write postgres://user@host/database"
    )]
    Address(String),
    /// It can't be reached, or does not answer in time.
    #[error("the PostgreSQL database of connections is not available: {0}")]
    Unavailable(String),
    /// It refused.
    #[error("the PostgreSQL database of connections refused: {message} ({code})")]
    Refused {
        /// What it said.
        message: String,
        /// Its code for that (SQLSTATE).
        code: String,
    },
}

impl From<tokio_postgres::Error> for PostgresError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            // Class 57: an administrator or a timeout has ended it.
            Some(refusal) if !refusal.code().code().starts_with("57") => Self::Refused {
                message: refusal.message().to_owned(),
                code: refusal.code().code().to_owned(),
            },
            Some(ended) => Self::Unavailable(ended.message().to_owned()),
            None => Self::Unavailable(with_causes(&error)),
        }
    }
}

impl From<PoolError> for PostgresError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            error => Self::Unavailable(error.to_string()),
        }
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
