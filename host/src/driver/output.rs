//! What a call came to.

use std::path::PathBuf;

use serde_json::Value;

/// What a call came to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Output {
    /// The output, without the items of pages that went to the sink.
    pub value: Value,
    /// The files that were downloaded, in order.
    pub files: Vec<PathBuf>,
    /// The files that were there already, whole, and were not fetched again.
    pub found: Vec<PathBuf>,
    /// What there is to know of the output, in plain sentences: where it is not
    /// what the manifest promises though the call has done something.
    pub warnings: Vec<String>,
}

impl Output {
    /// An output without files and warnings.
    #[must_use]
    pub fn new(value: Value) -> Self {
        Self {
            value,
            files: Vec::new(),
            found: Vec::new(),
            warnings: Vec::new(),
        }
    }
}
