//! `connections rename`: gives a connection another name.

use clap::Args;

use super::view::tell_change;
use crate::{exit::CommandError, output::Output, screen::text, session::Session};

/// Give a connection another name
#[derive(Args, Debug)]
#[command(after_help = "Example:
  connector-host connections rename work sales")]
pub(super) struct Rename {
    /// The connection
    name: String,
    /// Its new name
    new_name: String,
    #[command(flatten)]
    output: Output,
}

impl Rename {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let Self { name, new_name, .. } = &self;
        let renamed = session.run(session.host().rename(name, new_name))?;
        tell_change(
            self.output,
            &renamed,
            text!("Renamed {} to {}.", name, new_name),
        )
    }
}
