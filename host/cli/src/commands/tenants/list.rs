//! `tenants list`: the tenants that there are.

use clap::Args;
use serde_json::json;

use crate::{
    exit::CommandError,
    output::Output,
    screen::{table::Table, terminal, text},
    session::Session,
};

/// List the tenants
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host tenants list
  connector-host tenants list --output json")]
pub(super) struct List {
    #[command(flatten)]
    output: Output,
}

impl List {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        list(session, self.output)
    }
}

pub(super) fn list(session: &Session, output: Output) -> Result<(), CommandError> {
    let tenants = session.run(session.host().tenants())?;
    let summaries: Vec<_> = tenants
        .iter()
        .map(|tenant| json!({ "name": tenant.as_str() }))
        .collect();
    let page = || {
        let mut table = Table::whole(["Name"]);
        for tenant in &tenants {
            table.row([text!("{}", tenant)]);
        }
        table.render(terminal::width())
    };
    output.write(&summaries, page)
}
