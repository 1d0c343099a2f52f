//! What strangers were told, and what they changed.

use std::fmt;
use std::time::Duration;

use crate::figures::Table;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct StrangersFigures {
    /// Tenants beside the operator, each of which has called every method with another's names.
    pub tenants: usize,
    /// Methods that were called; those of archives by the first tenant alone.
    pub methods: usize,
    /// Answers that were compared with those for what does not exist.
    pub answers: u64,
    /// Those that were unlike them.
    pub told_apart: Vec<String>,
    /// Those in which something of another was.
    pub seen: Vec<String>,
    /// Rows in the database at the end.
    pub rows: usize,
    /// Rows of others that were changed, made or gone.
    pub changed: Vec<String>,
    /// How long it took on the machine's clock.
    pub took: Duration,
}

impl StrangersFigures {
    /// Whether everything is as it has to be.
    #[must_use]
    pub fn hold(&self) -> bool {
        self.table().holds()
    }

    fn table(&self) -> Table {
        let mut table = Table::default();
        table.fact("tenants, each a stranger to the next", &self.tenants);
        table.fact("methods that were called", &self.methods);
        table.fact("answers with another's names and ids", &self.answers);
        let found = [
            ("  unlike those for what does not exist", &self.told_apart),
            ("  in which something of another was", &self.seen),
            ("rows of others that were changed", &self.changed),
        ];
        for (name, cases) in found {
            table.must_be(name, &cases.len(), &0);
            for case in cases.iter().take(3) {
                table.fact("  one of them", case);
            }
        }
        table.fact("rows in the database at the end", &self.rows);
        table.took(self.took);
        table
    }
}

impl fmt::Display for StrangersFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
