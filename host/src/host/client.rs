//! Which OAuth client a connection acts as.

use secrecy::SecretString;

use super::Host;
use crate::Error;
use crate::component::Connector;
use crate::contract::{Authorization, AuthorizationServer};
use crate::oauth;

impl Host {
    /// How the connector gets a credential for an auth method.
    pub(super) fn authorize(
        connector: &Connector,
        method: &str,
        settings: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<Authorization, Error> {
        let settings = serde_json::Value::from(settings.clone()).to_string();
        Ok(connector.authorize(method, &settings)??)
    }

    /// The client that the connector names, with the secret that `secret_of`
    /// finds for it; or the operator's own app, when the connector names none.
    pub(super) async fn oauth_client(
        &self,
        connector: &Connector,
        server: AuthorizationServer,
        own_secret: impl FnOnce(&AuthorizationServer) -> Option<SecretString>,
    ) -> Result<oauth::Client, Error> {
        let (id, secret) = match &server.client.id {
            Some(id) => (id.clone(), own_secret(&server)),
            None => {
                let key = &connector.manifest().key;
                let app = self.app(key).await?;
                let app = app.ok_or_else(|| Error::NoApp {
                    connector: key.clone(),
                })?;
                (app.client_id, app.client_secret)
            }
        };
        let policy = self.policy(connector)?;
        Ok(oauth::Client {
            id,
            secret,
            server,
            errors: connector.manifest().authorization_errors.clone(),
            http: self.inner.client.clone(),
            policy,
        })
    }
}
