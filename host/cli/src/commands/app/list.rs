//! `app list`: the apps that there are, without their secrets.

use clap::Args;

use super::{secrets, summary};
use crate::{
    exit::CommandError,
    output::{Form, Output},
    program::program,
    screen::{table::Table, terminal, text},
    session::Session,
};

/// List the apps, and which of their secrets are being rotated; never a secret
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host app list
  connector-host app list --output json")]
pub(super) struct List {
    #[command(flatten)]
    output: Output,
}

impl List {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let apps = session.run(session.host().apps())?;
        if self.output.form == Form::Table && apps.is_empty() {
            terminal::tell(text!(
                "No app is registered. Next: {} app set CONNECTOR --client-id ID",
                program()
            ));
            return Ok(());
        }
        let summaries: Vec<_> = apps.iter().map(summary).collect();
        self.output.write(&summaries, || {
            let mut table = Table::whole(["Connector", "Name", "Client id", "Secrets"]);
            for app in &apps {
                table.row([
                    text!("{}", app.connector),
                    text!("{}", app.name),
                    text!("{}", app.client_id),
                    secrets(app),
                ]);
            }
            table.render(terminal::width())
        })
    }
}
