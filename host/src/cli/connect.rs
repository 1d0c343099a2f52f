//! `connect`: connects an account.

use clap::Args;
use connector_host::{
    Connected,
    connections::{Connection, Identity},
    manifest::{AuthMethod, Manifest},
};

use super::{
    exit::CommandError,
    layout, methods,
    session::Session,
    settings::SettingArguments,
    sign_in::{self, RedirectArguments},
    terminal,
};

/// Connect an account, or connect it again
#[derive(Args, Debug)]
#[command(
    after_help = "Secrets are asked for on a terminal, without echo, or come from --set-file and --set-env.
The sign-in page opens in the browser, which then returns to this machine.

Examples:
  connector-host connect example --method oauth2
  connector-host connect example --method byo-app --set client_id=abc123 --name work
  connector-host connect example --method byo-app --set client_id=abc123 \\
      --set-env client_secret=EXAMPLE_SECRET --no-browser"
)]
pub(super) struct Connect {
    /// The connector
    key: String,
    /// The auth method; may be left out when there is only one
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// What to call the connection
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Whose connection it is, in your words
    #[arg(long, value_name = "LABEL")]
    owner: Option<String>,
    #[command(flatten)]
    settings: SettingArguments,
    #[command(flatten)]
    redirect: RedirectArguments,
}

impl Connect {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.connector(&self.key)?;
        let manifest = connector.manifest();
        let method = choose(manifest, self.method.as_deref())?;
        let settings = self.settings.complete(method)?;

        let mut connect = session
            .host()
            .connect(&self.key, &method.id)
            .redirect(self.redirect.redirect());
        if let Some(name) = self.name {
            connect = connect.name(name);
        }
        for (name, value) in settings.open {
            connect = connect.setting(name, value);
        }
        for (name, value) in settings.secret {
            connect = connect.secret(name, value);
        }
        if let Some(owner) = self.owner {
            connect = connect.owner(owner);
        }
        let connected = sign_in::follow(session, manifest, &self.redirect, connect.start())??;
        tell(&self.key, manifest, &connected);
        tell_sharing(session, &connected.connection)
    }
}

/// The method that was named, or the only one.
fn choose<'a>(manifest: &'a Manifest, named: Option<&str>) -> Result<&'a AuthMethod, CommandError> {
    match (named, manifest.auth_methods.as_slice()) {
        (Some(id), _) => methods::find(manifest, id),
        (None, [only]) => Ok(only),
        (None, _) => Err(CommandError::usage(format_args!(
            "{} has several auth methods: {}",
            manifest.name,
            methods::ids(manifest)
        ))
        .with_next(format_args!(
            "add --method METHOD; connector-host methods {} explains them",
            manifest.key
        ))),
    }
}

fn tell(key: &str, manifest: &Manifest, connected: &Connected) {
    let Connected {
        connection,
        identity,
    } = connected;
    let (account, name) = (&identity.account.label, &connection.name);
    terminal::done(format_args!(
        "Connected {account} at {}, under the name {name}.",
        manifest.name
    ));
    tell_limits(connection, identity);
    terminal::tell(format_args!("Next: connector-host actions {key}"));
}

/// Other connections of the account use the new sign-in from now on, with the
/// scopes that it has.
pub(super) fn tell_sharing(session: &Session, connection: &Connection) -> Result<(), CommandError> {
    let connections = session.run(session.host().connections())?;
    for other in connections {
        if other.name != connection.name && other.shares_grant_with(connection) {
            terminal::tell(format_args!(
                "{} now uses this sign-in too, with the scopes that it has.",
                other.name
            ));
        }
    }
    Ok(())
}

/// The command that connects an account again.
pub(super) fn again(connection: &Connection) -> String {
    format!("connector-host connections reconnect {}", connection.name)
}

/// What the account's connection cannot do, and what else there is to know.
pub(super) fn tell_limits(connection: &Connection, identity: &Identity) {
    for warning in &identity.warnings {
        terminal::warn(warning);
    }
    if identity.account.subject.is_none() {
        terminal::warn(
            "the API does not say whose account it is: no trigger can reach this connection",
        );
    }
    if identity.uncovered.is_empty() {
        return;
    }
    let rows = identity.uncovered.iter().map(|uncovered| {
        vec![
            format!("  {}", uncovered.id),
            layout::scope_sets(&uncovered.missing_scopes),
        ]
    });
    terminal::warn("the granted scopes do not cover these; add what each lacks to the app:");
    terminal::tell(
        layout::table(&["  Action or trigger", "Any one of these scopes"], rows).trim_end(),
    );
    terminal::tell(format_args!(
        "Then connect again: {} --sign-in",
        again(connection)
    ));
}
