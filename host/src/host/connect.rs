//! Connecting an account.

use std::sync::Arc;

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::applicant::Applicant;
use super::client::server_of;
use super::pending::{PendingAuthorization, PendingDevice};
use super::{Host, settings};
use crate::Error;
use crate::connections::{Connection, Identity, StoreError};
use crate::contract::Grant;
use crate::oauth::{AuthorizationRequest, LoopbackServer, OAuthError, Redirect};

/// An account about to be connected; [`Host::connect`] begins one.
#[derive(Debug)]
#[must_use = "nothing happens until it is started"]
pub struct Connect<'a> {
    host: &'a Host,
    connector: String,
    method: String,
    name: Option<String>,
    owner: Option<String>,
    reconnects: bool,
    settings: Map<String, Value>,
    secrets: Vec<(String, SecretString)>,
    redirect: Redirect,
}

/// How far connecting has come.
#[derive(Debug)]
pub enum Attempt {
    /// All the way: nobody had to approve.
    Connected(Connected),
    /// Somebody has to approve in a browser that returns here.
    Pending(PendingAuthorization),
    /// Somebody has to approve on any device.
    PendingDevice(PendingDevice),
}

/// An account that was connected.
#[derive(Debug)]
pub struct Connected {
    /// The connection.
    pub connection: Connection,
    /// Whose account it is, and what its scopes do not cover.
    pub identity: Identity,
}

impl Host {
    /// Begins to connect an account to a connector by one of its auth methods.
    pub fn connect(&self, connector: &str, method: &str) -> Connect<'_> {
        Connect {
            host: self,
            connector: connector.to_owned(),
            method: method.to_owned(),
            name: None,
            owner: None,
            reconnects: false,
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

    /// Brings the connection of this name back, which may move to a grant of
    /// another client.
    pub(super) fn again(mut self, name: String) -> Self {
        self.name = Some(name);
        self.reconnects = true;
        self
    }

    /// Says whose connection it is, in the operator's words. A connection that
    /// is renewed keeps its owner unless another is named.
    pub fn owner(mut self, label: impl Into<String>) -> Self {
        self.owner = Some(label.into());
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
        let Self {
            host,
            method,
            name,
            owner,
            reconnects,
            settings,
            secrets,
            redirect,
            ..
        } = self;
        let connector = host.connector(&self.connector).await?;
        let manifest = connector.manifest();
        let auth_method = manifest
            .auth_method(&method)
            .ok_or_else(|| Error::UnknownMethod {
                connector: self.connector,
                method: method.clone(),
                known: manifest
                    .auth_methods
                    .iter()
                    .map(|method| method.id.clone())
                    .collect(),
            })?;
        settings::check(auth_method, &settings, &secrets)?;
        if let Some(name) = &name {
            check_name(name)?;
        }

        let grant = Host::authorize(&connector, &method, &settings)?;
        let client = host
            .oauth_client(&connector, server_of(&grant).clone(), |server| {
                let setting = server.client.secret_setting.as_ref()?;
                secrets
                    .iter()
                    .find(|(name, _)| name == setting)
                    .map(|(_, value)| value.clone())
            })
            .await?;
        let host = host.clone();
        let applicant = Applicant {
            host,
            connector,
            method,
            name,
            owner,
            reconnects,
            settings,
            secrets,
            client,
        };
        applicant.check_name_is_free().await?;
        match grant {
            Grant::TokenGrant(grant) => {
                let clock = &*applicant.host.inner.clock;
                let tokens = applicant.client.request_token(&grant, clock).await?;
                Ok(Attempt::Connected(applicant.keep(tokens).await?))
            }
            Grant::AuthorizationCode(grant) => {
                let server = LoopbackServer::bind(&redirect).await?;
                let redirect_uri = match &server {
                    Some(server) => server.redirect_uri().clone(),
                    None => redirect.uri(),
                };
                let request = AuthorizationRequest::new(&applicant.client, &grant, redirect_uri)?;
                // The browser is rerouted as the host's own requests are.
                let permit = applicant.client.policy.permit(&request.url);
                let url = permit
                    .map_err(|refusal| OAuthError::Egress(refusal.into()))?
                    .connect_to;
                let request = Arc::new(request);
                Ok(Attempt::Pending(PendingAuthorization {
                    applicant,
                    request,
                    server,
                    url,
                }))
            }
            Grant::DeviceCode(grant) => {
                let clock = &*applicant.host.inner.clock;
                let device = applicant.client.authorize_device(&grant, clock).await?;
                Ok(Attempt::PendingDevice(PendingDevice { applicant, device }))
            }
        }
    }
}

/// Names are typed on command lines and stand in lists.
pub(super) fn check_name(name: &str) -> Result<(), StoreError> {
    let fits = (1..=64).contains(&name.chars().count())
        && !name.starts_with('-')
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "-_.@".contains(c));
    if fits {
        Ok(())
    } else {
        Err(StoreError::BadName {
            name: name.to_owned(),
        })
    }
}
