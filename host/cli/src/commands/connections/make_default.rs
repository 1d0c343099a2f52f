//! `connections default`: chooses the connection that calls use which name
//! none.

use clap::Args;

use super::view::tell_change;
use crate::{exit::CommandError, output::Output, screen::text, session::Session};

/// Use a connection where a call to its connector names none
#[derive(Args, Debug)]
#[command(after_help = "Example:
  connector-host connections default work")]
pub(super) struct Default {
    /// The connection
    name: String,
    #[command(flatten)]
    output: Output,
}

impl Default {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connection = session.run(session.host().set_default(&self.name))?;
        tell_change(
            self.output,
            &connection,
            text!(
                "{} is the default of {} now.",
                connection.name,
                connection.connector
            ),
        )
    }
}
