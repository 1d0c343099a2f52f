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
    /// What it must be, where something else would be a fault.
    must_be: Option<String>,
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
        self.0.push(Figure {
            name,
            value: value.to_string(),
            must_be: Some(must_be.to_string()),
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
        let must_be = self.must_be.as_ref();
        must_be.is_none_or(|must_be| *must_be == self.value)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for figure in &self.0 {
            write!(f, "  {:<48}{:>10}", figure.name, figure.value)?;
            if let Some(must_be) = &figure.must_be {
                let verdict = if figure.holds() { "good" } else { "NOT GOOD" };
                write!(f, "   must be {must_be}: {verdict}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
