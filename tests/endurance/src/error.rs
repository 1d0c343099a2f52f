//! Why a scenario could not be played to its end.

use std::io;

/// A scenario could not be played to its end. What a scenario finds is no error but a figure.
#[derive(Debug, thiserror::Error)]
pub enum EnduranceError {
    /// The local Zoom did not start.
    #[error(transparent)]
    Sandbox(#[from] zoom_sandbox::StartError),
    /// Nobody could approve.
    #[error(transparent)]
    Browser(#[from] zoom_sandbox::BrowserError),
    /// The host did not do what every scenario needs.
    #[error(transparent)]
    Host(#[from] connector_host::Error),
    /// A file or a process could not be used.
    #[error("cannot {what}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// The database could not be checked.
    #[error("cannot check the database: {0}")]
    Database(#[from] rusqlite::Error),
    /// The key of the scenario is none.
    #[error(transparent)]
    Key(#[from] connector_host::connections::KeyError),
    /// The address of the scenario's PostgreSQL is none.
    #[error(transparent)]
    Address(#[from] connector_host::connections::AddressError),
    /// What a scenario plays on is not as it has to be.
    #[error("the stage can't be set: {0}")]
    Stage(&'static str),
    /// A worker said something that it should not have said.
    #[error("a worker process said {0}")]
    Worker(String),
    /// A line between coordinator and worker was not understood.
    #[error("coordinator and worker do not understand each other: {0}")]
    Protocol(#[from] serde_json::Error),
}

impl EnduranceError {
    /// For `map_err`: says what was tried.
    pub(crate) fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, source }
    }
}
