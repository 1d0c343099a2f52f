//! `connections disable` and `enable`: whether a connection may be used.

use clap::Args;

use super::view::tell_change;
use crate::cli::{exit::CommandError, output::Output, session::Session};

/// Keep a connection from being used, without forgetting it
#[derive(Args, Debug)]
pub(super) struct Disable {
    /// The connection
    name: String,
    #[command(flatten)]
    output: Output,
}

/// Let a disabled connection be used again
#[derive(Args, Debug)]
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
            format_args!("Disabled {name}. Next: connector-host connections enable {name}"),
        )
    }
}

impl Enable {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let enabled = session.run(session.host().enable(&self.name))?;
        tell_change(
            self.output,
            &enabled,
            format_args!("Enabled {}.", self.name),
        )
    }
}
