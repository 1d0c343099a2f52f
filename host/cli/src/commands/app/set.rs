//! `app set`: registers an app, with its secrets.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use connector_host::connections::{App, CLIENT_SECRET, DEFAULT_APP, RegisteredApp};
use connector_host::manifest::AuthorizationKind;
use connector_host::oauth::Redirect;

use super::{Which, check_secret};
use crate::{
    exit::CommandError,
    program::program,
    screen::{Text, terminal, text},
    secret::{self, Place},
    session::Session,
    settings::Placed,
};

/// Register an app, in place of an earlier one of its name
#[derive(Args, Debug)]
#[command(
    after_help = "Without a flag for the client secret it is asked for on a terminal, without echo. Other \
secrets are those that messages are signed with, such as webhook deliveries. While the client id \
stays, so do secrets that are not given; the client secret does where another secret is given.

Examples:
  connector-host app set example --client-id abc123
  connector-host app set example --client-id abc123 \\
      --client-secret-env EXAMPLE_SECRET \\
      --secret-env webhook_secret=EXAMPLE_WEBHOOK
  connector-host app set example --name europe --client-id def456"
)]
pub(super) struct Set {
    #[command(flatten)]
    which: Which,
    /// The client id that the API gave the app
    #[arg(long, value_name = "ID")]
    client_id: String,
    #[command(flatten)]
    client_secret: ClientSecret,
    /// Ask for another secret of the app
    #[arg(long, value_name = "NAME")]
    secret: Vec<String>,
    /// Read another secret from a file
    #[arg(long, value_name = "KEY=PATH", value_parser = Placed::file)]
    secret_file: Vec<Placed>,
    /// Read another secret from an environment variable
    #[arg(long, value_name = "KEY=VAR", value_parser = Placed::environment)]
    secret_env: Vec<Placed>,
}

#[derive(Args, Debug)]
#[group(multiple = false)]
struct ClientSecret {
    /// Read the client secret from a file
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    client_secret_file: Option<PathBuf>,
    /// Read the client secret from an environment variable
    #[arg(long, value_name = "VAR")]
    client_secret_env: Option<String>,
    /// The app is a public client: it has no client secret
    #[arg(long)]
    public: bool,
}

impl Set {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        // What is wrong is told before a secret is asked for.
        let connector = session.connector(&self.which.key)?;
        let manifest_name = &connector.manifest().name;
        let placed = self.secret_file.iter().chain(&self.secret_env);
        let named = placed.clone().map(|placed| &placed.setting);
        for secret in named.chain(&self.secret) {
            check_secret(session, &connector, secret)?;
            if secret == CLIENT_SECRET {
                return Err(CommandError::usage("the client secret has flags of its own")
                    .with_next("give it by --client-secret-env VAR or --client-secret-file PATH, or leave it out to be asked for it"));
            }
        }
        if !self.secret.is_empty() && !terminal::can_ask() {
            return Err(
                CommandError::usage("there is no terminal to ask for secrets on")
                    .with_next("give them by --secret-env KEY=VAR or --secret-file KEY=PATH"),
            );
        }
        let earlier = session.run(session.host().app(&self.which.key, &self.which.name))?;
        let gives_others = placed.clone().next().is_some() || !self.secret.is_empty();
        let is_same = |earlier: &RegisteredApp| earlier.client_id == self.client_id;
        let keeps = gives_others && earlier.as_ref().is_some_and(is_same);
        let replaced = earlier
            .map(|earlier| earlier.client_id)
            .filter(|earlier| *earlier != self.client_id);
        let mut app = App::new(&self.which.key, self.client_id).name(&self.which.name);
        let ClientSecret {
            client_secret_file,
            client_secret_env,
            public,
        } = self.client_secret;
        let place = client_secret_file
            .map(Place::File)
            .or(client_secret_env.map(Place::Environment));
        match place {
            _ if public => {}
            Some(place) => app = app.secret(CLIENT_SECRET, place.read()?),
            None if keeps => app = app.keep_client_secret(),
            None if terminal::can_ask() => {
                let question = text!("Client secret of the {} app", manifest_name);
                app = app.secret(CLIENT_SECRET, secret::ask(question)?);
            }
            None => {
                return Err(CommandError::usage("the client secret is missing").with_next(
                    "add --client-secret-env VAR or --client-secret-file PATH, or --public for an app without one",
                ));
            }
        }
        for Placed { setting, place } in placed {
            app = app.secret(setting, place.read()?);
        }
        for name in &self.secret {
            let question = text!("{} of the {} app", name, manifest_name);
            app = app.secret(name, secret::ask(question)?);
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
