//! `connections default`: chooses the connection that calls use which name
//! none.

use clap::Args;

use super::view::tell_change;
use crate::cli::{exit::CommandError, output::Output, session::Session};

/// Use a connection where a call to its connector names none
#[derive(Args, Debug)]
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
            format_args!(
                "{} is the default of {} now.",
                connection.name, connection.connector
            ),
        )
    }
}
