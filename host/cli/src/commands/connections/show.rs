//! `connections show`: what is kept of a connection.

use clap::Args;

use super::view::{describe, summary};
use crate::{exit::CommandError, output::Output, session::Session};

/// Show what is kept of a connection; never its secrets
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host connections show work
  connector-host connections show work --output json")]
pub(super) struct Show {
    /// The connection
    name: String,
    #[command(flatten)]
    output: Output,
}

impl Show {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connection = session.run(session.host().connection(&self.name))?;
        self.output
            .write(&summary(&connection), || describe(&connection))
    }
}
