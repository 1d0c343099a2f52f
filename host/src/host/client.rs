//! Which OAuth client a connection acts as.

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::Host;
use crate::Error;
use crate::component::Connector;
use crate::connections::{App, AppInUse};
use crate::consent::{Bounds, ConsentRefusal, Named, is_among};
use crate::contract::{Authorization, AuthorizationServer};
use crate::manifest::Endpoints;
use crate::oauth;

impl Host {
    /// How the connector gets a credential for an auth method.
    pub(super) async fn authorize(
        connector: &Connector,
        method: &str,
        settings: &Map<String, Value>,
    ) -> Result<Authorization, Error> {
        let settings = Value::from(settings.clone()).to_string();
        let (method, size) = (method.to_owned(), settings.len());
        let authorize = move |connector: &Connector| connector.authorize(&method, &settings);
        let (answer, _) = connector.compute(Duration::MAX, size, authorize).await;
        Ok(answer??)
    }

    /// The client that the connector names, with the secret that `own_secret`
    /// finds for it; or one of the apps that the tenant may use, when the connector
    /// names none: the one that is the client of a grant, if it is for one. It
    /// acts at the authorization server that the connector names, when that is
    /// one that may be used.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is of another, and all of one call"
    )]
    pub(super) async fn oauth_client(
        &self,
        connector: &Connector,
        bounds: &Bounds,
        method: &str,
        settings: &Map<String, Value>,
        authorization: &Authorization,
        of_grant: Option<&str>,
        own_secret: impl FnOnce(&AuthorizationServer) -> Result<Option<SecretString>, Error>,
    ) -> Result<(oauth::Client, Endpoints), Error> {
        let mut named = Named::by(authorization);
        if let Some(method) = connector.manifest().auth_method(method) {
            named = named.where_entered(settings, method, bounds);
        }
        let endpoints = bounds.server(method, &named)?.clone();
        let mut server = authorization.server().clone();
        // Whether the tokens can be ended is not the component's to decide.
        server
            .revocation_endpoint
            .clone_from(&endpoints.revocation_endpoint);
        let (id, secret) = match &server.client.id {
            Some(id) => (id.clone(), own_secret(&server)?),
            None => {
                let key = &connector.manifest().key;
                let app = self.app_in_use(key, of_grant).await?;
                let app = app.ok_or_else(|| Error::NoApp {
                    connector: key.clone(),
                })?;
                let app = only_at(app, method, &endpoints)?;
                (app.client_id, app.client_secret)
            }
        };
        let client = oauth::Client {
            id,
            secret,
            server,
            issuer: endpoints.issuer.clone(),
            errors: connector.manifest().authorization_errors.clone(),
            http: self.inner.client.clone(),
            policy: bounds.policy().clone(),
        };
        let connector = &connector.manifest().key;
        Ok((self.watch(client, connector, None), endpoints))
    }

    /// The app that the tenant uses for a connector, if there is one: of its own
    /// and the operator's the one that is the client of a grant, or else the first.
    pub(super) async fn app_in_use(
        &self,
        connector: &str,
        of_grant: Option<&str>,
    ) -> Result<Option<AppInUse>, Error> {
        let mut apps = self.store().await?.apps_in_use(connector).await?;
        let is_it = |its: &AppInUse| Some(its.app.client_id.as_str()) == of_grant;
        let at = apps.iter().position(is_it).unwrap_or(0);
        Ok((at < apps.len()).then(|| apps.swap_remove(at)))
    }
}

/// The app, for an authorization server. Nothing else gives its secret to what
/// sends it: it goes to none that the app was not set for.
pub(super) fn only_at(app: AppInUse, method: &str, endpoints: &Endpoints) -> Result<App, Error> {
    let AppInUse { app, servers, .. } = app;
    let is_set_for = servers.is_none_or(|servers| {
        let servers = servers.get(method);
        servers.is_some_and(|servers| is_among(endpoints, servers))
    });
    if is_set_for {
        return Ok(app);
    }
    Err(ConsentRefusal::AppElsewhere {
        connector: app.connector,
        endpoint: endpoints.token_endpoint.clone(),
    }
    .into())
}

/// The secret that the client authenticates with, of those that somebody gave:
/// one that is for that, as the manifest says and somebody has agreed to.
pub(super) fn client_secret_of(
    bounds: &Bounds,
    method: &str,
    server: &AuthorizationServer,
    secrets: &[(String, SecretString)],
) -> Result<Option<SecretString>, Error> {
    let Some(setting) = &server.client.secret_setting else {
        return Ok(None);
    };
    bounds.check_client_secret(method, setting)?;
    let given = secrets.iter().find(|(name, _)| name == setting);
    Ok(given.map(|(_, value)| value.clone()))
}
