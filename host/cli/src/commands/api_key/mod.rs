//! `api-key`: the keys that programs prove with to the service that they may use
//! it, a file for each command.

mod create;
mod list;
mod remove;

use clap::{Args, Subcommand};
use connector_host::connections::{ApiKey, Holder};
use serde_json::{Value, json};

use crate::{exit::CommandError, output::Output, session::Session};

/// List, create or remove the API keys of the service
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "A key is shown once, when it is made. With the first one, every request to connector-host serve has \
to show one.

Examples:
  connector-host api-key
  connector-host api-key create ops --operator
  connector-host api-key create shop --tenant acme --right invoke --right read
  connector-host api-key remove 0123456789abcdef0123456789abcdef"
)]
pub(crate) struct ApiKeys {
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

impl ApiKeys {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        match self.command {
            None => list::list(session, self.output),
            Some(Command::List(command)) => command.run(session),
            Some(Command::Create(command)) => command.run(session),
            Some(Command::Remove(command)) => command.run(session),
        }
    }
}

/// A key, for programs.
fn summary(key: &ApiKey) -> Value {
    let tenant = match &key.holder {
        Holder::Operator => None,
        Holder::Tenant(tenant) => Some(tenant.as_str()),
    };
    json!({
        "id": key.id,
        "name": key.name,
        "tenant": tenant,
        "rights": key.rights,
        "created_at": key.created_at.to_string(),
        "expires_at": key.expires_at.map(|time| time.to_string()),
        "last_used_at": key.last_used_at.map(|time| time.to_string()),
    })
}
