//! Ending tokens where they come from (RFC 7009).
//!
//! Where that is, the record of what was agreed to for the grant says, as far as
//! somebody has agreed to it for the connector too: a record may have come with an
//! archive. The present component has no say in it: it may be another's, may not
//! know the server any more, or may be gone. It is only asked how the client
//! authenticates.

use super::Host;
use super::client::{Which, only_at};
use crate::component::Connector;
use crate::connections::{ClientSecrets, Connection, GrantSecrets};
use crate::consent::{Consent, ConsentRefusal, Named, Permission};
use crate::contract::{
    Authorization, AuthorizationServer, Client as ClientOfServer, ClientAuthentication,
};
use crate::manifest::Endpoints;
use crate::{Error, oauth};

impl Host {
    /// Ends the tokens of a connection's grant; says whether their server offers that.
    pub(super) async fn revoke(
        &self,
        connection: &Connection,
        grant: &GrantSecrets,
    ) -> Result<bool, Error> {
        let client = match recorded_server(connection) {
            Some((method, server)) => self.client_at(connection, method, server, grant).await?,
            None => self.client_by_component(connection, grant).await?,
        };
        // Whether anybody else uses a grant of the operator is not told: see `Host::remove`.
        let is_own = connection.grant_tenant == self.tenant;
        let owner = self.of(connection.grant_tenant.clone());
        let known = is_own.then_some(connection);
        let client = owner.watch(client, &connection.connector, known);
        Ok(client.revoke(&grant.tokens).await?)
    }

    /// The client of the grant at the authorization server that it is from.
    async fn client_at(
        &self,
        connection: &Connection,
        method: &str,
        endpoints: &Endpoints,
        grant: &GrantSecrets,
    ) -> Result<oauth::Client, Error> {
        let agreed = self.agreed_here(&connection.connector).await?;
        let (key, client_id) = (&connection.connector, &grant.client_id);
        let tenant = self.of(connection.grant_tenant.clone());
        let secrets = tenant.app_secrets_at(key, method, endpoints, client_id, agreed.is_some());
        self.client_within(agreed, connection, (method, endpoints), grant, secrets)
            .await
    }

    /// The same within what was agreed to for the connector. The secret is the
    /// grant's own, or else the app's, which is looked for then.
    pub(super) async fn client_within(
        &self,
        agreed: Option<Consent>,
        connection: &Connection,
        (method, endpoints): (&str, &Endpoints),
        grant: &GrantSecrets,
        app_secrets: impl Future<Output = Result<ClientSecrets, Error>> + Send,
    ) -> Result<oauth::Client, Error> {
        self.check_not_rerouted(connection)?;
        let consent = connection.grant.consent.clone().unwrap_or_default();
        let rules = self.inner.policy.of(&connection.connector);
        let reroutes = &self.inner.reroutes;
        let permission = Permission::of_record(&connection.connector, consent, rules, reroutes);
        let bounds = permission.within(agreed.into_iter().collect());
        bounds.check_revocation(method, endpoints)?;
        let connector = self.connector(&connection.connector).await.ok();
        let secrets = match &grant.client_secret {
            Some(secret) => Some(secret.clone()).into(),
            None => app_secrets.await?,
        };
        let known = match &connector {
            Some(connector) => authentication_at(endpoints, connector, connection).await,
            None => None,
        };
        let authentication = known
            // Which every server takes that has given the client a secret (RFC
            // 6749 section 2.3.1).
            .unwrap_or(match secrets.current {
                Some(_) => ClientAuthentication::Basic,
                None => ClientAuthentication::None,
            });
        let client = ClientOfServer {
            id: Some(grant.client_id.clone()),
            secret_setting: None,
            authentication,
        };
        let endpoints = endpoints.clone();
        Ok(oauth::Client {
            id: grant.client_id.clone(),
            secrets,
            server: AuthorizationServer {
                token_endpoint: endpoints.token_endpoint,
                revocation_endpoint: endpoints.revocation_endpoint,
                client,
                parameters: Vec::new(),
                scopes: Vec::new(),
                scope_separator: " ".to_owned(),
                base_url_member: None,
            },
            issuer: endpoints.issuer,
            errors: connector
                .map(|connector| connector.manifest().authorization_errors.clone())
                .unwrap_or_default(),
            http: self.inner.client.clone(),
            policy: bounds.policy().clone(),
        })
    }

    /// What the app proves itself with that is the client of the grant, where the tenant
    /// may use one that is.
    async fn app_secrets_at(
        &self,
        connector: &str,
        method: &str,
        endpoints: &Endpoints,
        client_id: &str,
        is_agreed: bool,
    ) -> Result<ClientSecrets, Error> {
        let Some(app) = self.app_of_client(connector, client_id).await? else {
            return Ok(ClientSecrets::default());
        };
        if !is_agreed && app.servers.is_none() {
            // Nothing but the grant's own record, which may have come with an
            // archive, would say that it may have the secret.
            let connector = connector.to_owned();
            return Err(ConsentRefusal::NotAdded { connector }.into());
        }
        Ok(only_at(app, method, endpoints)?.client_secrets())
    }

    /// The client as the component names it: for grants that an earlier version
    /// of this host has made, which kept no record.
    async fn client_by_component(
        &self,
        connection: &Connection,
        grant: &GrantSecrets,
    ) -> Result<oauth::Client, Error> {
        let connector = self.connector(&connection.connector).await?;
        let authorization =
            Self::authorize(&connector, &connection.method, &connection.settings).await?;
        let bounds = self.bounds_of(&connector, connection)?;
        let method = &connection.method;
        let client_secret = |_: &_| Ok(grant.client_secret.clone());
        let (client, _) = self
            .oauth_client(
                &connector,
                &bounds,
                method,
                &connection.settings,
                &authorization,
                Which::OfClient(&grant.client_id),
                client_secret,
            )
            .await?;
        Ok(client)
    }
}

/// The authorization server that a connection's grant is from, as it was agreed
/// to, and an auth method that signs in there: the connection's own, if it does.
pub(super) fn recorded_server(connection: &Connection) -> Option<(&str, &Endpoints)> {
    let consent = connection.grant.consent.as_ref()?;
    let is_it = |server: &&Endpoints| server.token_endpoint == connection.grant.token_endpoint;
    let own = consent.servers.get_key_value(&connection.method);
    let mut by_method = own.into_iter().chain(&consent.servers);
    by_method.find_map(|(method, servers)| Some((method.as_str(), servers.iter().find(is_it)?)))
}

/// How the client authenticates at that server, if the present component knows
/// it still.
async fn authentication_at(
    endpoints: &Endpoints,
    connector: &Connector,
    connection: &Connection,
) -> Option<ClientAuthentication> {
    let authorization: Authorization =
        Host::authorize(connector, &connection.method, &connection.settings)
            .await
            .ok()?;
    let is_at = Named::by(&authorization).token() == endpoints.token_endpoint;
    is_at.then(|| authorization.server().client.authentication)
}
