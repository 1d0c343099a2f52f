//! Which OAuth client a connection acts as.

use std::time::Duration;

use secrecy::SecretString;

use super::Host;
use crate::Error;
use crate::component::Connector;
use crate::connections::App;
use crate::consent::{Bounds, ConsentRefusal, Named, is_among};
use crate::contract::{Authorization, AuthorizationServer};
use crate::manifest::Endpoints;
use crate::oauth;

impl Host {
    /// How the connector gets a credential for an auth method.
    pub(super) async fn authorize(
        connector: &Connector,
        method: &str,
        settings: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<Authorization, Error> {
        let settings = serde_json::Value::from(settings.clone()).to_string();
        let (method, size) = (method.to_owned(), settings.len());
        let authorize = move |connector: &Connector| connector.authorize(&method, &settings);
        let (answer, _) = connector.compute(Duration::MAX, size, authorize).await;
        Ok(answer??)
    }

    /// The client that the connector names, with the secret that `secret_of`
    /// finds for it; or the operator's own app, when the connector names none.
    /// It acts at the authorization server that the connector names, when that
    /// is one that may be used.
    pub(super) async fn oauth_client(
        &self,
        connector: &Connector,
        bounds: &Bounds,
        method: &str,
        authorization: &Authorization,
        own_secret: impl FnOnce(&AuthorizationServer) -> Result<Option<SecretString>, Error>,
    ) -> Result<(oauth::Client, Endpoints), Error> {
        let endpoints = bounds.server(method, &Named::by(authorization))?.clone();
        let mut server = authorization.server().clone();
        // Whether the tokens can be ended is not the component's to decide.
        server
            .revocation_endpoint
            .clone_from(&endpoints.revocation_endpoint);
        let (id, secret) = match &server.client.id {
            Some(id) => (id.clone(), own_secret(&server)?),
            None => {
                let key = &connector.manifest().key;
                let app = self.app_at(key, method, &endpoints).await?;
                let app = app.ok_or_else(|| Error::NoApp {
                    connector: key.clone(),
                })?;
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
            policy: bounds.egress(),
        };
        Ok((client, endpoints))
    }

    /// The operator's own app for a connector, if there is one. Nothing else gives
    /// its secret to what sends it: it goes to no authorization server that the app
    /// was not set for.
    pub(super) async fn app_at(
        &self,
        connector: &str,
        method: &str,
        endpoints: &Endpoints,
    ) -> Result<Option<App>, Error> {
        let Some(app) = self.app(connector).await? else {
            return Ok(None);
        };
        let servers = self.store().await?.app_servers(connector).await?;
        let is_set_for = servers.is_none_or(|servers| {
            let servers = servers.get(method);
            servers.is_some_and(|servers| is_among(endpoints, servers))
        });
        if is_set_for {
            return Ok(Some(app));
        }
        Err(ConsentRefusal::AppElsewhere {
            connector: connector.to_owned(),
            endpoint: endpoints.token_endpoint.clone(),
        }
        .into())
    }
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
