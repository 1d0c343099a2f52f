//! `remove`: takes a connector away, with all that is kept for it.

use clap::Args;
use connector_host::{Error, Removal, connections::Connection};
use serde_json::{Value, json};

use crate::{
    asking,
    exit::CommandError,
    output::Output,
    revocation,
    screen::{Text, terminal, text, words},
    session::Session,
};

/// Remove a connector with its connections, whose tokens are revoked
#[derive(Args, Debug)]
#[command(
    after_help = "Its connections are named, and removed once you have said yes; so are the apps that are registered \
for it and what was compiled of it. To put another version in its place, add that one instead.

Examples:
  connector-host remove example
  connector-host remove example --yes"
)]
pub(crate) struct Remove {
    /// The connector
    key: String,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    output: Output,
}

impl Remove {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let (host, key) = (session.host(), &self.key);
        let connections = session.run(host.connections_of(key))?;
        // Before any connection goes: with those of others it stays.
        let others = session.run(host.connections_of_other_tenants(key))?;
        if !others.is_empty() {
            return Err(session.told(Error::ConnectorInUse {
                connector: key.clone(),
                connections: others,
            }));
        }
        if !self.yes {
            self.confirm(&connections)?;
        }
        let mut ended: Vec<Value> = Vec::new();
        // One after the other: whoever interrupts it begins with those that are left.
        for Connection { name, .. } in &connections {
            let Removal { revocation, .. } = session.run(host.remove(name))?;
            let (tokens, word) = revocation::told(&revocation);
            ended.push(json!({ "name": name, "tokens": word }));
            terminal::done(text!("Removed the connection {}{}.", name, tokens));
        }
        session.run(host.remove_connector(key))?;
        self.output
            .write_or_tell(&json!({ "key": key, "connections": ended }), || {
                terminal::done(text!("Removed {}.", key));
            })
    }

    fn confirm(&self, connections: &[Connection]) -> Result<(), CommandError> {
        let key = &self.key;
        let with = match connections {
            [] => Text::default(),
            some => text!(", with {}", named(some)),
        };
        if !terminal::can_ask() {
            let words = text!("removing {}{} has to be confirmed", key, with);
            return Err(CommandError::usage(words).with_next("add --yes"));
        }
        let tokens = match connections {
            [] => "",
            [_] => " Its tokens are revoked.",
            _ => " Their tokens are revoked.",
        };
        if asking::confirms(text!("Remove {}{}?{}", key, with, tokens))? {
            Ok(())
        } else {
            Err(CommandError::usage(text!("{} was not removed", key)))
        }
    }
}

/// The connections, each with its account.
fn named(connections: &[Connection]) -> Text {
    let what = match connections {
        [_] => "its connection",
        _ => "its connections",
    };
    let names = connections.iter().map(|connection| {
        let account = &connection.grant.account.label;
        text!("{} ({})", connection.name, account)
    });
    text!("{} {}", what, words::list(names))
}
