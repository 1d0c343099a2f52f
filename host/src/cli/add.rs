//! `add`: keeps a connector for later use.

use std::path::PathBuf;

use clap::Args;

use super::{
    exit::CommandError,
    inspect,
    session::{self, Session},
    terminal,
};

/// Check a component, show what it is, and keep it under its key
#[derive(Args, Debug)]
#[command(after_help = "Example:
  connector-host add ./example.wasm")]
pub(super) struct Add {
    /// The component file
    #[arg(value_name = "COMPONENT")]
    file: PathBuf,
}

impl Add {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let component = session::read(&self.file)?;
        let added = session
            .run(session.host().add(&component))
            .map_err(|error| error.about(self.file.display()))?;
        let manifest = added.connector.manifest();
        let key = &manifest.key;
        terminal::tell(inspect::describe(&added.connector));
        terminal::done(match added.replaced {
            Some(earlier) => format!("Added {key} {}, in place of {earlier}.", manifest.version),
            None => format!("Added {key} {}.", manifest.version),
        });
        terminal::tell(format_args!(
            "Next: connector-host methods {key} (how to connect an account), connector-host actions {key} (what it can do)"
        ));
        Ok(())
    }
}
