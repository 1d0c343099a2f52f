//! `connect`: connects an account.

use std::{io::IsTerminal as _, net::SocketAddr};

use clap::Args;
use connector_host::{
    Attempt, Connected, Error, PendingDevice,
    connections::{Connection, Identity},
    manifest::{AuthMethod, Manifest},
    oauth::{OAuthError, Redirect},
};
use url::Url;

use super::{
    connections::tell_clock,
    exit::CommandError,
    layout, methods, page_errors, progress,
    session::Session,
    settings::SettingArguments,
    terminal::{self, style},
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
    #[command(flatten)]
    settings: SettingArguments,
    #[command(flatten)]
    redirect: RedirectArguments,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Sign-in")]
struct RedirectArguments {
    /// Print the address of the sign-in page instead of opening it
    #[arg(long)]
    no_browser: bool,
    /// The redirect URI that the app has registered, when it is not this host's own
    #[arg(long, value_name = "URL")]
    redirect_uri: Option<Url>,
    /// Where to wait for the browser: a loopback address with a port
    #[arg(long, value_name = "ADDRESS", value_parser = loopback)]
    listen: Option<SocketAddr>,
}

fn loopback(argument: &str) -> Result<SocketAddr, String> {
    match argument.parse::<SocketAddr>() {
        Ok(address) if address.ip().is_loopback() => Ok(address),
        Ok(_) => Err("it is not a loopback address; use 127.0.0.1:PORT".to_owned()),
        Err(_) => Err("it is not an address with a port; use 127.0.0.1:PORT".to_owned()),
    }
}

impl RedirectArguments {
    fn redirect(&self) -> Redirect {
        let Redirect::Loopback {
            listen: default, ..
        } = Redirect::default()
        else {
            return Redirect::default();
        };
        let listen = self
            .listen
            .or_else(|| self.redirect_uri.as_ref().and_then(loopback_of));
        Redirect::Loopback {
            listen: listen.unwrap_or(default),
            uri: self.redirect_uri.clone(),
        }
    }
}

/// The address to listen on for a redirect URI on this machine.
fn loopback_of(uri: &Url) -> Option<SocketAddr> {
    let addresses = (uri.scheme() == "http")
        .then(|| uri.socket_addrs(|| None).ok())
        .flatten()?;
    addresses
        .into_iter()
        .find(|address| address.ip().is_loopback())
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
        let no_browser = self.redirect.no_browser;
        // Where the browser has still to return to.
        let mut awaited = None;
        let outcome = session.run(async {
            let line = progress::Line::new(format!("Connecting to {}", manifest.name));
            match connect.start().await? {
                Attempt::Connected(connected) => Ok(connected),
                Attempt::Pending(pending) => {
                    awaited = Some(pending.redirect_uri().clone());
                    let address = session.rerouted(pending.url());
                    line.aside(|| show_sign_in(&address, no_browser));
                    line.say("Waiting for the browser (Ctrl-C gives up)");
                    let outcome = pending.wait().await;
                    if !matches!(outcome, Err(Error::OAuth(OAuthError::TimedOut(_)))) {
                        awaited = None;
                    }
                    outcome
                }
                Attempt::PendingDevice(pending) => {
                    line.aside(|| show_user_code(session, &pending, no_browser));
                    line.say("Waiting for the approval (Ctrl-C gives up)");
                    pending.wait().await
                }
            }
        });
        if let Some(redirect_uri) = awaited {
            tell_page_errors(manifest, &redirect_uri);
        }
        if outcome.is_err()
            && let Some(clock) = session.host().clock_offset()
        {
            tell_clock(&clock);
        }
        let connected = outcome?;
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

fn show_sign_in(address: &Url, no_browser: bool) {
    if !no_browser && open_browser(address) {
        terminal::tell(
            "The sign-in page is open in your browser. If it is not, open this address:",
        );
    } else {
        terminal::tell("Open this address in a browser on this machine to sign in:");
    }
    terminal::tell(format_args!("\n  {address}\n"));
}

/// What the person needs to approve on whichever device. The code may be typed
/// by hand, so it stands by itself.
fn show_user_code(session: &Session, pending: &PendingDevice, no_browser: bool) {
    let address = session.rerouted(pending.verification_uri());
    let (name, code) = (style::NAME, pending.user_code());
    terminal::tell(format_args!(
        "On any device with a browser, open\n\n  {address}\n\nand enter the code\n\n  {name}{code}{name:#}\n"
    ));
    if let Some(complete) = pending.verification_uri_complete() {
        let complete = session.rerouted(complete);
        let opened = !no_browser && open_browser(&complete);
        terminal::tell(format_args!(
            "{}\n\n  {complete}\n",
            if opened {
                "It is open in the browser of this machine, with the code filled in:"
            } else {
                "This address has the code filled in:"
            }
        ));
    }
    let time = layout::duration(pending.lifetime());
    terminal::tell(format_args!("The code is good for {time}."));
}

/// Opens an address in the person's browser; says whether it did.
fn open_browser(address: &Url) -> bool {
    std::io::stderr().is_terminal() && webbrowser::open(address.as_str()).is_ok()
}

/// Nobody came back: the page may have shown an error that only the person has
/// seen.
fn tell_page_errors(manifest: &Manifest, redirect_uri: &Url) {
    let errors = page_errors::explained(manifest, redirect_uri, 2);
    if !errors.is_empty() {
        terminal::tell(format_args!(
            "If {} showed an error in the browser:\n{errors}",
            manifest.name
        ));
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
fn tell_sharing(session: &Session, connection: &Connection) -> Result<(), CommandError> {
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
    let Connection {
        connector,
        method,
        name,
        ..
    } = connection;
    format!("connector-host connect {connector} --method {method} --name {name}")
}

/// What the account's connection cannot do, and what else there is to know.
pub(super) fn tell_limits(connection: &Connection, identity: &Identity) {
    for warning in &identity.warnings {
        terminal::warn(warning);
    }
    if identity.uncovered.is_empty() {
        return;
    }
    let rows = identity.uncovered.iter().map(|action| {
        vec![
            format!("  {}", action.action),
            layout::list(&action.missing_scopes),
        ]
    });
    terminal::warn(
        "the granted scopes do not cover these actions; add one of the scopes of each to the app:",
    );
    terminal::tell(layout::table(&["  Action", "Any one of these scopes"], rows).trim_end());
    terminal::tell(format_args!("Then connect again: {}", again(connection)));
}
