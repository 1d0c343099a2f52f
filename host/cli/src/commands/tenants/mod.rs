//! `tenants`: those whose connections are kept apart, a file for each command.

mod create;
mod list;
mod remove;

use clap::{Args, Subcommand};

use crate::{exit::CommandError, output::Output, session::Session};

/// List, create or remove tenants, whose connections are kept apart
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Whatever is done with --tenant NAME is done with the connections and the apps of that tenant. \
Without it they are those of the tenant `default`, which is always there.

Examples:
  connector-host tenants
  connector-host tenants create acme
  connector-host connect example --tenant acme
  connector-host tenants remove acme"
)]
pub(crate) struct Tenants {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::List),
    Create(create::Create),
    Remove(remove::Remove),
}

impl Tenants {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        match self.command {
            None => list::list(session, self.output),
            Some(Command::List(command)) => command.run(session),
            Some(Command::Create(command)) => command.run(session),
            Some(Command::Remove(command)) => command.run(session),
        }
    }
}
