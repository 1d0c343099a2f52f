//! `connections show`: what is kept of a connection.

use clap::Args;

use super::view::{describe, summary};
use crate::cli::{
    exit::CommandError,
    output::{self, Format, Output},
    session::Session,
};

/// Show what is kept of a connection; never its secrets
#[derive(Args, Debug)]
pub(super) struct Show {
    /// The connection
    name: String,
    #[command(flatten)]
    output: Output,
}

impl Show {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connection = session.run(session.host().connection(&self.name))?;
        match self.output.format {
            Format::Json => output::json(&summary(&connection)),
            Format::Table => output::page(&describe(&connection)),
        }
    }
}
