//! `connections`: the accounts that are connected.

mod test;

pub(super) use test::tell_clock;

use clap::{Args, Subcommand};
use connector_host::{
    Revocation,
    connections::{Connection, State},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    exit::CommandError,
    layout::{self, Facts},
    output::{self, Format, Output},
    schema::shown,
    session::Session,
    terminal,
};

/// List connected accounts; show, test or remove one
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  connector-host connections
  connector-host connections test work
  connector-host connections remove work"
)]
pub(super) struct Connections {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Subcommand)]
enum Command {
    Show(Show),
    Test(test::Test),
    Remove(Remove),
}

/// Show what is kept of a connection; never its secrets
#[derive(Args, Debug)]
struct Show {
    /// The connection
    name: String,
    #[command(flatten)]
    output: Output,
}

/// Remove a connection and revoke its tokens
#[derive(Args, Debug)]
struct Remove {
    /// The connection
    name: String,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

impl Connections {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        match self.command {
            None => list(session, self.output.format),
            Some(Command::Show(command)) => command.run(session),
            Some(Command::Test(command)) => command.run(session),
            Some(Command::Remove(command)) => command.run(session),
        }
    }
}

fn list(session: &Session, format: Format) -> Result<(), CommandError> {
    let connections = session.run(session.host().connections())?;
    if format == Format::Json {
        return output::json(&connections.iter().map(summary).collect::<Vec<_>>());
    }
    if connections.is_empty() {
        terminal::tell(
            "No account is connected yet. Next: connector-host methods KEY (how to connect an account)",
        );
        return Ok(());
    }
    let rows = connections.iter().map(|connection| {
        vec![
            connection.name.clone(),
            connection.connector.clone(),
            connection.grant.account.label.clone(),
            connection.method.clone(),
            state(&connection.grant.state),
        ]
    });
    output::page(&layout::table(
        &["Name", "Connector", "Account", "Method", "State"],
        rows,
    ))
}

impl Show {
    fn run(self, session: &Session) -> Result<(), CommandError> {
        let connection = session.run(session.host().connection(&self.name))?;
        match self.output.format {
            Format::Json => output::json(&summary(&connection)),
            Format::Table => output::page(&describe(&connection)),
        }
    }
}

impl Remove {
    fn run(self, session: &Session) -> Result<(), CommandError> {
        let name = &self.name;
        let connection = session.run(session.host().connection(name))?;
        if !self.yes {
            confirm(&connection)?;
        }
        let removal = session.run(session.host().remove(name))?;
        terminal::done(match removal.revocation {
            Revocation::Revoked => format!("Removed {name}; its tokens are revoked."),
            Revocation::Shared => {
                format!("Removed {name}; its tokens stay for other connections of the account.")
            }
            Revocation::NotOffered => {
                format!("Removed {name}; the API revokes no tokens, they end by themselves.")
            }
            Revocation::Failed(error) => {
                terminal::warn(format_args!(
                    "the tokens could not be revoked and end by themselves: {error}"
                ));
                format!("Removed {name}.")
            }
        });
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

fn state(state: &State) -> String {
    match state {
        State::Connected => "connected".to_owned(),
        State::NeedsReconnecting { reason } => format!("needs reconnecting: {reason}"),
    }
}

fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn describe(connection: &Connection) -> String {
    let grant = &connection.grant;
    let mut facts = Facts::default();
    facts.add("Name", connection.name.clone());
    facts.add("Connector", connection.connector.clone());
    facts.add("Account", grant.account.label.clone());
    for (name, value) in &grant.account.facts {
        facts.add(format!("  {name}"), shown(value));
    }
    facts.add("State", state(&grant.state));
    facts.add("Auth method", connection.method.clone());
    for (name, value) in &connection.settings {
        facts.add(format!("  {name}"), shown(value));
    }
    facts.add("Client id", grant.client_id.clone());
    let scopes = if grant.scopes.is_empty() {
        "not told".to_owned()
    } else {
        layout::list(&grant.scopes)
    };
    facts.add("Scopes", scopes);
    facts.add_some("API at", grant.base_url.as_deref());
    facts.add("Connected", time(connection.created_at));
    facts.add("Last token", time(grant.received_at));
    facts.add_some("Expires", grant.expires_at.map(time));
    facts.render()
}

fn summary(connection: &Connection) -> Value {
    let grant = &connection.grant;
    let (state, reason) = match &grant.state {
        State::Connected => ("connected", None),
        State::NeedsReconnecting { reason } => ("needs-reconnecting", Some(reason)),
    };
    json!({
        "name": connection.name,
        "connector": connection.connector,
        "method": connection.method,
        "settings": connection.settings,
        "account": {
            "subject": grant.account.subject,
            "label": grant.account.label,
            "facts": grant.account.facts,
        },
        "client_id": grant.client_id,
        "scopes": grant.scopes,
        "base_url": grant.base_url,
        "state": state,
        "reason": reason,
        "created_at": connection.created_at.to_string(),
        "received_at": grant.received_at.to_string(),
        "expires_at": grant.expires_at.map(|time| time.to_string()),
    })
}
