//! `connectors`: the connectors that were added.

use clap::Args;

use super::{
    exit::CommandError,
    inspect, layout,
    output::{self, Format, Output},
    session::Session,
    terminal,
};

/// List the connectors that were added
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host connectors
  connector-host connectors --output json")]
pub(super) struct Connectors {
    #[command(flatten)]
    output: Output,
}

impl Connectors {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connectors = session.run(session.host().connectors())?;
        if self.output.format == Format::Json {
            return output::json(&connectors.iter().map(inspect::summary).collect::<Vec<_>>());
        }
        if connectors.is_empty() {
            terminal::tell("There are no connectors yet. Next: connector-host add COMPONENT");
            return Ok(());
        }
        let rows = connectors.iter().map(|connector| {
            let manifest = connector.manifest();
            vec![
                manifest.key.clone(),
                manifest.name.clone(),
                manifest.version.clone(),
                manifest.actions.len().to_string(),
                manifest.summary.clone(),
            ]
        });
        output::page(&layout::table(
            &["Key", "Name", "Version", "Actions", "Summary"],
            rows,
        ))
    }
}
