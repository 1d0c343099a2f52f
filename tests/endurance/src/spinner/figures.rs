//! How long calls took beside one that spins.

use std::fmt;
use std::time::Duration;

use crate::figures::Table;

/// By how much the slowest hundredth of the calls may be slower beside it.
const MOST: f64 = 2.0;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct SpinnerFigures {
    /// How long each of the other connector's calls took without it.
    pub alone: Vec<Duration>,
    /// How long each took beside it.
    pub beside: Vec<Duration>,
    /// Calls that spun for their whole time.
    pub ended_by_time: u64,
    /// Calls of it that ended in another way.
    pub ended_otherwise: u64,
    /// How long it took on the machine's clock.
    pub took: Duration,
}

impl SpinnerFigures {
    /// Whether everything is as it has to be.
    #[must_use]
    pub fn hold(&self) -> bool {
        self.table().holds()
    }

    /// How many times longer the slowest hundredth took beside it.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        slowest_hundredth(&self.beside).as_secs_f64() / slowest_hundredth(&self.alone).as_secs_f64()
    }

    fn table(&self) -> Table {
        let mut table = Table::default();
        let microseconds = |times: &[Duration]| {
            let time = slowest_hundredth(times);
            format!("{} us", time.as_micros())
        };
        table.fact("calls that spun for their whole time", &self.ended_by_time);
        let otherwise = self.ended_otherwise;
        table.must_be("  those of them that ended in another way", &otherwise, &0);
        table.fact("calls of the other without it", &self.alone.len());
        table.fact(
            "  99 of 100 of them took at most",
            &microseconds(&self.alone),
        );
        table.fact("calls of the other beside it", &self.beside.len());
        table.fact(
            "  99 of 100 of them took at most",
            &microseconds(&self.beside),
        );
        table.at_most("  how many times as long that is", self.ratio(), MOST);
        table.took(self.took);
        table
    }
}

impl fmt::Display for SpinnerFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}

/// The fastest of the slowest hundredth.
fn slowest_hundredth(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times
        .get(times.len() * 99 / 100)
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_call_of_a_hundred_is_the_slowest_hundredth() {
        let figures = |slow: u64| {
            let fast = std::iter::repeat_n(Duration::from_millis(1), 99);
            fast.chain([Duration::from_millis(slow)])
                .collect::<Vec<_>>()
        };
        let figures = SpinnerFigures {
            alone: figures(2),
            beside: figures(5),
            ..SpinnerFigures::default()
        };
        assert!((figures.ratio() - 2.5).abs() < 1e-9);
        assert!(!figures.hold());
    }
}
