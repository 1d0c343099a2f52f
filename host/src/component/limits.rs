//! How much a call into a component may use.

use std::time::Duration;

/// The limits of calls into components. The defaults leave a connector that
/// works on JSON far from all of them.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Calls at the same time; more wait for their turn.
    pub concurrent_calls: u32,
    /// Linear memory of one instance, in bytes.
    pub memory: usize,
    /// Elements of an instance's table of functions.
    pub table_elements: usize,
    /// Time that one call may compute. Real calls take microseconds.
    pub time: Duration,
    /// Size of what a call answers with, in bytes.
    pub answer: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            concurrent_calls: 64,
            memory: 64 << 20,
            table_elements: 10_000,
            time: Duration::from_secs(2),
            answer: 32 << 20,
        }
    }
}
