//! `receive`: takes the deliveries of an app while one develops, and shows what
//! they tell.

use std::net::SocketAddr;

use clap::Args;
use connector_host::{
    Error, Host, component::Connector, connections::Connection, manifest::AuthMethod,
};
use secrecy::SecretString;
use serde_json::{Map, Value};
use tokio::net::TcpListener;

use crate::{
    exit::{CommandError, Exit},
    lookup,
    program::program,
    screen::{Text, terminal, text, words},
    session::Session,
    settings::SettingArguments,
};

mod forward;
mod passing;
mod server;
mod told;

use forward::Target;
use server::Reception;

/// Take webhook deliveries, and show what they tell as lines of JSON
#[derive(Args, Debug)]
#[command(
    after_help = "It is for developing: it keeps nothing, and a platform that embeds the library takes deliveries by \
itself. Let a tunnel lead to the address, and enter the tunnel's address at the API. What a \
delivery is signed with is a secret of the app; one that was not given to `connect` is given here.

A delivery that is not known to be from the API is answered with 401 and told on stderr alone. What \
was told within the last three hours is not told again.

--forward passes each authentic delivery that tells something on as it came, byte for byte and with \
its signature, to a program on this machine; headers with credentials are left out. It is answered \
once that program has taken it: with 502 when it has not, so that the API repeats it. What it has \
taken within the last three hours does not reach it again.

Examples:
  connector-host receive example --connection work
  connector-host receive example --app europe
  connector-host receive example --method own-app \\
      --set-env webhook_secret=EXAMPLE_SECRET --listen 127.0.0.1:8080
  connector-host receive example --connection work \\
      --forward http://127.0.0.1:3000/hooks"
)]
pub(crate) struct Receive {
    /// The connector
    key: String,
    /// The connection whose app the deliveries are for; may be left out when one is the default
    #[arg(short, long, value_name = "NAME")]
    connection: Option<String>,
    /// The app that they are for, of those that are registered
    #[arg(long, value_name = "NAME", conflicts_with = "connection")]
    app: Option<String>,
    /// The auth method that the app is for, when no connection goes through it yet; may be left out
    /// with --app when one method alone goes through such an app
    #[arg(long, value_name = "METHOD", conflicts_with = "connection")]
    method: Option<String>,
    /// Where to listen; port 0 for any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Listen where other machines can reach it
    #[arg(long)]
    public: bool,
    /// Pass authentic deliveries on to this http address of this machine
    #[arg(long, value_name = "URL")]
    forward: Option<Target>,
    #[command(flatten)]
    settings: SettingArguments,
}

/// The app that deliveries are for.
enum App {
    /// The one that a connection goes through.
    Of(Box<Connection>),
    /// One of an auth method.
    By {
        connector: String,
        method: String,
        /// Its name, if it was said.
        name: Option<String>,
        settings: Map<String, Value>,
    },
}

/// How a secret is given.
fn give(name: &str) -> Text {
    text!("end it and add --set-env {}=VARIABLE", name)
}

impl Receive {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.connector(&self.key)?;
        let manifest = connector.manifest();
        if !manifest
            .triggers
            .iter()
            .any(|trigger| trigger.webhook.is_some())
        {
            return Err(CommandError::usage(text!(
                "{} has no triggers that come by webhook",
                manifest.name
            ))
            .with_next(text!("connector-host triggers {}", self.key)));
        }
        if !self.listen.ip().is_loopback() && !self.public {
            return Err(CommandError::usage(text!(
                "{} can be reached from other machines",
                self.listen
            ))
            .with_next(
                "listen on 127.0.0.1 and let a tunnel lead there, or add --public to mean it",
            ));
        }
        let (app, secrets) = self.app(session, &connector)?;
        session.run(async {
            let listener = TcpListener::bind(self.listen).await.map_err(|error| {
                CommandError::new(Exit::Other, text!("{}: {}", self.listen, error))
                    .with_next("name another port with --listen")
            })?;
            let address = listener.local_addr()?;
            let host = session.host().clone();
            let reception = Reception::new(host, app, secrets, self.forward, manifest);
            let lacking = reception.lacking().await;
            let lacking = lacking.map_err(|error| session.told(error))?;
            if !lacking.is_empty() {
                terminal::warn(text!(
                    "none of the secrets is known here that this kind of app signs with, of which deliveries take one: {}; {}",
                    words::list(&lacking),
                    give("NAME")
                ));
            }
            terminal::tell(text!("Listening on http://{}; Ctrl-C ends it", address));
            server::serve(listener, reception).await
        })
    }

    fn app(
        &self,
        session: &Session,
        connector: &Connector,
    ) -> Result<(App, Vec<(String, SecretString)>), CommandError> {
        let manifest = connector.manifest();
        if let Some(method) = self.method_of_app(session, connector)? {
            let given = self.settings.given(method)?;
            let app = App::By {
                connector: self.key.clone(),
                method: method.id.clone(),
                name: self.app.clone(),
                settings: given.open,
            };
            return Ok((app, given.secret));
        }
        let name = self.connection.as_deref();
        let connection = session.run(session.host().connection_for(&self.key, name))?;
        let connection = connection.ok_or_else(|| {
            CommandError::usage(text!("{} is not connected", manifest.name)).with_next(text!(
                "{} connect {}, or say by --method which auth method the app is for: {}",
                program(),
                self.key,
                words::list(
                    manifest
                        .auth_methods
                        .iter()
                        .map(|method: &AuthMethod| &method.id)
                )
            ))
        })?;
        let method = lookup::method(manifest, &connection.method)?;
        let given = self.settings.given(method)?;
        if let Some(name) = given.open.keys().next() {
            return Err(CommandError::usage(text!(
                "the setting {} is the connection's, and is no secret",
                name
            ))
            .with_next("leave it out"));
        }
        Ok((App::Of(Box::new(connection)), given.secret))
    }

    /// The auth method of the app, where deliveries are not for the app of a connection: the one
    /// that was said, or else the only one that goes through an app which is registered.
    fn method_of_app<'a>(
        &self,
        session: &Session,
        connector: &'a Connector,
    ) -> Result<Option<&'a AuthMethod>, CommandError> {
        let manifest = connector.manifest();
        if let Some(id) = &self.method {
            return lookup::method(manifest, id).map(Some);
        }
        if self.app.is_none() {
            return Ok(None);
        }
        let methods =
            session.run(async { Ok::<_, Error>(Host::methods_of_apps(connector).await) })?;
        match methods.as_slice() {
            [only] => lookup::method(manifest, only).map(Some),
            [] => Err(CommandError::usage(text!(
                "no auth method of {} goes through an app that is registered",
                manifest.name
            ))
            .with_next("say by --connection whose app it is, or by --method which kind of app")),
            several => Err(CommandError::usage(text!(
                "several auth methods of {} go through apps that are registered: {}",
                manifest.name,
                words::list(several)
            ))
            .with_next("say by --method which one the app is for")),
        }
    }
}
