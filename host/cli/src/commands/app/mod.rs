//! `app`: the apps of this host's operator, for auth methods that sign in with the
//! platform's own.

use clap::{Args, Subcommand};
use connector_host::Host;
use connector_host::component::Connector;
use connector_host::connections::{CLIENT_SECRET, DEFAULT_APP, OperatorsApp, RegisteredApp};
use serde_json::{Value, json};

use super::app_manifest::AppManifest;
use crate::{
    exit::CommandError,
    program::program,
    screen::{Text, text, words},
    session::Session,
};

mod list;
mod remove;
mod rotate;
mod set;
mod show;

/// Register the apps that this host signs in with; list, show, rotate and forget them; print what an app is made of
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host app manifest example --for create-note
  connector-host app set example --client-id abc123
  connector-host app list
  connector-host app rotate example
  connector-host app rotate example --end
  connector-host app remove example")]
pub(crate) struct App {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Manifest(AppManifest),
    Set(set::Set),
    List(list::List),
    Show(show::Show),
    Rotate(rotate::Rotate),
    Remove(remove::Remove),
}

/// Which app it is.
#[derive(Args, Debug)]
struct Which {
    /// The connector
    key: String,
    /// The name of the app, where there are several
    #[arg(long, value_name = "NAME", default_value = DEFAULT_APP, hide_default_value = true)]
    name: String,
}

impl App {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        match self.command {
            Command::Manifest(command) => command.run(session),
            Command::Set(command) => command.run(session),
            Command::List(command) => command.run(session),
            Command::Show(command) => command.run(session),
            Command::Rotate(command) => command.run(session),
            Command::Remove(command) => command.run(session),
        }
    }
}

impl Which {
    /// What it is called in a sentence.
    fn told(&self, connector: &str) -> Text {
        if self.name == DEFAULT_APP {
            return text!("the app for {}", connector);
        }
        text!("the app {} for {}", self.name, connector)
    }

    /// What names it to the other commands.
    fn arguments(&self) -> Text {
        match self.name.as_str() {
            DEFAULT_APP => text!("{}", self.key),
            name => text!("{} --name {}", self.key, name),
        }
    }

    /// That there is none.
    fn none(&self) -> CommandError {
        let named = match self.name.as_str() {
            DEFAULT_APP => Text::default(),
            name => text!(" under the name {}", name),
        };
        CommandError::usage(text!("no app is registered for {}{}", self.key, named)).with_next(
            text!("{} app set {} --client-id ID", program(), self.arguments()),
        )
    }
}

/// Refuses a secret that no app of the connector has, before its value is asked for.
fn check_secret(
    session: &Session,
    connector: &Connector,
    secret: &str,
) -> Result<(), CommandError> {
    let known = Host::secrets_of_apps(connector);
    if known.iter().any(|name| name == secret) {
        return Ok(());
    }
    Err(session.told(connector_host::Error::UnknownAppSecret {
        connector: connector.manifest().key.clone(),
        secret: secret.to_owned(),
        known,
    }))
}

/// An app for programs.
fn summary(app: &RegisteredApp) -> Value {
    let secrets = app.secrets.iter();
    let secrets = secrets.map(|its| json!({"name": its.name, "rotating": its.is_rotated}));
    json!({
        "connector": app.connector,
        "name": app.name,
        "of_operator": false,
        "client_id": app.client_id,
        "delivery_address": app.delivery_address,
        "has_client_secret": has_client_secret(app),
        "secrets": secrets.collect::<Vec<_>>(),
    })
}

/// The same for one of the operator's that serves a tenant, which has no business with its
/// secrets.
fn summary_for_tenant(app: &OperatorsApp) -> Value {
    json!({
        "connector": app.connector,
        "name": app.name,
        "of_operator": true,
        "client_id": app.client_id,
    })
}

fn has_client_secret(app: &RegisteredApp) -> bool {
    app.secrets.iter().any(|its| its.name == CLIENT_SECRET)
}

/// The secrets of an app, without their values.
fn secrets(app: &RegisteredApp) -> Text {
    if app.secrets.is_empty() {
        return text!("none: a public client");
    }
    words::list(app.secrets.iter().map(|its| match its.is_rotated {
        true => text!("{} (rotating)", its.name),
        false => text!("{}", its.name),
    }))
}
