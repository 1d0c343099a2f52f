//! Measuring one thing against another in one run.
//!
//! A time of its own says more about the machine and its other work than about what was measured.
//! So both things are measured in turns, in many short rounds, by processor time, and what counts
//! is the ratio: the median of the rounds' ratios.

mod clock;
mod memory;
mod rounds;

pub use clock::{children_time, process_time, thread_time};
pub use memory::resident_memory;
pub use rounds::{Rounds, median, quantile};
