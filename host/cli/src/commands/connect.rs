//! `connect`: connects an account.

use clap::Args;
use connector_host::{
    Connected,
    manifest::{AuthMethod, Manifest},
};

use crate::{
    account,
    exit::CommandError,
    lookup,
    screen::{terminal, text},
    session::Session,
    settings::SettingArguments,
    sign_in::{self, RedirectArguments},
    uncovered::Extent,
};

/// Connect an account, or connect it again
#[derive(Args, Debug)]
#[command(
    after_help = "Secrets are asked for on a terminal, without echo, or come from --set-file and --set-env. \
The sign-in page opens in the browser, which then returns to this machine. Without a screen \
here, its address is printed instead.

Examples:
  connector-host connect example --method oauth2
  connector-host connect example --method byo-app --name work \\
      --set client_id=abc123
  connector-host connect example --method byo-app --set client_id=abc123 \\
      --set-env client_secret=EXAMPLE_SECRET --no-browser"
)]
pub(crate) struct Connect {
    /// The connector
    key: String,
    /// The auth method; may be left out when there is only one
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// The app to sign in with, of those that are registered; without it, the one named default
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
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
        if let Some(app) = self.app {
            connect = connect.app(app);
        }
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
        let connected = sign_in::follow(session, manifest, &self.redirect, connect.start())?
            .map_err(|error| session.told(error))?;
        tell(manifest, &connected);
        account::tell_sharing(session, &connected.connection)?;
        terminal::tell(text!("Next: connector-host actions {}", self.key));
        Ok(())
    }
}

/// The method that was named, or the only one.
fn choose<'a>(manifest: &'a Manifest, named: Option<&str>) -> Result<&'a AuthMethod, CommandError> {
    match (named, manifest.auth_methods.as_slice()) {
        (Some(id), _) => lookup::method(manifest, id),
        (None, [only]) => Ok(only),
        (None, _) => Err(CommandError::usage(text!(
            "{} has several auth methods: {}",
            manifest.name,
            lookup::methods(manifest)
        ))
        .with_next(text!(
            "add --method METHOD; connector-host methods {} explains them",
            manifest.key
        ))),
    }
}

fn tell(manifest: &Manifest, connected: &Connected) {
    let Connected {
        connection,
        identity,
        ..
    } = connected;
    let (account, name) = (&identity.account.label, &connection.name);
    terminal::done(text!(
        "Connected {} at {}, under the name {}.",
        account,
        manifest.name,
        name
    ));
    account::tell_limits(manifest, connection, identity, Extent::InPassing);
}
