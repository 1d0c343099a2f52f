//! `app`: the app of this host's operator, for auth methods that sign in with
//! the platform's own.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};
use connector_host::{
    connections::App as RegisteredApp, manifest::AuthorizationKind, oauth::Redirect,
};
use serde_json::json;

use super::app_manifest::AppManifest;
use crate::{
    exit::CommandError,
    output::Output,
    program::program,
    screen::{Facts, terminal, text},
    secret::{self, Place},
    session::Session,
};

/// Register the app that this host signs in with; show or forget it; print what an app is made of
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host app manifest example --for create-note
  connector-host app set example --client-id abc123
  connector-host app show example
  connector-host app remove example")]
pub(crate) struct App {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Manifest(AppManifest),
    Set(Set),
    Show(Show),
    Remove(Remove),
}

/// Register the app, in place of an earlier one
#[derive(Args, Debug)]
#[command(
    after_help = "Without a flag for the secret it is asked for on a terminal, without echo.

Examples:
  connector-host app set example --client-id abc123
  connector-host app set example --client-id abc123 --client-secret-env EXAMPLE_SECRET"
)]
struct Set {
    /// The connector
    key: String,
    /// The client id that the API gave the app
    #[arg(long, value_name = "ID")]
    client_id: String,
    #[command(flatten)]
    secret: SecretArguments,
}

#[derive(Args, Debug)]
#[group(multiple = false)]
struct SecretArguments {
    /// Read the client secret from a file
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    client_secret_file: Option<PathBuf>,
    /// Read the client secret from an environment variable
    #[arg(long, value_name = "VAR")]
    client_secret_env: Option<String>,
    /// The app is a public client: it has no secret
    #[arg(long)]
    public: bool,
}

/// Show which app is registered; never its secret
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host app show example
  connector-host app show example --output json")]
struct Show {
    /// The connector
    key: String,
    #[command(flatten)]
    output: Output,
}

/// Forget the app
#[derive(Args, Debug)]
#[command(
    after_help = "Its connections stay, and can be renewed again once the same app is set.

Example:
  connector-host app remove example"
)]
struct Remove {
    /// The connector
    key: String,
}

impl App {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        match self.command {
            Command::Manifest(command) => command.run(session),
            Command::Set(command) => command.run(session),
            Command::Show(command) => command.run(session),
            Command::Remove(command) => command.run(session),
        }
    }
}

impl Set {
    fn run(self, session: &Session) -> Result<(), CommandError> {
        // A wrong key is told before a secret is asked for.
        let connector = session.connector(&self.key)?;
        let name = &connector.manifest().name;
        let SecretArguments {
            client_secret_file,
            client_secret_env,
            public,
        } = self.secret;
        let place = client_secret_file
            .map(Place::File)
            .or(client_secret_env.map(Place::Environment));
        let client_secret = match place {
            _ if public => None,
            Some(place) => Some(place.read()?),
            None if terminal::can_ask() => {
                Some(secret::ask(text!("Client secret of the {} app", name))?)
            }
            None => {
                return Err(CommandError::usage("the client secret is missing").with_next(
                    "add --client-secret-env VAR or --client-secret-file PATH, or --public for an app without one",
                ));
            }
        };
        let app = RegisteredApp {
            connector: self.key.clone(),
            client_id: self.client_id,
            client_secret,
        };
        session.run(session.host().set_app(app))?;
        terminal::done(text!("Registered the app for {}.", name));
        terminal::tell(text!(
            "Next: {} connect {} --method METHOD ({} methods {} lists them)",
            program(),
            self.key,
            program(),
            self.key
        ));
        let mut methods = connector.manifest().auth_methods.iter();
        if methods.any(|method| method.authorization == AuthorizationKind::AuthorizationCode) {
            terminal::tell(text!(
                "Its redirect address has to be {}, or what serve prints for the pages of the service",
                Redirect::default().uri(&self.key)
            ));
        }
        Ok(())
    }
}

impl Show {
    fn run(self, session: &Session) -> Result<(), CommandError> {
        let key = &self.key;
        let app = session
            .run(session.host().app(key))?
            .ok_or_else(|| no_app(key))?;
        let has_secret = app.client_secret.is_some();
        let value = json!({
            "connector": app.connector,
            "client_id": app.client_id,
            "has_client_secret": has_secret,
        });
        self.output.write(&value, || {
            let secret = if has_secret {
                "kept, not shown"
            } else {
                "none: a public client"
            };
            let mut facts = Facts::default();
            facts.add("Connector", &app.connector);
            facts.add("Client id", &app.client_id);
            facts.add("Client secret", secret);
            facts.render(terminal::text_width())
        })
    }
}

impl Remove {
    fn run(self, session: &Session) -> Result<(), CommandError> {
        if !session.run(session.host().remove_app(&self.key))? {
            return Err(no_app(&self.key));
        }
        terminal::done(text!(
            "Forgot the app for {}. Its connections can no longer be renewed.",
            self.key
        ));
        Ok(())
    }
}

fn no_app(key: &str) -> CommandError {
    CommandError::usage(text!("no app is registered for {}", key)).with_next(text!(
        "{} app set {} --client-id ID",
        program(),
        key
    ))
}
