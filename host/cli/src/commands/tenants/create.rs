//! `tenants create`: makes a tenant.

use clap::Args;
use serde_json::json;

use crate::{
    exit::CommandError,
    output::Output,
    screen::{terminal, text},
    session::Session,
};

/// Create a tenant
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host tenants create acme")]
pub(super) struct Create {
    /// Its name: letters, digits, `-`, `_`, `.` and `@`
    name: String,
    #[command(flatten)]
    output: Output,
}

impl Create {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let name = &self.name;
        session.run(session.host().create_tenant(name))?;
        self.output.write_or_tell(&json!({ "name": name }), || {
            terminal::done(text!("Created the tenant {}.", name));
        })
    }
}
