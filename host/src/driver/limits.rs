//! How far a call may go.

use std::time::Duration;

use crate::download;

/// How far a call may go.
///
/// ```
/// use connector_host::driver::Limits;
///
/// // Begin with the defaults, and change what is to be otherwise.
/// let mut limits = Limits::default();
/// limits.steps = 100;
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// The number of steps. A list of everything takes one per page.
    pub steps: usize,
    /// From begin to end, waits and downloads included.
    pub total: Duration,
    /// The longest wait that a connector may ask for before an exchange.
    pub wait: Duration,
    /// How much it may download.
    pub downloads: download::Limits,
    /// How long the connector may compute, in all steps together. A step takes
    /// microseconds.
    pub computing: Duration,
    /// The length of the output, its pages included, in bytes.
    pub output: usize,
    /// The memory that the output takes, in bytes: all of it where the pages are
    /// collected, and else that of a page.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 10_000,
            total: Duration::from_secs(3600),
            wait: Duration::from_secs(60),
            downloads: download::Limits::default(),
            computing: Duration::from_secs(10),
            output: 1 << 30,
            memory: 256 << 20,
        }
    }
}
