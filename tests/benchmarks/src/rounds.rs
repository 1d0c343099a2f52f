//! Two things in turns.

/// What two things cost, round by round.
#[derive(Clone, Debug, Default)]
pub struct Rounds {
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Rounds {
    /// Adds a round: what we cost in it, and what is compared with.
    pub fn add(&mut self, ours: f64, theirs: f64) {
        self.ours.push(ours);
        self.theirs.push(theirs);
    }

    /// What we cost: the median.
    #[must_use]
    pub fn ours(&self) -> f64 {
        median(self.ours.clone())
    }

    /// What the other costs: the median.
    #[must_use]
    pub fn theirs(&self) -> f64 {
        median(self.theirs.clone())
    }

    /// How many times the other's cost ours is: the median of the rounds, each of which saw both
    /// under the same load.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        median(self.ratios().collect())
    }

    /// The quarter of the rounds with the lowest ratio is below the first, the quarter with the
    /// highest above the second.
    #[must_use]
    pub fn quartiles(&self) -> (f64, f64) {
        let mut ratios: Vec<f64> = self.ratios().collect();
        ratios.sort_by(f64::total_cmp);
        let at = |quarter: usize| {
            let last = ratios.len().saturating_sub(1);
            ratios.get(last * quarter / 4).copied().unwrap_or(f64::NAN)
        };
        (at(1), at(3))
    }

    /// Both together, round by round.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let add = |left: &[f64], right: &[f64]| {
            left.iter()
                .zip(right)
                .map(|(left, right)| left + right)
                .collect()
        };
        Self {
            ours: add(&self.ours, &other.ours),
            theirs: add(&self.theirs, &other.theirs),
        }
    }

    fn ratios(&self) -> impl Iterator<Item = f64> {
        self.ours
            .iter()
            .zip(&self.theirs)
            .map(|(ours, theirs)| ours / theirs)
    }
}

/// The one in the middle; of an even number, the mean of the two in the middle.
#[must_use]
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle), values.len() % 2) {
        (None, _) => f64::NAN,
        (Some(value), 1) => *value,
        (Some(value), _) => f64::midpoint(values[middle - 1], *value),
    }
}

/// What so many of a thousand are at most, of values in any order.
#[must_use]
pub fn quantile(mut values: Vec<f64>, of_a_thousand: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() * of_a_thousand).div_ceil(1000);
    let at = values.get(rank.saturating_sub(1));
    at.copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_under_load_does_not_move_the_ratio() {
        let mut rounds = Rounds::default();
        for load in [1.0, 1.0, 9.0] {
            rounds.add(30.0 * load, 10.0 * load);
        }
        // Another program took the machine in the middle of this one.
        rounds.add(900.0, 10.0);
        assert!((rounds.ratio() - 3.0).abs() < 1e-9);
        assert!((rounds.theirs() - 10.0).abs() < 1e-9);
    }

    #[test]
    fn parts_add_up_round_by_round() {
        let (mut begin, mut end) = (Rounds::default(), Rounds::default());
        begin.add(2.0, 1.0);
        end.add(4.0, 1.0);
        let whole = begin.plus(&end);
        assert!((whole.ratio() - 3.0).abs() < 1e-9);
    }

    #[test]
    fn the_median_of_nothing_is_no_number() {
        assert!(median(Vec::new()).is_nan());
        assert!((median(vec![4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-9);
        assert!((median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn ninety_nine_of_a_hundred_are_at_most_the_ninety_ninth() {
        let values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        for (of_a_thousand, expected) in [(990, 99.0), (500, 50.0), (1000, 100.0), (1, 1.0)] {
            let found = quantile(values.clone(), of_a_thousand);
            assert!((found - expected).abs() < 1e-9, "{of_a_thousand}: {found}");
        }
        assert!(quantile(Vec::new(), 990).is_nan());
    }
}
