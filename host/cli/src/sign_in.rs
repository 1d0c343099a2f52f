//! Signing in: somebody approves in a browser, here or on another device.

use std::net::SocketAddr;

use clap::Args;
use connector_host::{
    Attempt, Connected, Error, PendingDevice,
    manifest::Manifest,
    oauth::{OAuthError, Redirect},
};
use url::Url;

use super::{
    account, browser,
    exit::CommandError,
    page_errors,
    screen::{Text, progress, style, terminal, text, words},
    session::Session,
};

/// The flags that say how the browser comes and returns.
#[derive(Args, Debug)]
#[command(next_help_heading = "Sign-in")]
pub(super) struct RedirectArguments {
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
    /// Where the browser returns to, when the person says so.
    pub(super) fn redirect(&self) -> Option<Redirect> {
        let listen = self
            .listen
            .or_else(|| self.redirect_uri.as_ref().and_then(loopback_of));
        if listen.is_none() && self.redirect_uri.is_none() {
            return None;
        }
        let listen = listen.or_else(|| match Redirect::default() {
            Redirect::Loopback { listen, .. } => Some(listen),
            Redirect::Elsewhere(_) => None,
        })?;
        Some(Redirect::Loopback {
            listen,
            uri: self.redirect_uri.clone(),
        })
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

/// Follows an attempt to its end, with somebody who approves where it takes one.
pub(super) fn follow(
    session: &Session,
    manifest: &Manifest,
    redirect: &RedirectArguments,
    start: impl Future<Output = Result<Attempt, Error>>,
) -> Result<Result<Connected, Error>, CommandError> {
    // Where the browser has still to return to.
    let mut awaited = None;
    let outcome = session.run(async {
        let line = progress::Line::new(text!("Connecting to {}", manifest.name));
        let outcome = match start.await {
            Ok(Attempt::Connected(connected)) => Ok(connected),
            Ok(Attempt::Pending(pending)) => {
                awaited = Some(pending.redirect_uri().clone());
                let address = session.rerouted(pending.url());
                line.aside(|| terminal::tell(sign_in(&address, redirect.no_browser)));
                line.say("Waiting for the browser (Ctrl-C gives up)");
                let outcome = connector_host_loopback::wait(pending).await;
                let ended_by = outcome.as_ref().err().map(Error::ended_by);
                if !matches!(ended_by, Some(Error::OAuth(OAuthError::TimedOut(_)))) {
                    awaited = None;
                }
                outcome
            }
            Ok(Attempt::PendingDevice(pending)) => {
                line.aside(|| terminal::tell(user_code(session, &pending)));
                line.say("Waiting for the approval (Ctrl-C gives up)");
                pending.wait().await
            }
            Err(error) => Err(error),
        };
        Ok::<_, CommandError>(outcome)
    });
    if let Some(redirect_uri) = awaited {
        tell_page_errors(manifest, &redirect_uri);
    }
    if !matches!(outcome, Ok(Ok(_)))
        && let Some(clock) = session.host().clock_offset()
    {
        account::tell_clock(&clock);
    }
    outcome
}

/// Opens the sign-in page where somebody can see it, and says where it is.
fn sign_in(address: &Url, no_browser: bool) -> Text {
    // A script's output is nobody's screen.
    let is_open = !no_browser && terminal::is_watched() && browser::open(address);
    let words = if is_open {
        "The sign-in page is open in your browser. If it is not, open this address:"
    } else {
        "Open this address in a browser on this machine to sign in:"
    };
    text!("{}\n\n  {}\n", words, address)
}

/// What the person needs to approve on whichever device. No browser is opened:
/// there may be none here, which is what this way to connect is for. The code
/// may be typed by hand, so it stands by itself.
fn user_code(session: &Session, pending: &PendingDevice) -> Text {
    let address = session.rerouted(pending.verification_uri());
    let mut words = text!(
        "On any device with a browser, open\n\n  {}\n\nand enter the code\n\n  {}\n\n",
        address,
        style::name(pending.user_code())
    );
    if let Some(complete) = pending.verification_uri_complete() {
        words.push(text!(
            "This address has the code filled in:\n\n  {}\n\n",
            session.rerouted(complete)
        ));
    }
    let time = words::duration(pending.lifetime());
    words.push(text!("The code is good for {}.", time));
    words
}

/// Nobody came back: the page may have shown an error that only the person has
/// seen.
fn tell_page_errors(manifest: &Manifest, redirect_uri: &Url) {
    if let Some(errors) = page_errors::explained(manifest, redirect_uri, 2) {
        terminal::tell(text!(
            "If {} showed an error in the browser:\n{}",
            manifest.name,
            errors
        ));
    }
}
