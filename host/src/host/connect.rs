//! Connecting an account.

use std::sync::Arc;

use secrecy::SecretString;
use serde_json::{Map, Value};
use url::Url;

use super::Host;
use super::client::server_of;
use super::credential::FreshCredential;
use super::settings;
use crate::component::Connector;
use crate::connections::{Connection, Identity, SignIn, StoreError, Tokens};
use crate::contract::Grant;
use crate::driver::{Call, Collected, CredentialSource};
use crate::oauth::{self, AuthorizationRequest, LoopbackServer, OAuthError, Page, Redirect};
use crate::{Error, contract};

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
    applicant: Applicant,
    request: Arc<AuthorizationRequest>,
    server: Option<LoopbackServer>,
    url: Url,
}

/// Whom tokens are for, once there are any.
#[derive(Debug)]
struct Applicant {
    host: Host,
    connector: Connector,
    method: String,
    name: Option<String>,
    settings: Map<String, Value>,
    secrets: Vec<(String, SecretString)>,
    client: oauth::Client,
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
        let Self {
            host,
            method,
            name,
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
            Grant::DeviceCode(_) => Err(Error::UnsupportedGrant {
                method: applicant.method,
                grant: "the device authorization grant (RFC 8628)",
            }),
        }
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
    pub async fn wait(mut self) -> Result<Connected, Error> {
        let Some(server) = self.server.take() else {
            let elsewhere = self.request.redirect_uri().to_string();
            return Err(OAuthError::ReturnsElsewhere(elsewhere).into());
        };
        let (response, browser) = server.answer(Arc::clone(&self.request)).await?;
        let connector_name = self.applicant.connector.manifest().name.clone();
        let outcome = self.finish(&response).await;
        let page = match &outcome {
            Ok(connected) => Page::connected(&connected.identity.account.label, &connector_name),
            Err(error) => Page::failed(&error.to_string()),
        };
        browser.show(page).await;
        outcome
    }

    /// Finishes with the address that the browser returned to, for platforms
    /// that receive it on a server of their own.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub async fn finish(self, response: &Url) -> Result<Connected, Error> {
        let Self {
            applicant, request, ..
        } = self;
        let code = request.code(response)?;
        let clock = &*applicant.host.inner.clock;
        let tokens = applicant
            .client
            .exchange_code(code, &request, clock)
            .await?;
        applicant.keep(tokens).await
    }
}

impl Applicant {
    /// Refuses a name that cannot be this sign-in's, whoever signs in, before
    /// somebody is asked to.
    async fn check_name_is_free(&self) -> Result<(), Error> {
        let Some(name) = &self.name else {
            return Ok(());
        };
        let existing = match self.host.connection(name).await {
            Err(Error::Store(StoreError::NoConnection { .. })) => return Ok(()),
            existing => existing?,
        };
        let connector = &self.connector.manifest().key;
        let may_be_the_same = existing.connector == *connector
            && existing.grant.token_endpoint == self.client.server.token_endpoint
            && existing.grant.client_id == self.client.id;
        if may_be_the_same {
            return Ok(());
        }
        Err(Error::Store(StoreError::NameTaken {
            name: name.clone(),
            existing: format!(
                "{} at {}, by the app of client id `{}`",
                existing.grant.account.label, existing.connector, existing.grant.client_id
            ),
            new: format!("{connector}, by the app of client id `{}`", self.client.id),
            grant_renewed: false,
        }))
    }

    /// Asks whose account the tokens are for and keeps both. When that fails the
    /// tokens are revoked, so that nothing is left behind anywhere.
    async fn keep(self, tokens: Tokens) -> Result<Connected, Error> {
        let client = self.client.clone();
        let outcome = self.identify_and_keep(tokens.clone()).await;
        if let Err(error) = &outcome
            && !matches!(
                error,
                Error::Store(StoreError::NameTaken {
                    grant_renewed: true,
                    ..
                })
            )
            && let Err(error) = client.revoke(&tokens).await
        {
            tracing::warn!(%error, "the tokens of a failed sign-in could not be revoked");
        }
        outcome
    }

    async fn identify_and_keep(self, tokens: Tokens) -> Result<Connected, Error> {
        let view = contract::Connection {
            method: self.method.clone(),
            settings: Value::from(self.settings.clone()).to_string(),
            base_url: tokens.base_url.clone(),
            scopes: tokens.scopes.clone(),
            now: self.host.now_in_seconds(),
        };
        let credential = FreshCredential {
            access_token: &tokens.access_token,
            secret_settings: &self.secrets,
        };
        let identity = identify(&self.host, &self.connector, view, &credential).await?;
        let oauth::Client {
            id: client_id,
            secret,
            server,
            ..
        } = self.client;
        let sign_in = SignIn {
            name: self.name,
            connector: self.connector.manifest().key.clone(),
            method: self.method,
            settings: self.settings,
            secret_settings: self.secrets,
            token_endpoint: server.token_endpoint,
            client_id,
            client_secret: server.client.id.and(secret),
            account: identity.account.clone(),
            tokens,
        };
        let connection = self.host.store().await?.keep(sign_in).await?;
        Ok(Connected {
            connection,
            identity,
        })
    }
}

/// Asks the connector whose account a connection is.
pub(super) async fn identify(
    host: &Host,
    connector: &Connector,
    view: contract::Connection,
    credential: &dyn CredentialSource,
) -> Result<Identity, Error> {
    let policy = host.policy(connector)?;
    let call = Call::Connect(view);
    let driver = &host.inner.driver;
    let output = driver
        .run(
            connector,
            &policy,
            credential,
            call,
            &mut Collected::default(),
            None,
        )
        .await?;
    serde_json::from_value(output.value).map_err(Error::Identity)
}

/// Names are typed on command lines and stand in lists.
fn check_name(name: &str) -> Result<(), StoreError> {
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
