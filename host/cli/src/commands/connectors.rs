//! `connectors`: the connectors that were added.

use clap::Args;
use connector_host::{UnusableConnector, component::Connector};
use serde_json::{Value, json};

use crate::{
    component,
    exit::CommandError,
    output::{Form, Output},
    screen::{Text, running, style, table::Table, terminal, text},
    session::Session,
};

/// List the connectors that were added
#[derive(Args, Debug)]
#[command(
    after_help = "One that this version of the program refuses is listed with the reason: its connections are kept \
and are of no use until another version of it is added. As JSON it has its key and `unusable`.

Examples:
  connector-host connectors
  connector-host connectors --output json"
)]
pub(crate) struct Connectors {
    #[command(flatten)]
    output: Output,
}

impl Connectors {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connectors = session.run(session.host().connectors())?;
        if connectors.is_empty() && self.output.form == Form::Table {
            terminal::tell("There are no connectors yet. Next: connector-host add COMPONENT");
            return Ok(());
        }
        let summaries = connectors.usable.iter().map(component::summary);
        let summaries: Vec<_> = summaries
            .chain(connectors.unusable.iter().map(unusable_summary))
            .collect();
        self.output.write(&summaries, || {
            let usable = (!connectors.usable.is_empty()).then(|| table(&connectors.usable));
            let unusable = &connectors.unusable;
            let unusable = (!unusable.is_empty()).then(|| unusable_table(unusable));
            Text::lines(usable.into_iter().chain(unusable))
        })
    }
}

fn table(connectors: &[Connector]) -> Text {
    let mut table = Table::whole(["Key", "Name", "Version", "Actions", "Summary"]);
    for connector in connectors {
        let manifest = connector.manifest();
        table.row([
            text!("{}", manifest.key),
            text!("{}", manifest.name),
            text!("{}", manifest.version),
            text!("{}", manifest.actions.len()),
            running(&manifest.summary),
        ]);
    }
    table.render(terminal::width())
}

/// Those that this host can't use, for a person.
fn unusable_table(connectors: &[UnusableConnector]) -> Text {
    let mut table = Table::whole(["Key", "Why it is of no use", "What to do"]);
    for connector in connectors {
        table.row([
            text!("{}", connector.key),
            running(&connector.reason.to_string()),
            running(&connector.remedy()),
        ]);
    }
    text!(
        "{}\n{}",
        style::heading("Connectors that this host can't use"),
        table.render(terminal::width())
    )
}

/// One of them, for programs: nothing is known of it but its key.
fn unusable_summary(connector: &UnusableConnector) -> Value {
    json!({
        "key": connector.key,
        "unusable": {
            "code": connector.reason.code(),
            "reason": connector.reason.to_string(),
            "remedy": connector.remedy(),
        },
    })
}
