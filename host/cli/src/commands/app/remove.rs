//! `app remove`: forgets an app.

use clap::Args;
use connector_host::{
    Error, Host,
    connections::{Connection, Tenant},
};

use super::Which;
use crate::{
    asking,
    exit::CommandError,
    screen::{Text, terminal, text, words},
    session::Session,
};

/// How many connections are named that go through an app.
const NAMED: usize = 5;

/// Forget an app
#[derive(Args, Debug)]
#[command(
    after_help = "The connections that go through it are named, and it is forgotten once you have said yes. They \
stay, and can be renewed again once the same client is registered.

Examples:
  connector-host app remove example
  connector-host app remove example --name europe --yes"
)]
pub(super) struct Remove {
    #[command(flatten)]
    which: Which,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

impl Remove {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let Which { key, name } = &self.which;
        let host = session.host();
        if session.run(host.app(key, name))?.is_none() {
            return Err(self.which.none());
        }
        let connections = session.run(going_through(host, &self.which))?;
        if !self.yes {
            self.confirm(&connections)?;
        }
        if !session.run(host.remove_app(key, name))? {
            return Err(self.which.none());
        }
        terminal::done(text!("Forgot {}.", self.which.told(key)));
        if !connections.is_empty() {
            terminal::tell(text!(
                "Until the same client is registered again, {} can't be renewed.",
                named(&connections)
            ));
        }
        Ok(())
    }

    fn confirm(&self, connections: &[String]) -> Result<(), CommandError> {
        let app = self.which.told(&self.which.key);
        let through = match connections {
            [] => text!("which no connection goes through"),
            [_] => text!("which {} goes through", named(connections)),
            _ => text!("which {} go through", named(connections)),
        };
        if !terminal::can_ask() {
            let words = text!("forgetting {}, {}, has to be confirmed", app, through);
            return Err(CommandError::usage(words).with_next("add --yes"));
        }
        if asking::confirms(text!("Forget {}, {}?", app, through))? {
            Ok(())
        } else {
            Err(CommandError::usage(text!("{} was not forgotten", app)))
        }
    }
}

/// The names of the connections that go through an app of the host's tenant; of the
/// operator's, those of all tenants.
async fn going_through(host: &Host, which: &Which) -> Result<Vec<String>, Error> {
    let own = through(host, which, false).await?;
    let mut names: Vec<String> = own.into_iter().map(|its| its.name).collect();
    let is_operators = *host.tenant_name() == Tenant::default();
    if is_operators
        && !host
            .connections_of_other_tenants(&which.key)
            .await?
            .is_empty()
    {
        for tenant in host.tenants().await? {
            if tenant == Tenant::default() {
                continue;
            }
            let theirs = through(&host.tenant(tenant.as_str()).await?, which, true).await?;
            let theirs = theirs.into_iter();
            names.extend(theirs.map(|its| format!("{} of {tenant}", its.name)));
        }
    }
    Ok(names)
}

/// The connections of a tenant that go through an app of its own, or of the operator's.
async fn through(host: &Host, which: &Which, of_operator: bool) -> Result<Vec<Connection>, Error> {
    let mut connections = host.connections().await?;
    connections.retain(|its| its.connector == which.key);
    let apps = host.apps_of(&connections).await?;
    let going = connections.into_iter().zip(apps).filter(|(_, app)| {
        app.as_ref()
            .is_some_and(|app| app.name == which.name && app.of_operator == of_operator)
    });
    Ok(going.map(|(connection, _)| connection).collect())
}

/// So many connections, and the first of their names.
fn named(connections: &[String]) -> Text {
    let first = words::list(connections.iter().take(NAMED));
    match connections.len() {
        1 => text!("the connection {}", first),
        number if number <= NAMED => text!("{} connections ({})", number, first),
        number => text!(
            "{} connections ({} and {} more)",
            number,
            first,
            number - NAMED
        ),
    }
}
