//! `app set`: registers an app, with its secrets.

use clap::Args;
use connector_host::connections::{App, CLIENT_SECRET, DEFAULT_APP, RegisteredApp};
use connector_host::manifest::AuthorizationKind;
use connector_host::oauth::Redirect;
use secrecy::SecretString;

use super::{Which, check_secret};
use crate::{
    exit::CommandError,
    program::program,
    screen::{Text, terminal, text},
    secret,
    session::Session,
    settings::Placed,
};

/// Register an app, in place of an earlier one of its name
#[derive(Args, Debug)]
#[command(
    after_help = "Secrets come from --set-file and --set-env by their names, or are asked for on a terminal, \
without echo: the client secret (client_secret) where it is not given, others by --secret. Others \
are those that messages are signed with, such as webhook deliveries. While the client id stays, so \
do secrets that are not given; the client secret does where another secret is given.

Examples:
  connector-host app set example --client-id abc123
  connector-host app set example --client-id abc123 \\
      --set-env client_secret=EXAMPLE_SECRET \\
      --set-env webhook_secret=EXAMPLE_WEBHOOK
  connector-host app set example --name europe --client-id def456"
)]
pub(super) struct Set {
    #[command(flatten)]
    which: Which,
    /// The client id that the API gave the app
    #[arg(long, value_name = "ID")]
    client_id: String,
    /// The app is a public client: it has no client secret
    #[arg(long)]
    public: bool,
    /// Ask for another secret of the app
    #[arg(long, value_name = "NAME")]
    secret: Vec<String>,
    /// A secret of the app from a file
    #[arg(long, value_name = "KEY=PATH", value_parser = Placed::file)]
    set_file: Vec<Placed>,
    /// A secret of the app from an environment variable
    #[arg(long, value_name = "KEY=VAR", value_parser = Placed::environment)]
    set_env: Vec<Placed>,
}

impl Set {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        // What is wrong is told before a secret is asked for.
        let connector = session.connector(&self.which.key)?;
        let manifest_name = &connector.manifest().name;
        let placed = self.set_file.iter().chain(&self.set_env);
        let named = placed.clone().map(|placed| &placed.setting);
        let named: Vec<&String> = named.chain(&self.secret).collect();
        for secret in &named {
            check_secret(session, &connector, secret)?;
        }
        let gives_client_secret = named.iter().any(|secret| *secret == CLIENT_SECRET);
        if self.public && gives_client_secret {
            return Err(CommandError::usage(
                "a public client has no client secret, and one is given",
            )
            .with_next("leave out --public, or the client secret"));
        }
        if !self.secret.is_empty() && !terminal::can_ask() {
            return Err(
                CommandError::usage("there is no terminal to ask for secrets on")
                    .with_next("give them by --set-env KEY=VAR or --set-file KEY=PATH"),
            );
        }
        let earlier = session.run(session.host().app(&self.which.key, &self.which.name))?;
        let gives_others = named.iter().any(|secret| *secret != CLIENT_SECRET);
        let is_same = |earlier: &RegisteredApp| earlier.client_id == self.client_id;
        let keeps = gives_others && earlier.as_ref().is_some_and(is_same);
        let replaced = earlier
            .map(|earlier| earlier.client_id)
            .filter(|earlier| *earlier != self.client_id);
        let mut app = App::new(&self.which.key, self.client_id).name(&self.which.name);
        if self.public || gives_client_secret {
            // There is none, or it is among the others.
        } else if keeps {
            app = app.keep_client_secret();
        } else if terminal::can_ask() {
            app = app.secret(CLIENT_SECRET, ask(CLIENT_SECRET, manifest_name)?);
        } else {
            return Err(CommandError::usage("the client secret is missing").with_next(
                "add --set-env client_secret=VAR or --set-file client_secret=PATH, or --public for an app without one",
            ));
        }
        for Placed { setting, place } in placed {
            app = app.secret(setting, place.read()?);
        }
        for name in &self.secret {
            app = app.secret(name, ask(name, manifest_name)?);
        }
        session.run(session.host().set_app(app))?;
        let told = self.which.told(manifest_name);
        match replaced {
            None => terminal::done(text!("Registered {}.", told)),
            Some(client_id) => tell_of_replaced(&told, &self.which.key, &client_id),
        }
        let by = match self.which.name.as_str() {
            DEFAULT_APP => Text::default(),
            name => text!(" --app {}", name),
        };
        terminal::tell(text!(
            "Next: {} connect {} --method METHOD{} ({} methods {} lists them)",
            program(),
            self.which.key,
            by,
            program(),
            self.which.key
        ));
        let mut methods = connector.manifest().auth_methods.iter();
        if methods.any(|method| method.authorization == AuthorizationKind::AuthorizationCode) {
            terminal::tell(text!(
                "Its redirect address has to be {}, or what serve prints for the pages of the service",
                Redirect::default().uri(&self.which.key)
            ));
        }
        Ok(())
    }
}

/// Asks for a secret of an app for a connector.
fn ask(name: &str, connector: &str) -> Result<SecretString, CommandError> {
    let name = match name {
        CLIENT_SECRET => "Client secret",
        other => other,
    };
    secret::ask(text!("{} of the {} app", name, connector))
}

/// Tells that another client was registered under the name, and what that leaves behind.
fn tell_of_replaced(told: &Text, connector: &str, client_id: &str) {
    terminal::done(text!(
        "Registered {}, in place of the client {}.",
        told,
        client_id
    ));
    terminal::tell(text!(
        "Connections that were made with the client {} can't be renewed until that is registered again, under another name: {} app set {} --name NAME --client-id {}",
        client_id,
        program(),
        connector,
        client_id
    ));
}
