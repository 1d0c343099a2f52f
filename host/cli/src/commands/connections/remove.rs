//! `connections remove`: forgets a connection and ends its tokens.

use clap::Args;
use connector_host::{Removal, connections::Connection};
use serde_json::json;

use crate::{
    asking,
    exit::CommandError,
    output::Output,
    revocation,
    screen::{terminal, text},
    session::Session,
};

/// Remove a connection and revoke its tokens
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host connections remove work
  connector-host connections remove work --yes")]
pub(super) struct Remove {
    /// The connection
    name: String,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    output: Output,
}

impl Remove {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let name = &self.name;
        let connection = session.run(session.host().connection(name))?;
        if !self.yes {
            confirm(&connection)?;
        }
        let Removal { revocation, .. } = session.run(session.host().remove(name))?;
        let (tokens, word) = revocation::told(&revocation);
        self.output
            .write_or_tell(&json!({ "name": name, "tokens": word }), || {
                terminal::done(text!("Removed {}{}.", name, tokens));
            })
    }
}

fn confirm(connection: &Connection) -> Result<(), CommandError> {
    let name = &connection.name;
    if !terminal::can_ask() {
        return Err(
            CommandError::usage(text!("removing {} has to be confirmed", name))
                .with_next("add --yes"),
        );
    }
    let account = &connection.grant.account.label;
    let question = text!("Remove {} ({}) and revoke its tokens?", name, account);
    if asking::confirms(question)? {
        Ok(())
    } else {
        Err(CommandError::usage(text!("{} was not removed", name)))
    }
}
