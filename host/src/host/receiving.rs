//! Judging a webhook delivery.

use std::sync::Arc;

use bytes::Bytes;
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::credential::check_enabled;
use super::secrets_of_app::{OfApp, SecretsOfApp};
use super::{Host, connect, settings};
use crate::component::Connector;
use crate::connections::{AtHand, Connection, StoreError};
use crate::contract::FailureKind;
use crate::driver::{Call, Collected, DriveError};
use crate::manifest::{AuthMethod, SecretUse};
use crate::triggers::{Reception, delivery};
use crate::{Error, contract};

/// The code of what is said of a delivery that is not from whom it says.
pub(super) const NOT_AUTHENTIC: &str = "not-authentic";

/// A delivery about to be judged; [`Host::receive`] begins one.
#[derive(Debug)]
#[must_use = "nothing happens until a delivery is given"]
pub struct Receiving<'a> {
    host: &'a Host,
    connector: String,
    /// The auth method, but for a connection, which has its own.
    method: String,
    /// What was given, beside what a connection has.
    settings: Map<String, Value>,
    secrets: Vec<(String, SecretString)>,
    /// The app whose secrets stand in for those that nobody gave; none for the one named
    /// `default`, if there is one.
    app: Option<String>,
    /// The connection whose settings and secrets stand in for those that are not given.
    through: Option<Through>,
    /// Whether it was sent to the address of the app, by whomever.
    is_at_address: bool,
}

/// The connection whose app deliveries are for. What it is when one is judged, the store knows.
#[derive(Debug)]
struct Through {
    id: String,
    /// What it was named when it was shown.
    name: String,
}

impl Host {
    /// Begins to judge a webhook delivery that has arrived for an app of one of
    /// a connector's auth methods. Where that method goes by an app that is registered,
    /// the tenant's own or the operator's, its secrets stand in for those that are not
    /// given: the current one, and the one before while it is rotated.
    pub fn receive(&self, connector: &str, method: &str) -> Receiving<'_> {
        Receiving {
            host: self,
            connector: connector.to_owned(),
            method: method.to_owned(),
            settings: Map::new(),
            secrets: Vec::new(),
            app: None,
            through: None,
            is_at_address: false,
        }
    }

    /// Begins to judge a webhook delivery that has arrived for the app that a
    /// connection goes through: it has the connection's method, and of its settings
    /// and secrets those that no other is given for, and then the app's own. They are as they are when the delivery
    /// is judged, and none is while the connection is disabled.
    pub fn receive_for(&self, connection: &Connection) -> Receiving<'_> {
        Receiving {
            host: self,
            connector: connection.connector.clone(),
            method: connection.method.clone(),
            settings: Map::new(),
            secrets: Vec::new(),
            app: None,
            through: Some(Through {
                id: connection.id.to_string(),
                name: connection.name.clone(),
            }),
            is_at_address: false,
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

    /// Says for which of the apps that are registered the delivery is: the tenant's own of
    /// that name, or else the operator's. Where deliveries are for a connection, it is the
    /// one that it goes through.
    pub fn app(mut self, name: impl Into<String>) -> Self {
        self.app = Some(name.into());
        self
    }

    /// Judges for whoever has the address of the app, which may be anybody: who has not shown
    /// that the delivery is authentic is told that, and nothing of a connection, such as that it
    /// is disabled.
    pub(super) fn at_address(mut self) -> Self {
        self.is_at_address = true;
        self
    }

    /// The secrets of the app's auth method that messages are signed and checked with, where none of
    /// them was given or is kept: then no signed delivery can be judged. Which of several a delivery
    /// takes, the connector alone knows.
    ///
    /// # Errors
    /// When there is no such connector or auth method, when the connection is disabled or gone, or
    /// when the store can't be read.
    pub async fn lacking(&self) -> Result<Vec<String>, Error> {
        let connector = self.host.connector(&self.connector).await?;
        let connection = self.connection().await?;
        check_enabled_if_any(connection.as_deref())?;
        let lacking = self.lacking_of(&connector, connection.as_deref()).await;
        lacking.map_err(|error| about(error, connection.as_deref()))
    }

    async fn lacking_of(
        &self,
        connector: &Connector,
        connection: Option<&AtHand>,
    ) -> Result<Vec<String>, Error> {
        let method = self.method(connector, connection)?;
        let kept = self.kept(connection).await?;
        let known: Vec<&str> = self
            .secrets
            .iter()
            .chain(&kept)
            .map(|(name, _)| name.as_str())
            .collect();
        let signs = method.secrets.iter();
        let signs = signs.filter(|(_, used)| **used == SecretUse::Sign);
        let names: Vec<String> = signs.map(|(name, _)| name.clone()).collect();
        let mut is_known = names.iter().any(|name| known.contains(&name.as_str()));
        if !is_known && !names.is_empty() {
            let settings = self.all_settings(connection);
            let app = self.of_app(connection, connector, &method.id, &settings);
            let app = app.find().await?;
            let has = |name: &String| {
                app.as_ref()
                    .is_some_and(|app| app.signing_secret(name).is_some())
            };
            is_known = names.iter().any(has);
        }
        Ok(if is_known { Vec::new() } else { names })
    }

    /// The settings that are given, and else those of the connection.
    fn all_settings(&self, connection: Option<&AtHand>) -> Map<String, Value> {
        let kept = connection.map(|connection| connection.settings.clone());
        let mut settings = kept.unwrap_or_default();
        settings.extend(self.settings.clone());
        settings
    }

    /// What finds the app that is registered.
    fn of_app<'b>(
        &'b self,
        connection: Option<&'b AtHand>,
        connector: &'b Connector,
        method: &'b str,
        settings: &'b Map<String, Value>,
    ) -> OfApp<'b> {
        OfApp {
            host: self.host,
            connector,
            method,
            settings,
            name: self.app.as_deref(),
            connection,
        }
    }

    /// The connection as it is now, where the app is that of one.
    async fn connection(&self) -> Result<Option<Arc<AtHand>>, Error> {
        let Some(Through { id, name }) = &self.through else {
            return Ok(None);
        };
        let store = self.host.store().await.map_err(|error| error.about(name))?;
        let connection = match store.connection_at_hand(id).await {
            Ok(connection) if connection.id.as_str() == id => connection,
            // Another one may have been given its id for a name.
            Ok(_) | Err(StoreError::NoConnection { .. }) => {
                let name = name.clone();
                return Err(StoreError::NoConnection { name }.into());
            }
            Err(error) => return Err(Error::from(error).about(name)),
        };
        Ok(Some(connection))
    }

    /// The auth method of the app.
    fn method<'c>(
        &self,
        connector: &'c Connector,
        connection: Option<&AtHand>,
    ) -> Result<&'c AuthMethod, Error> {
        let method = match connection {
            Some(connection) => &connection.method,
            None => &self.method,
        };
        connect::find_method(connector, &self.connector, method)
    }

    /// The secrets that the connection has.
    async fn kept(
        &self,
        connection: Option<&AtHand>,
    ) -> Result<Vec<(String, SecretString)>, Error> {
        Ok(match connection {
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
    /// When settings are unknown, when the connection is disabled or gone, when the
    /// delivery is not authentic, and when the connector fails.
    pub async fn delivery(self, request: &http::Request<Bytes>) -> Result<Reception, Error> {
        let connector = self.host.connector(&self.connector).await?;
        let connection = self.connection().await?;
        let connection = connection.as_deref();
        let is_at_address = self.is_at_address;
        if !is_at_address {
            check_enabled_if_any(connection)?;
        }
        match self.judged(&connector, connection, request).await {
            Ok(reception) => {
                check_enabled_if_any(connection)?;
                Ok(reception)
            }
            Err(error) if is_at_address && error.code() == NOT_AUTHENTIC => Err(error),
            Err(error) => Err(about(error, connection)),
        }
    }

    async fn judged(
        self,
        connector: &Connector,
        connection: Option<&AtHand>,
        request: &http::Request<Bytes>,
    ) -> Result<Reception, Error> {
        let method = self.method(connector, connection)?;
        let settings = self.all_settings(connection);
        settings::check_known(method, &settings, &self.secrets)?;
        let bounds = match connection {
            Some(connection) => {
                let terms = self.host.terms_at_hand(connector, connection)?;
                terms.bounds.clone()
            }
            None => self.host.bounds(connector).await?,
        };
        bounds.check_method(&method.id, "receive deliveries for an app of")?;
        let leave = bounds.leave(&method.id, None);
        let kept = self.kept(connection).await?;
        let call = Call::Receive {
            app: contract::App {
                method: method.id.clone(),
                settings: Value::from(settings.clone()).to_string(),
                now: self.host.now_in_seconds(),
            },
            delivery: delivery(request),
        };
        let of_app = self.of_app(connection, connector, &method.id, &settings);
        // The first of a name counts.
        let mut secrets = SecretsOfApp::new(self.secrets.iter().cloned().chain(kept), of_app);
        if self.app.is_some() {
            // One that was named and is not there is told whatever the delivery is.
            secrets.app().await?;
        }
        let driver = &self.host.inner.driver;
        let mut collected = Collected::default();
        let judged = driver.run(
            connector,
            &leave,
            &secrets,
            call.clone(),
            &mut collected,
            None,
        );
        let output = match judged.await {
            Err(error) if is_not_authentic(&error) && secrets.has_others() => {
                secrets.go_back();
                let mut collected = Collected::default();
                let judged = driver.run(connector, &leave, &secrets, call, &mut collected, None);
                judged.await?
            }
            judged => judged?,
        };
        Ok(Reception::read(connector.manifest(), output.value)?)
    }
}

/// The connection whose app a delivery is for has to be enabled, if it is for one's: what it is
/// used for is withdrawn with it.
fn check_enabled_if_any(connection: Option<&AtHand>) -> Result<(), Error> {
    connection.map_or(Ok(()), |connection| check_enabled(connection))
}

/// The error, about the connection whose app a delivery is for, if it is for one's.
fn about(error: Error, connection: Option<&AtHand>) -> Error {
    match connection {
        Some(connection) => error.about(&connection.name),
        None => error,
    }
}

/// Whether the connector says that a delivery is not from whom it says.
fn is_not_authentic(error: &DriveError) -> bool {
    let failure = error.failure();
    failure.is_some_and(|failure| failure.kind() == FailureKind::NotAuthentic)
}
