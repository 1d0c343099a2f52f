//! `connections`: the accounts that are connected, a file for each command.

mod disable;
mod export;
mod import;
mod list;
mod make_default;
mod passphrase;
mod reconnect;
mod remove;
mod rename;
mod show;
mod test;
mod view;

use clap::{Args, Subcommand};

use crate::{exit::CommandError, output::Output, session::Session};

/// List connected accounts; show, test, change, reconnect, remove or move them
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  connector-host connections
  connector-host connections test work
  connector-host connections default work
  connector-host connections reconnect work
  connector-host connections remove work
  connector-host connections export connections.age"
)]
pub(crate) struct Connections {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Subcommand)]
enum Command {
    Show(show::Show),
    Test(test::Test),
    Reconnect(reconnect::Reconnect),
    Rename(rename::Rename),
    Default(make_default::Default),
    Disable(disable::Disable),
    Enable(disable::Enable),
    Remove(remove::Remove),
    Export(export::Export),
    Import(import::Import),
}

impl Connections {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        match self.command {
            None => list::list(session, self.output),
            Some(Command::Show(command)) => command.run(session),
            Some(Command::Test(command)) => command.run(session),
            Some(Command::Reconnect(command)) => command.run(session),
            Some(Command::Rename(command)) => command.run(session),
            Some(Command::Default(command)) => command.run(session),
            Some(Command::Disable(command)) => command.run(session),
            Some(Command::Enable(command)) => command.run(session),
            Some(Command::Remove(command)) => command.run(session),
            Some(Command::Export(command)) => command.run(session),
            Some(Command::Import(command)) => command.run(session),
        }
    }
}
