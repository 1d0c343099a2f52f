//! `add`: keeps a connector for later use.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::cli::{
    component,
    exit::CommandError,
    screen::{terminal, text},
    session::{self, Session},
};

/// Check a component, show what it is, and keep it under its key
#[derive(Args, Debug)]
#[command(after_help = "Example:
  connector-host add ./example.wasm")]
pub(in crate::cli) struct Add {
    /// The component file
    #[arg(value_name = "COMPONENT", value_hint = ValueHint::FilePath)]
    file: PathBuf,
}

impl Add {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let bytes = session::read(&self.file)?;
        let added = session
            .run(session.host().add(&bytes))
            .map_err(|error| error.about(self.file.display()))?;
        let manifest = added.connector.manifest();
        let key = &manifest.key;
        terminal::tell(component::describe(&added.connector));
        terminal::done(match added.replaced {
            Some(earlier) => text!(
                "Added {} {}, in place of {}.",
                key,
                manifest.version,
                earlier
            ),
            None => text!("Added {} {}.", key, manifest.version),
        });
        terminal::tell(text!(
            "Next: connector-host methods {} (how to connect an account), connector-host actions {} (what it can do)",
            key,
            key
        ));
        Ok(())
    }
}
