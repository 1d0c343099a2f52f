//! `api-key remove`: takes a key away.

use clap::Args;

use super::summary;
use crate::{
    exit::CommandError,
    output::Output,
    screen::{terminal, text},
    session::Session,
};

/// Remove an API key, which is of no use from then on
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host api-key remove 0123456789abcdef0123456789abcdef")]
pub(super) struct Remove {
    /// Its id, as connector-host api-key list shows it
    id: String,
    #[command(flatten)]
    output: Output,
}

impl Remove {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let key = session.run(session.host().remove_api_key(&self.id))?;
        self.output.write_or_tell(&summary(&key), || {
            terminal::done(text!("Removed the key {} ({}).", key.id, key.name));
        })
    }
}
