//! `inspect`: what a component file is, before anything is done with it.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use connector_host::schema::UnusableSchemas;

use crate::{component, exit::CommandError, output::Output, session::Session};

/// Show what a component is: its world, imports, size, actions and origins
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host inspect ./example.wasm
  connector-host inspect ./example.wasm --output json")]
pub(crate) struct Inspect {
    /// The component file
    #[arg(value_name = "COMPONENT", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    #[command(flatten)]
    output: Output,
}

impl Inspect {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.load(&self.file)?;
        let schemas = UnusableSchemas::of(connector.manifest());
        self.output
            .write(&component::looked_into(&connector, &schemas), || {
                let mut page = component::describe(&connector, &schemas);
                page.push(component::failures(connector.manifest()));
                page
            })
    }
}
