//! `connections test`: what a connection is good for now, and what is in its
//! way.

use clap::Args;
use connector_host::{
    ClockOffset, Error, Tested,
    connections::{Connection, Identity},
};
use serde_json::{Value, json};

use crate::cli::{
    connect, errors,
    exit::CommandError,
    layout::{self, Facts},
    output::{self, Format, Output},
    schema::shown,
    session::Session,
    terminal,
};

/// Ask the API whose account it is, and what is in the way
#[derive(Args, Debug)]
#[command(
    after_help = "It exits with 0 when the connection works, and else with what is to be done:
3 when the account has to be connected again, 4 when the API refused, 5 when it is down."
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
        match self.output.format {
            Format::Json => output::json(&report(&tested))?,
            Format::Table => output::page(&describe(&tested))?,
        }
        if let Some(clock) = &tested.clock {
            tell_clock(clock);
        }
        let identity = tested
            .outcome
            .as_ref()
            .map_err(|error| errors::of_call(error, Some(&tested.connection)))?;
        terminal::done("It works.");
        connect::tell_limits(&tested.connection, identity);
        Ok(())
    }
}

/// Warns of a clock that is wrong.
pub(in crate::cli) fn tell_clock(clock: &ClockOffset) {
    if clock.is_grave() {
        terminal::warn(format_args!(
            "the clock of this machine is {} {}: set it right, since servers may take what is signed here for expired",
            layout::duration(clock.ahead.unsigned_abs()),
            if clock.ahead.is_negative() {
                format!("behind that of {}", clock.server)
            } else {
                format!("ahead of that of {}", clock.server)
            },
        ));
    }
}

fn describe(tested: &Tested) -> String {
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
    facts.add("Connection", name.clone());
    facts.add("Connector", format!("{connector}, by {method}"));
    facts.add("Account", account.label.clone());
    for (name, value) in &account.facts {
        facts.add(format!("  {name}"), shown(value));
    }
    facts.add_some("API at", grant.base_url.as_deref());
    facts.render()
}

fn report(tested: &Tested) -> Value {
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
        "error": error.map(|error| problem(error, &tested.connection)),
        "clock": tested.clock.as_ref().map(|clock| json!({
            "server": clock.server,
            "seconds_ahead": clock.ahead.as_secs(),
        })),
    })
}

fn problem(error: &Error, connection: &Connection) -> Value {
    json!({
        "message": error.to_string(),
        "code": errors::failure(error).and_then(|failure| failure.code.as_deref()),
        "next": errors::next(error, Some(connection)),
    })
}
