//! Connecting an account.

use std::sync::Arc;

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::applicant::{Applicant, Means, is_by_operators_app};
use super::client::{Which, check_takes_an_app, client_secret_of};
use super::pending::{PendingAuthorization, PendingDevice};
use super::sign_ins::PATIENCE;
use super::{Host, consent, settings};
use crate::Error;
use crate::component::Connector;
use crate::connections::bounds::are_words;
use crate::connections::{
    Awaited, Connection, ConnectionId, DEFAULT_APP, Identity, check_client_id, check_name,
};
use crate::contract::{Authorization, AuthorizationCode};
use crate::egress::Reroute;
use crate::manifest::AuthMethod;
use crate::oauth::{AuthorizationRequest, LoopbackListener, OAuthError, Redirect, RedirectPath};

/// An account about to be connected; [`Host::connect`] begins one.
#[derive(Debug)]
#[must_use = "nothing happens until it is started"]
pub struct Connect<'a> {
    host: &'a Host,
    connector: String,
    method: String,
    app: Option<String>,
    name: Option<String>,
    owner: Option<String>,
    reconnects: bool,
    session: Option<String>,
    settings: Map<String, Value>,
    secrets: Vec<(String, SecretString)>,
    redirect: Option<Redirect>,
}

/// How far connecting has come.
/// No other is added without a new major version: whoever has one decides on each.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for a sign-in, which is looked at once"
)]
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
#[non_exhaustive]
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
            app: None,
            name: None,
            owner: None,
            reconnects: false,
            session: None,
            settings: Map::new(),
            secrets: Vec::new(),
            redirect: None,
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

    /// Says which app signs in: the tenant's own of that name, or else the operator's. It is
    /// `default` else, where the auth method takes one. One that takes none is refused, but
    /// [in a connect session](Self::in_connect_session): there the person may have chosen the
    /// method, and one that is named is looked at when the session is
    /// [made](Host::create_connect_session).
    pub fn app(mut self, name: impl Into<String>) -> Self {
        self.app = Some(name.into());
        self
    }

    /// Brings the connection of this id back, whatever its name is by then, which
    /// may move to a grant of another client.
    pub(super) fn again(mut self, id: &ConnectionId) -> Self {
        self.name = Some(id.to_string());
        self.reconnects = true;
        self
    }

    /// Says whose connection it is, in the operator's words: 1 to 100 characters, of which
    /// one is no blank. A connection that is renewed keeps its owner unless another is named.
    pub fn owner(mut self, label: impl Into<String>) -> Self {
        self.owner = Some(label.into());
        self
    }

    /// Connects in the tenant's connect session of that id, which says what is connected
    /// in it from the moment on that it is. It is good for one account; after it was
    /// taken back or has expired nothing is begun in it; and it brings no connection back
    /// that was disabled since it was made.
    pub fn in_connect_session(mut self, id: impl Into<String>) -> Self {
        self.session = Some(id.into());
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
    /// default is the loopback interface, on a port of its own where the
    /// authorization server takes any.
    pub fn redirect(mut self, redirect: impl Into<Option<Redirect>>) -> Self {
        self.redirect = redirect.into();
        self
    }

    /// Starts.
    ///
    /// # Errors
    /// When settings are missing or wrong, when an app is named that is not there or that the
    /// auth method does not take, when the authorization server or the API refuses, or when the store can't be written. Nothing is kept then.
    pub async fn start(self) -> Result<Attempt, Error> {
        let Self {
            host,
            method,
            app,
            name,
            owner,
            reconnects,
            session,
            settings,
            secrets,
            redirect,
            ..
        } = self;
        let connector = host.connector(&self.connector).await?;
        let auth_method = find_method(&connector, &self.connector, &method)?;
        settings::check(auth_method, &settings, &secrets)?;
        if owner.as_deref().is_some_and(|owner| !are_words(owner)) {
            return Err(Error::BadOwner);
        }
        if let Some(name) = name.as_ref().filter(|_| !reconnects)
            && let Err(refusal) = check_name(name)
            // Before there were ids, a name could be like one.
            && !matches!(host.connection(name).await, Ok(kept) if kept.name == *name)
        {
            return Err(refusal.into());
        }

        let bounds = host.bounds(&connector).await?;
        bounds.check_method(&method, "connect by")?;
        let authorization = Host::authorize(&connector, &method, &settings).await?;
        if let (None, Some(app)) = (&session, &app) {
            check_takes_an_app(&connector, &method, &authorization, app)?;
        }
        let (client, endpoints) = host
            .oauth_client(
                &connector,
                &bounds,
                &method,
                &settings,
                &authorization,
                Which::Named(app.as_deref().unwrap_or(DEFAULT_APP)),
                |server| client_secret_of(&bounds, &method, server, &secrets),
            )
            .await?;
        check_client_id(&client.id)?;
        let consent = consent::wanted(&connector)?.of_grant(&method, &endpoints);
        let consent = bounds.knowing_what_was_named(consent);
        let by_operators_app = is_by_operators_app(host, &connector, &client).await?;
        let host = host.clone();
        let mut applicant = Applicant {
            host,
            connector,
            method,
            name,
            owner,
            reconnects,
            session,
            settings,
            secrets,
            client,
            bounds,
            consent,
            by_operators_app,
            common_redirect: false,
            claim: None,
        };
        applicant.check_session().await?;
        applicant.check_name_is_free().await?;
        match authorization {
            Authorization::TokenGrant(grant) => {
                let connected = applicant.connect_by(Means::TokenGrant(grant)).await?;
                Ok(Attempt::Connected(connected))
            }
            Authorization::AuthorizationCode(code) => {
                let redirect = redirect.unwrap_or_else(|| default_redirect(&code));
                let path = applicant.redirect_path().await?;
                let (listener, redirect_uri) =
                    match LoopbackListener::bind(&redirect, &path).await? {
                        Some(LoopbackListener {
                            listener,
                            redirect_uri,
                        }) => (Some(listener), redirect_uri),
                        None => (None, redirect.uri_by(&path)),
                    };
                applicant.common_redirect = RedirectPath::is_common_in(&redirect_uri);
                let request = AuthorizationRequest::new(&applicant.client, &code, redirect_uri)?;
                // The browser is rerouted as the host's own requests are.
                let permit = applicant.client.policy.permit_sign_in(&request.url);
                let permit = permit.map_err(|refusal| OAuthError::Egress(refusal.into()))?;
                let rerouted = permit
                    .rerouted_to
                    .and_then(|to| Reroute::lead(&request.url, to));
                let url = rerouted.unwrap_or_else(|| request.url.clone());
                let awaited = Awaited::Browser(request.kept(&url));
                let under_way = applicant.begin(awaited, PATIENCE, None).await?;
                let Applicant {
                    host, connector, ..
                } = applicant;
                Ok(Attempt::Pending(PendingAuthorization {
                    host,
                    connector,
                    id: under_way.id,
                    expires_at: under_way.expires_at,
                    request: Arc::new(request),
                    listener,
                    url,
                }))
            }
            Authorization::DeviceCode(device) => {
                let device = applicant.client.authorize_device(&device).await?;
                let awaited = Awaited::Device(device.kept());
                let under_way = applicant
                    .begin(awaited, device.lifetime, Some(device.interval))
                    .await?;
                Ok(Attempt::PendingDevice(PendingDevice {
                    host: applicant.host,
                    id: under_way.id,
                    expires_at: under_way.expires_at,
                    device,
                }))
            }
        }
    }
}

/// The auth method of that id, or an error that names those that there are.
pub(super) fn find_method<'a>(
    connector: &'a Connector,
    key: &str,
    method: &str,
) -> Result<&'a AuthMethod, Error> {
    let methods = &connector.manifest().auth_methods;
    connector
        .manifest()
        .auth_method(method)
        .ok_or_else(|| Error::UnknownMethod {
            connector: key.to_owned(),
            method: method.to_owned(),
            known: methods.iter().map(|method| method.id.clone()).collect(),
        })
}

/// Where the browser returns to when nobody has said: to this machine, on any
/// port where that will do.
fn default_redirect(code: &AuthorizationCode) -> Redirect {
    if code.any_loopback_port {
        Redirect::any_loopback_port()
    } else {
        Redirect::default()
    }
}
