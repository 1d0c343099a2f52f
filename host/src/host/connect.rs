//! Connecting an account.

use secrecy::SecretString;
use serde_json::{Map, Value};
use url::Url;

use super::Host;
use crate::Error;
use crate::connections::{Connection, Identity};
use crate::oauth::Redirect;

/// An account about to be connected; [`Host::connect`] begins one.
#[derive(Debug)]
#[must_use = "nothing happens until it is started"]
pub struct Connect<'a> {
    host: &'a Host,
    connector: String,
    method: String,
    name: Option<String>,
    settings: Map<String, Value>,
    secrets: Vec<(String, SecretString)>,
    redirect: Redirect,
}

/// How far connecting has come.
#[derive(Debug)]
pub enum Attempt {
    /// All the way: nobody had to approve.
    Connected(Connected),
    /// Somebody has to approve in a browser.
    Pending(PendingAuthorization),
}

/// An account that was connected.
#[derive(Debug)]
pub struct Connected {
    /// The connection.
    pub connection: Connection,
    /// Whose account it is, and what its scopes do not cover.
    pub identity: Identity,
}

/// An authorization that somebody has yet to approve in a browser. It is good
/// for one answer.
#[derive(Debug)]
pub struct PendingAuthorization {
    url: Url,
}

impl Host {
    /// Begins to connect an account to a connector by one of its auth methods.
    pub fn connect(&self, connector: &str, method: &str) -> Connect<'_> {
        Connect {
            host: self,
            connector: connector.to_owned(),
            method: method.to_owned(),
            name: None,
            settings: Map::new(),
            secrets: Vec::new(),
            redirect: Redirect::default(),
        }
    }
}

impl Connect<'_> {
    /// Names the connection. The name of a connection of the same account
    /// renews it. Without a name, the connection that was made in the same way
    /// for the same account is renewed, or a new one gets the connector's key
    /// as its name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets a setting of the auth method that is no secret.
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.settings.insert(name.into(), value.into());
        self
    }

    /// Sets a secret setting of the auth method.
    pub fn secret(mut self, name: impl Into<String>, value: SecretString) -> Self {
        self.secrets.push((name.into(), value));
        self
    }

    /// Says where the browser returns to after somebody has approved. The
    /// default is a server on the loopback interface that lives until then.
    pub fn redirect(mut self, redirect: Redirect) -> Self {
        self.redirect = redirect;
        self
    }

    /// Starts.
    ///
    /// # Errors
    /// When settings are missing or wrong, when the authorization server or the
    /// API refuses, or when the store can't be written. Nothing is kept then.
    pub async fn start(self) -> Result<Attempt, Error> {
        todo!()
    }
}

impl PendingAuthorization {
    /// The address to open in a browser.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Waits until the browser has returned to the loopback server, and
    /// finishes. The browser is shown how it went.
    ///
    /// # Errors
    /// When somebody declined or nobody answered in time, and as
    /// [`Connect::start`].
    pub async fn wait(self) -> Result<Connected, Error> {
        todo!()
    }

    /// Finishes with the address that the browser returned to, for platforms
    /// that receive it on a server of their own.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub async fn finish(self, callback: &Url) -> Result<Connected, Error> {
        let _ = callback;
        todo!()
    }
}
