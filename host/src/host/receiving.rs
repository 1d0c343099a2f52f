//! Judging a webhook delivery.

use bytes::Bytes;
use futures_util::future::{BoxFuture, ready};
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::{Host, connect, settings};
use crate::connections::Connection;
use crate::driver::{AccessToken, Call, Collected, CredentialError, CredentialSource};
use crate::manifest::SecretUse;
use crate::triggers::{Reception, delivery};
use crate::{Error, contract};

/// A delivery about to be judged; [`Host::receive`] begins one.
#[derive(Debug)]
#[must_use = "nothing happens until a delivery is given"]
pub struct Receiving<'a> {
    host: &'a Host,
    connector: String,
    method: String,
    settings: Map<String, Value>,
    secrets: Vec<(String, SecretString)>,
    /// The connection whose secrets stand in for those that are not given.
    connection: Option<Box<Connection>>,
}

impl Host {
    /// Begins to judge a webhook delivery that has arrived for an app of one of
    /// a connector's auth methods.
    pub fn receive(&self, connector: &str, method: &str) -> Receiving<'_> {
        Receiving {
            host: self,
            connector: connector.to_owned(),
            method: method.to_owned(),
            settings: Map::new(),
            secrets: Vec::new(),
            connection: None,
        }
    }

    /// Begins to judge a webhook delivery that has arrived for the app that a
    /// connection goes through: it has the connection's method and settings, and
    /// of its secrets those that no other is given for.
    pub fn receive_for(&self, connection: &Connection) -> Receiving<'_> {
        Receiving {
            host: self,
            connector: connection.connector.clone(),
            method: connection.method.clone(),
            settings: connection.settings.clone(),
            secrets: Vec::new(),
            connection: Some(Box::new(connection.clone())),
        }
    }
}

impl Receiving<'_> {
    /// Sets a setting of the app that is no secret.
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.settings.insert(name.into(), value.into());
        self
    }

    /// Sets a secret of the app, such as the one that its deliveries are signed
    /// with.
    pub fn secret(mut self, name: impl Into<String>, value: SecretString) -> Self {
        self.secrets.push((name.into(), value));
        self
    }

    /// The secrets of the app's auth method that messages are signed and checked with, where none of
    /// them was given or is kept: then no signed delivery can be judged. Which of several a delivery
    /// takes, the connector alone knows.
    ///
    /// # Errors
    /// When there is no such connector or auth method, or the store can't be read.
    pub async fn lacking(&self) -> Result<Vec<String>, Error> {
        let connector = self.host.connector(&self.connector).await?;
        let method = connect::find_method(&connector, &self.connector, &self.method)?;
        let kept = self.kept().await?;
        let known: Vec<&str> = self
            .secrets
            .iter()
            .chain(&kept)
            .map(|(name, _)| name.as_str())
            .collect();
        let signs = method.secrets.iter();
        let signs = signs.filter(|(_, used)| **used == SecretUse::Sign);
        let names: Vec<String> = signs.map(|(name, _)| name.clone()).collect();
        let is_known = names.iter().any(|name| known.contains(&name.as_str()));
        Ok(if is_known { Vec::new() } else { names })
    }

    /// The secrets that the connection has.
    async fn kept(&self) -> Result<Vec<(String, SecretString)>, Error> {
        Ok(match &self.connection {
            Some(connection) => {
                let store = self.host.store().await?;
                store.secret_settings(&connection.id).await?
            }
            None => Vec::new(),
        })
    }

    /// Judges the delivery that arrived as `request`. The connector sees it as
    /// it came, without header fields that carry credentials.
    ///
    /// # Errors
    /// When settings are unknown, when the delivery is not authentic, and when
    /// the connector fails.
    pub async fn delivery(self, request: &http::Request<Bytes>) -> Result<Reception, Error> {
        let connector = self.host.connector(&self.connector).await?;
        let method = connect::find_method(&connector, &self.connector, &self.method)?;
        settings::check_known(method, &self.settings, &self.secrets)?;
        let bounds = match &self.connection {
            Some(connection) => self.host.bounds_of_use(&connector, connection)?,
            None => self.host.bounds(&connector).await?,
        };
        bounds.check_method(&method.id, "receive deliveries for an app of")?;
        let leave = bounds.leave(&method.id, None);
        let kept = self.kept().await?;
        let call = Call::Receive {
            app: contract::App {
                method: self.method,
                settings: Value::from(self.settings).to_string(),
                now: self.host.now_in_seconds(),
            },
            delivery: delivery(request),
        };
        // The first of a name counts.
        let secrets = SecretsOfApp(self.secrets.into_iter().chain(kept).collect());
        let driver = &self.host.inner.driver;
        let output = driver
            .run(
                &connector,
                &leave,
                &secrets,
                call,
                &mut Collected::default(),
                None,
            )
            .await?;
        Ok(Reception::read(connector.manifest(), output.value)?)
    }
}

/// The secrets of an app, which has no access token.
struct SecretsOfApp(Vec<(String, SecretString)>);

impl CredentialSource for SecretsOfApp {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(ready(Err(no_token())))
    }

    fn renew<'a>(
        &'a self,
        _rejected: &'a AccessToken,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        Box::pin(ready(Err(no_token())))
    }

    fn secret_setting<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<SecretString, CredentialError>> {
        let mut secrets = self.0.iter();
        let secret = secrets.find_map(|(known, value)| (known == name).then(|| value.clone()));
        let secret = secret.ok_or_else(|| CredentialError::UnknownSecret(name.to_owned()));
        Box::pin(ready(secret))
    }
}

fn no_token() -> CredentialError {
    CredentialError::NeedsReconnecting("a delivery is for an app, which has no token".to_owned())
}
