//! `connectors`: the connectors that were added.

use clap::Args;

use crate::{
    component,
    exit::CommandError,
    output::{Form, Output},
    screen::{running, table::Table, terminal, text},
    session::Session,
};

/// List the connectors that were added
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host connectors
  connector-host connectors --output json")]
pub(crate) struct Connectors {
    #[command(flatten)]
    output: Output,
}

impl Connectors {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connectors = session.run(session.host().connectors())?;
        if connectors.is_empty() && self.output.form == Form::Table {
            terminal::tell("There are no connectors yet. Next: connector-host add COMPONENT");
            return Ok(());
        }
        let summaries: Vec<_> = connectors.iter().map(component::summary).collect();
        let page = || {
            let mut table = Table::whole(["Key", "Name", "Version", "Actions", "Summary"]);
            for connector in &connectors {
                let manifest = connector.manifest();
                table.row([
                    text!("{}", manifest.key),
                    text!("{}", manifest.name),
                    text!("{}", manifest.version),
                    text!("{}", manifest.actions.len()),
                    running(&manifest.summary),
                ]);
            }
            table.render(terminal::width())
        };
        self.output.write(&summaries, page)
    }
}
