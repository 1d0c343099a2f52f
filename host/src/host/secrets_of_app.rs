//! The secrets that a delivery is judged with: those that were given, those of a
//! connection, and those of the app that is registered.
//!
//! Of one that is rotated, a delivery may be signed with either: it is judged with the
//! current one, and where it is not authentic by that, as a whole with the one before.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::{BoxFuture, ready};
use secrecy::SecretString;
use serde_json::{Map, Value};
use tokio::sync::OnceCell;

use super::Host;
use crate::Error;
use crate::component::Connector;
use crate::connections::{AppInUse, AtHand, DEFAULT_APP};
use crate::driver::{AccessToken, CredentialError, CredentialSource};

/// What finds the app that deliveries are for.
pub(super) struct OfApp<'a> {
    pub(super) host: &'a Host,
    pub(super) connector: &'a Connector,
    pub(super) method: &'a str,
    pub(super) settings: &'a Map<String, Value>,
    /// The name of the app, if it was said.
    pub(super) name: Option<&'a str>,
    /// The connection that goes through it, if deliveries are for one.
    pub(super) connection: Option<&'a AtHand>,
}

impl OfApp<'_> {
    pub(super) async fn find(&self) -> Result<Option<AppInUse>, Error> {
        let Self {
            host, connector, ..
        } = self;
        if let Some(connection) = self.connection {
            return host.app_of_connection(connector, connection).await;
        }
        let name = self.name.unwrap_or(DEFAULT_APP);
        host.app_of_method(connector, self.method, self.settings, name)
            .await
    }
}

/// The secrets of an app, which has no access token.
pub(super) struct SecretsOfApp<'a> {
    /// Those that were given, and those of a connection.
    known: Vec<(String, SecretString)>,
    of_app: OfApp<'a>,
    /// The app that is registered, once it is needed.
    app: OnceCell<Option<AppInUse>>,
    /// Whether those before are wanted.
    before: bool,
    /// Whether one was asked for that has one before.
    has_others: AtomicBool,
}

impl<'a> SecretsOfApp<'a> {
    pub(super) fn new(
        known: impl Iterator<Item = (String, SecretString)>,
        of_app: OfApp<'a>,
    ) -> Self {
        Self {
            known: known.collect(),
            of_app,
            app: OnceCell::new(),
            before: false,
            has_others: AtomicBool::new(false),
        }
    }

    /// The app that is registered, if there is one.
    pub(super) async fn app(&self) -> Result<Option<&AppInUse>, Error> {
        let app = self.app.get_or_try_init(|| self.of_app.find()).await?;
        Ok(app.as_ref())
    }

    /// Whether another secret might have told something else.
    pub(super) fn has_others(&self) -> bool {
        self.has_others.load(Ordering::Relaxed)
    }

    /// Gives the secrets before, of those that are rotated, from now on.
    pub(super) fn go_back(&mut self) {
        self.before = true;
    }

    async fn of_app(&self, name: &str) -> Result<SecretString, CredentialError> {
        let app = self.app().await.map_err(|error| match error {
            Error::Store(error) => error.into(),
            error => CredentialError::Unavailable(error.to_string()),
        })?;
        let secret = app.and_then(|app| app.signing_secret(name));
        let Some(secret) = secret else {
            return Err(CredentialError::UnknownSecret(name.to_owned()));
        };
        match &secret.previous {
            Some(previous) if self.before => Ok(previous.clone()),
            Some(_) => {
                self.has_others.store(true, Ordering::Relaxed);
                Ok(secret.current.clone())
            }
            None => Ok(secret.current.clone()),
        }
    }
}

impl CredentialSource for SecretsOfApp<'_> {
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
        let mut known = self.known.iter();
        if let Some((_, value)) = known.find(|(known, _)| known == name) {
            return Box::pin(ready(Ok(value.clone())));
        }
        Box::pin(self.of_app(name))
    }
}

fn no_token() -> CredentialError {
    CredentialError::NeedsReconnecting("a delivery is for an app, which has no token".to_owned())
}
