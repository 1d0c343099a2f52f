//! `connections show`: what is kept of a connection.

use clap::Args;

use super::view::{apps_of, describe, summary_with_app};
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
        let apps = apps_of(session, std::slice::from_ref(&connection))?;
        let app = apps.iter().flatten().next();
        self.output.write(&summary_with_app(&connection, app), || {
            describe(&connection, app)
        })
    }
}
