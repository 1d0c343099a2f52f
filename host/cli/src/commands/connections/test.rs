//! `connections test`: what a connection is good for now, and what is in its
//! way.

use clap::Args;
use connector_host::{
    Error, Tested,
    connections::{Connection, Identity},
    schema::shown,
};
use serde_json::{Value, json};

use crate::{
    account,
    errors::{self, Circumstances},
    exit::CommandError,
    output::Output,
    screen::{Facts, Text, terminal, text},
    session::Session,
    uncovered::Extent,
};

/// Ask the API whose account it is, and what is in the way
#[derive(Args, Debug)]
#[command(
    after_help = "It exits with 0 when the connection works, and else with what is to be done: \
3 when the account has to be connected again, 4 when the API refused, 5 when it is down.

Examples:
  connector-host connections test work
  connector-host connections test work --output json"
)]
pub(super) struct Test {
    /// The connection
    name: String,
    #[command(flatten)]
    output: Output,
}

impl Test {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let tested = session.run(session.host().test(&self.name))?;
        let around = session.around(Some(&tested.connection));
        self.output
            .write(&report(&tested, &around), || describe(&tested))?;
        if let Some(clock) = &tested.clock {
            account::tell_clock(clock);
        }
        let identity = tested
            .outcome
            .as_ref()
            .map_err(|error| errors::told(error, &around))?;
        terminal::done("It works.");
        let connector = session.connector(&tested.connection.connector)?;
        account::tell_limits(
            connector.manifest(),
            &tested.connection,
            identity,
            Extent::Whole,
        );
        Ok(())
    }
}

fn describe(tested: &Tested) -> Text {
    let Connection {
        name,
        connector,
        method,
        grant,
        ..
    } = &tested.connection;
    // What the API says now, or else what it said when the account was connected.
    let account = match &tested.outcome {
        Ok(identity) => &identity.account,
        Err(_) => &grant.account,
    };
    let mut facts = Facts::default();
    facts.add("Connection", name);
    facts.add("Connector", text!("{}, by {}", connector, method));
    facts.add("Account", &account.label);
    for (name, value) in &account.facts {
        facts.add(text!("  {}", name), shown(value));
    }
    facts.add_some("API at", grant.base_url.as_deref());
    facts.render(terminal::text_width())
}

fn report(tested: &Tested, around: &Circumstances<'_>) -> Value {
    let (identity, error) = match &tested.outcome {
        Ok(identity) => (Some(identity), None),
        Err(error) => (None, Some(error)),
    };
    json!({
        "name": tested.connection.name,
        "connector": tested.connection.connector,
        "works": identity.is_some(),
        "account": identity.map(|Identity { account, .. }| json!({
            "subject": account.subject,
            "reach": account.reach,
            "label": account.label,
            "facts": account.facts,
        })),
        "uncovered": identity.map(|identity| &identity.uncovered),
        "warnings": identity.map(|identity| &identity.warnings),
        "error": error.map(|error| problem(error, around)),
        "clock": tested.clock.as_ref().map(|clock| json!({
            "server": clock.server,
            "seconds_ahead": clock.ahead.as_secs(),
        })),
    })
}

fn problem(error: &Error, around: &Circumstances<'_>) -> Value {
    json!({
        "message": error.to_string(),
        "code": error.failure().and_then(|failure| failure.code.as_deref()),
        "next": errors::next(error, around).map(|next| next.plain()),
    })
}
