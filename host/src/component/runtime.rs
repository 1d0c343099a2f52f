//! The engine that all connectors of a process share.

use std::path::Path;

use super::{Connector, Limits, LoadError};

/// Compiles and checks components. Clones share one engine.
#[derive(Clone, Debug)]
pub struct Runtime {
    limits: Limits,
}

/// Why there is no runtime.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    /// The engine could not be made.
    #[error("the WebAssembly engine can't start on this machine: {0}")]
    Engine(String),
    /// The cache directory is unfit.
    #[error("compiled code can't be cached in {path}: {reason}")]
    Cache {
        /// The directory.
        path: String,
        /// Why not.
        reason: String,
    },
}

impl Runtime {
    /// A runtime that keeps compiled code in `cache_directory`, or does not
    /// keep it when there is none. Compiled code is trusted, so the directory
    /// is made for, and must belong to, the user alone.
    ///
    /// # Errors
    ///
    /// A [`RuntimeError`].
    pub fn new(limits: Limits, cache_directory: Option<&Path>) -> Result<Self, RuntimeError> {
        todo!()
    }

    /// Compiles and checks a component.
    ///
    /// # Errors
    ///
    /// A [`LoadError`] that says why the component is refused.
    pub fn load(&self, bytes: &[u8]) -> Result<Connector, LoadError> {
        todo!()
    }
}
