//! Figures as they are shown: in two columns, with what some of them must be.

use std::fmt;
use std::time::Duration;

/// Figures, one a line.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Figure>);

#[derive(Debug)]
struct Figure {
    name: &'static str,
    value: String,
    /// What it must be where something else would be a fault, and whether it is.
    must_be: Option<(String, bool)>,
}

impl Table {
    /// A figure that may be what it is.
    pub(crate) fn fact(&mut self, name: &'static str, value: &impl ToString) {
        self.0.push(Figure {
            name,
            value: value.to_string(),
            must_be: None,
        });
    }

    /// A figure that must be this.
    pub(crate) fn must_be<T: ToString>(&mut self, name: &'static str, value: &T, must_be: &T) {
        let (value, must_be) = (value.to_string(), must_be.to_string());
        let is = value == must_be;
        self.0.push(Figure {
            name,
            value,
            must_be: Some((must_be, is)),
        });
    }

    /// A figure that must be no less than this.
    pub(crate) fn at_least(&mut self, name: &'static str, value: u64, least: u64) {
        self.0.push(Figure {
            name,
            value: value.to_string(),
            must_be: Some((format!("at least {least}"), value >= least)),
        });
    }

    /// A figure that must be no more than this.
    pub(crate) fn at_most(&mut self, name: &'static str, value: f64, most: f64) {
        self.0.push(Figure {
            name,
            value: format!("{value:.2}"),
            must_be: Some((format!("at most {most:.2}"), value <= most)),
        });
    }

    /// How long the scenario took on the machine's clock.
    pub(crate) fn took(&mut self, took: Duration) {
        self.fact("took", &format!("{} s", took.as_secs()));
    }

    /// Whether all are as they must be.
    pub(crate) fn holds(&self) -> bool {
        self.0.iter().all(Figure::holds)
    }
}

impl Figure {
    fn holds(&self) -> bool {
        self.must_be.as_ref().is_none_or(|(_, is)| *is)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for figure in &self.0 {
            write!(f, "  {:<48}{:>10}", figure.name, figure.value)?;
            if let Some((must_be, is)) = &figure.must_be {
                let verdict = if *is { "good" } else { "NOT GOOD" };
                write!(f, "   must be {must_be}: {verdict}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
