//! `tenants remove`: takes a tenant away, with its connections.

use clap::Args;
use connector_host::Removal;
use serde_json::{Value, json};

use crate::{
    asking,
    exit::CommandError,
    output::Output,
    revocation,
    screen::{Text, terminal, text},
    session::Session,
};

/// Remove a tenant with its connections, whose tokens are revoked
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host tenants remove acme
  connector-host tenants remove acme --yes")]
pub(super) struct Remove {
    /// The tenant
    name: String,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    output: Output,
}

impl Remove {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let (host, name) = (session.host(), &self.name);
        let tenant = session.run(host.tenant(name))?;
        let connections = session.run(tenant.connections())?;
        if !self.yes {
            self.confirm(connections.len())?;
        }
        let mut ended: Vec<Value> = Vec::new();
        for removal in session.run(host.remove_tenant(name))? {
            let Removal {
                connection,
                revocation,
                ..
            } = removal;
            let (tokens, word) = revocation::told(&revocation);
            ended.push(json!({ "name": connection.name, "tokens": word }));
            terminal::done(text!(
                "Removed the connection {}{}.",
                connection.name,
                tokens
            ));
        }
        self.output
            .write_or_tell(&json!({ "name": name, "connections": ended }), || {
                terminal::done(text!("Removed the tenant {}.", name));
            })
    }

    fn confirm(&self, connections: usize) -> Result<(), CommandError> {
        let name = &self.name;
        let with = match connections {
            0 => Text::default(),
            1 => text!(" with its connection"),
            several => text!(" with its {} connections", several),
        };
        if !terminal::can_ask() {
            let words = text!("removing the tenant {}{} has to be confirmed", name, with);
            return Err(CommandError::usage(words).with_next("add --yes"));
        }
        if asking::confirms(text!("Remove the tenant {}{}?", name, with))? {
            Ok(())
        } else {
            Err(CommandError::usage(text!("{} was not removed", name)))
        }
    }
}
