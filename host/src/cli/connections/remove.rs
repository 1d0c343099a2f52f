//! `connections remove`: forgets a connection and ends its tokens.

use clap::Args;
use connector_host::{Removal, Revocation, connections::Connection};
use serde_json::json;

use crate::cli::{
    exit::CommandError,
    output::{self, Format, Output},
    session::Session,
    terminal,
};

/// Remove a connection and revoke its tokens
#[derive(Args, Debug)]
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
        if let Revocation::Failed(error) = &revocation {
            terminal::warn(format_args!(
                "the tokens could not be revoked and end by themselves: {error}"
            ));
        }
        let (tokens, word) = match revocation {
            Revocation::Revoked => ("; its tokens are revoked", "revoked"),
            Revocation::Shared => (
                "; its tokens stay for other connections of the account",
                "shared",
            ),
            Revocation::Moved => (
                "; its tokens stay for the machine that they were moved to",
                "moved",
            ),
            Revocation::NotOffered => (
                "; the API revokes no tokens, they end by themselves",
                "not-offered",
            ),
            Revocation::Failed(_) => ("", "failed"),
        };
        if self.output.format == Format::Json {
            return output::json(&json!({ "name": name, "tokens": word }));
        }
        terminal::done(format_args!("Removed {name}{tokens}."));
        Ok(())
    }
}

fn confirm(connection: &Connection) -> Result<(), CommandError> {
    let name = &connection.name;
    if !terminal::can_ask() {
        return Err(
            CommandError::usage(format_args!("removing {name} has to be confirmed"))
                .with_next("add --yes"),
        );
    }
    let account = &connection.grant.account.label;
    match terminal::ask(&format!(
        "Remove {name} ({account}) and revoke its tokens? [y/N]"
    ))?
    .as_str()
    {
        "y" | "Y" | "yes" => Ok(()),
        _ => Err(CommandError::usage(format_args!("{name} was not removed"))),
    }
}
