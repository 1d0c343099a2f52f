//! How much a call into a component may use, and keeping count of it.

use std::time::Duration;

use wasmtime::ResourceLimiter;

/// The limits of calls into components. The defaults leave a connector that
/// works on JSON far from all of them. Whoever wants
/// others changes those.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Calls at the same time; more wait for their turn. Calls compute and do
    /// not wait for anything, so more than there are processors gain nothing.
    pub concurrent_calls: u32,
    /// Threads for calls that take longer than a moment; more of them wait for
    /// their turn, and one connector has half of them.
    pub threads: u32,
    /// Linear memory of one instance, in bytes.
    pub memory: usize,
    /// Elements of an instance's table of functions.
    pub table_elements: usize,
    /// Time that one call may compute, in steps of 10 ms: that of its thread alone,
    /// where the system counts it. Real calls take microseconds.
    pub time: Duration,
    /// Size of what a call answers with, in bytes as the host holds it. Without
    /// it, a component could name one text of its memory a million times.
    pub answer: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            concurrent_calls: 64,
            threads: processors(),
            // The largest answer that the host takes, what a component reads it into, which takes
            // up to three times as much, and the output: all of them are there at once.
            memory: 96 << 20,
            table_elements: 10_000,
            time: Duration::from_secs(2),
            answer: 32 << 20,
        }
    }
}

/// How many processors there are to compute on.
fn processors() -> u32 {
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// How far one instance may grow, and whether it was refused any of it.
#[derive(Debug)]
pub(super) struct Growth {
    memory: usize,
    table_elements: usize,
    refused: bool,
}

impl Growth {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            memory: limits.memory,
            table_elements: limits.table_elements,
            refused: false,
        }
    }

    /// How much linear memory it may have.
    pub(super) fn memory(&self) -> usize {
        self.memory
    }

    /// Whether the instance asked for more than it may have. A component that
    /// is refused memory usually breaks off; this tells why.
    pub(super) fn was_exceeded(&self) -> bool {
        self.refused
    }

    fn decide(&mut self, desired: usize, limit: usize) -> bool {
        let granted = desired <= limit;
        self.refused |= !granted;
        granted
    }
}

impl ResourceLimiter for Growth {
    fn memory_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.decide(desired, self.memory))
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.decide(desired, self.table_elements))
    }
}
