//! `app list`: the apps that there are, without their secrets.

use clap::Args;

use super::{secrets, summary, summary_for_tenant};
use crate::{
    exit::CommandError,
    output::{Form, Output},
    program::program,
    screen::{table::Table, terminal, text},
    session::Session,
};

/// List the apps, and which of their secrets are being rotated; never a secret. A tenant is
/// shown the operator's that serve it, too
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
        let of_operator = session.run(session.host().apps_of_operator())?;
        if self.output.form == Form::Table && apps.is_empty() && of_operator.is_empty() {
            terminal::tell(text!(
                "No app is registered. Next: {} app set CONNECTOR --client-id ID",
                program()
            ));
            return Ok(());
        }
        let summaries = apps.iter().map(summary);
        let summaries = summaries.chain(of_operator.iter().map(summary_for_tenant));
        let summaries: Vec<_> = summaries.collect();
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
            for app in &of_operator {
                table.row([
                    text!("{}", app.connector),
                    text!("{}", app.name),
                    text!("{}", app.client_id),
                    text!("the operator's app"),
                ]);
            }
            table.render(terminal::width())
        })
    }
}
