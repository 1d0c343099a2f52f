//! `connections disable` and `enable`: whether a connection may be used.

use clap::Args;

use super::view::tell_change;
use crate::{exit::CommandError, output::Output, program::program, screen::text, session::Session};

/// Keep a connection from being used, without forgetting it
#[derive(Args, Debug)]
#[command(after_help = "Example:
  connector-host connections disable work")]
pub(super) struct Disable {
    /// The connection
    name: String,
    #[command(flatten)]
    output: Output,
}

/// Let a disabled connection be used again
#[derive(Args, Debug)]
#[command(after_help = "Example:
  connector-host connections enable work")]
pub(super) struct Enable {
    /// The connection
    name: String,
    #[command(flatten)]
    output: Output,
}

impl Disable {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let name = &self.name;
        let disabled = session.run(session.host().disable(name))?;
        tell_change(
            self.output,
            &disabled,
            text!(
                "Disabled {}. Next: {} connections enable {}",
                name,
                program(),
                name
            ),
        )
    }
}

impl Enable {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let enabled = session.run(session.host().enable(&self.name))?;
        tell_change(self.output, &enabled, text!("Enabled {}.", self.name))
    }
}
