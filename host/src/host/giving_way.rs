//! Grants that give way to another of their account.
//!
//! When an accepted version has one authorization server where there were two, an
//! account that was connected at both has two grants at one server, and one of them
//! stays. Nobody uses the other any more, so its tokens are ended, where that is
//! known to leave the one that stays alone: a server that keeps one grant for an
//! account and a client ends both by the one.

use super::client::only_at;
use super::revoking::recorded_server;
use super::{Host, Revocation};
use crate::Error;
use crate::connections::{
    AppInUse, ClientSecrets, Connection, GivenWay, GrantSecrets, Servers, StoreError,
};
use crate::consent::ConsentRefusal;
use crate::manifest::Endpoints;

/// A grant that has given way to another of its account. The connections that used
/// it use that from now on.
#[derive(Debug)]
#[non_exhaustive]
pub struct GaveWay {
    /// The names of those connections.
    pub connections: Vec<String>,
    /// Where its tokens were from.
    pub token_endpoint: String,
    /// What became of its tokens. None where nobody was asked to end them, since
    /// that might have ended the other grant: they end by themselves.
    pub revocation: Option<Revocation>,
}

/// A grant that has given way, as it was before.
#[derive(Clone, Copy)]
struct AsItWas<'a> {
    /// One of its connections, with what was agreed to for both.
    connection: &'a Connection,
    /// Where the app that is its client was set for, as far as that is known.
    servers_of_app: Option<&'a Servers>,
}

impl Host {
    /// Ends the tokens of grants that have given way, as far as that may be.
    pub(super) async fn end_all(&self, given_way: Vec<GivenWay>) -> Vec<GaveWay> {
        let mut ended = Vec::new();
        for GivenWay {
            connection,
            names,
            secrets,
            servers_of_app,
        } in given_way
        {
            let was = AsItWas {
                connection: &connection,
                servers_of_app: servers_of_app.as_ref(),
            };
            let revocation = match self.end_one(was, secrets).await {
                Ok(None) => None,
                Ok(Some(true)) => Some(Revocation::Revoked),
                Ok(Some(false)) => Some(Revocation::NotOffered),
                Err(error) => Some(Revocation::Failed(Box::new(error))),
            };
            ended.push(GaveWay {
                connections: names,
                token_endpoint: connection.grant.token_endpoint.clone(),
                revocation,
            });
        }
        ended
    }

    /// Says whether its server offers that; none where it was not asked.
    async fn end_one(
        &self,
        was: AsItWas<'_>,
        secrets: Result<GrantSecrets, StoreError>,
    ) -> Result<Option<bool>, Error> {
        let Some((method, server)) = recorded_server(was.connection) else {
            return Ok(None);
        };
        if !server.grants_apart {
            return Ok(None);
        }
        let secrets = secrets?;
        let agreed = was.connection.agreed.clone();
        let app_secrets = self.app_secrets_as_they_were(was, method, server, &secrets);
        let client = self
            .client_within(
                agreed,
                was.connection,
                (method, server),
                &secrets,
                app_secrets,
            )
            .await?;
        let connector = &was.connection.connector;
        // The connection may be a tenant's, and whoever accepts is the operator.
        let owner = self.of(was.connection.grant_tenant.clone());
        let client = owner.watch(client, connector, None);
        Ok(Some(client.revoke(&secrets.tokens).await?))
    }

    /// What the app proves itself with that is the client of the grant, if it was set for
    /// the grant's server before.
    async fn app_secrets_as_they_were(
        &self,
        was: AsItWas<'_>,
        method: &str,
        server: &Endpoints,
        secrets: &GrantSecrets,
    ) -> Result<ClientSecrets, Error> {
        let connector = &was.connection.connector;
        let client_id = &secrets.client_id;
        let tenant = self.of(was.connection.grant_tenant.clone());
        let Some(app) = tenant.app_of_client(connector, client_id).await? else {
            return Ok(ClientSecrets::default());
        };
        if was.connection.agreed.is_none() && was.servers_of_app.is_none() {
            // Nothing but the grant's own record would say that it may have it.
            let connector = connector.clone();
            return Err(ConsentRefusal::NotAdded { connector }.into());
        }
        let before = AppInUse {
            servers: was.servers_of_app.cloned(),
            ..app
        };
        Ok(only_at(before, method, server)?.client_secrets())
    }
}
