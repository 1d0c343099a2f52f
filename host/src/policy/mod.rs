//! What the operator of a host allows connectors to do.
//!
//! A policy narrows: it can forbid what a connector wants and somebody has agreed
//! to, and it can allow a connector nothing more. What it says of grants that tenants
//! share is between the operator and the tenants. It is a file that the operator writes,
//! read once when the host starts; a mistake in it is told with its line, and a
//! host that was given a policy that it can't read does not start.

mod error;
mod file;
mod name;
mod rules;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

pub use error::{PolicyError, PolicyRefusal};
pub use rules::Rules;

use name::NamePattern;
use rules::{Rule, Told};

/// What the operator allows. The default allows all.
#[derive(Clone, Debug, Default)]
pub struct OperatorPolicy {
    /// The connectors that may be used, when not all may.
    connectors: Option<Told<Vec<NamePattern>>>,
    /// What holds for every connector.
    every: Arc<Rule>,
    /// What holds for a connector as well.
    of_connector: BTreeMap<String, Arc<Rule>>,
    /// Where it is written, for messages.
    file: String,
}

impl OperatorPolicy {
    /// Reads a policy file.
    ///
    /// # Errors
    ///
    /// When the file can't be read, or is not in its form.
    pub fn read(path: &Path) -> Result<Self, PolicyError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| PolicyError::Read {
            file: name.clone(),
            source,
        })?;
        Self::parse(&text, &name)
    }

    /// Reads a policy. `file` is what messages call it.
    ///
    /// # Errors
    ///
    /// When the text is not in its form.
    pub fn parse(text: &str, file: &str) -> Result<Self, PolicyError> {
        file::parse(text, file)
    }

    /// What holds for the connector of that key.
    #[must_use]
    pub fn of(&self, connector: &str) -> Rules {
        let own = self.of_connector.get(connector);
        let rules = [Some(&self.every), own].into_iter().flatten().cloned();
        let forbidden = self.connectors.as_ref().filter(|allowed| {
            let mut names = allowed.value.iter();
            !names.any(|name| name.covers(connector))
        });
        Rules::new(
            connector,
            &self.file,
            rules.collect(),
            forbidden.map(|list| list.line),
        )
    }
}

#[cfg(test)]
mod tests;
