//! Deliveries that were sent to the address of an app.
//!
//! The address says which app a delivery is for, whoever's that is, and nobody can guess
//! it. Whether the delivery is from the API, the secrets of that app say. What it tells
//! concerns connections that go through the app: of an app of the operator's, those of
//! all tenants.

use bytes::Bytes;
use serde_json::Map;

use super::Host;
use super::apps::goes_by_an_app;
use crate::Error;
use crate::connections::{AppAt, AppKind, ConcernedConnection, Connection, Tenant};
use crate::manifest::{AuthMethod, SecretUse};
use crate::subject::Subject;
use crate::triggers::Reception;

/// A delivery that was sent to the address of an app, judged.
#[derive(Debug)]
#[non_exhaustive]
pub struct ReceivedAt {
    /// The key of the connector.
    pub connector: String,
    /// The name of the tenant whose app it was for.
    pub tenant: String,
    /// What came of judging it.
    pub reception: Reception,
    app: AppAt,
    host: Host,
}

impl Host {
    /// Judges a webhook delivery that was sent to the
    /// [address of an app](crate::connections::RegisteredApp::delivery_address), with the
    /// secrets of that app: the current ones, and those before while they are rotated. A
    /// host for any tenant finds all apps; none is found by an address that is none.
    ///
    /// An app that is registered is judged for by the auth methods of the connector that go
    /// through such an app, and one that somebody has brought for a connection as
    /// [`receive_for`](Host::receive_for) does, by the connections that use it.
    ///
    /// # Errors
    /// When the delivery is not authentic, when the connections of an app that was brought
    /// are disabled, when the connector fails, and when the store can't be read.
    pub async fn receive_at(
        &self,
        address: &str,
        request: &http::Request<Bytes>,
    ) -> Result<Option<ReceivedAt>, Error> {
        let Some(app) = self.store().await?.app_at(address).await? else {
            return Ok(None);
        };
        let owner = self.of(app.tenant.clone());
        let mut refusal = None;
        let ways = match &app.kind {
            AppKind::Registered(name) => owner.ways_of_app(&app.connector, name).await?,
            AppKind::Brought(grant_id) => owner.ways_of_grant(&app.connector, grant_id).await?,
        };
        for way in ways {
            let receiving = match &way {
                Way::Method { method, app: name } => {
                    owner.receive(&app.connector, method).app(name)
                }
                Way::Connection(connection) => owner.receive_for(connection),
            };
            match receiving.delivery(request).await {
                Ok(reception) => {
                    return Ok(Some(ReceivedAt {
                        connector: app.connector.clone(),
                        tenant: app.tenant.to_string(),
                        reception,
                        app,
                        host: self.clone(),
                    }));
                }
                Err(error) => refusal = refusal.or(Some(error)),
            }
        }
        refusal.map_or(Ok(None), Err)
    }

    /// The address for deliveries of the app that a connection goes through, where that is the
    /// tenant's own: one that was brought for the connection, or one that is registered.
    ///
    /// # Errors
    /// When the connection is gone or another tenant's, when the connector is unknown, or when
    /// the store can't be read.
    pub async fn delivery_address(&self, connection: &Connection) -> Result<Option<String>, Error> {
        let connection = &self.connection(connection.id.as_str()).await?;
        let store = self.store().await?;
        if connection.grant_tenant == self.tenant
            && let Some(address) = store.address_of_brought(&connection.grant.id).await?
        {
            return Ok(Some(address));
        }
        let connector = self.connector(&connection.connector).await?;
        let app = self.app_of_connection(&connector, connection).await?;
        match app.filter(|app| app.of == self.tenant) {
            Some(app) => {
                let told = store.app(&connection.connector, &app.name).await?;
                Ok(told.map(|app| app.delivery_address))
            }
            None => Ok(None),
        }
    }

    /// How deliveries are judged for an app that is registered: by the auth methods that
    /// sign with its secrets.
    async fn ways_of_app(&self, connector: &str, app: &str) -> Result<Vec<Way>, Error> {
        let connector = self.connector(connector).await?;
        let signs = |method: &&AuthMethod| {
            let mut uses = method.secrets.values();
            uses.any(|used| *used == SecretUse::Sign)
        };
        let mut ways = Vec::new();
        for method in connector.manifest().auth_methods.iter().filter(signs) {
            if goes_by_an_app(&connector, &method.id, &Map::new()).await {
                ways.push(Way::Method {
                    method: method.id.clone(),
                    app: app.to_owned(),
                });
            }
        }
        Ok(ways)
    }

    /// The same for one that was brought for a grant: by the connections that use it.
    async fn ways_of_grant(&self, connector: &str, grant_id: &str) -> Result<Vec<Way>, Error> {
        let store = self.store().await?;
        let users = store.users_of_grant(connector, grant_id);
        let mut ways = Vec::new();
        for id in users.await? {
            let connection = self.connection(id.as_str()).await?;
            ways.push(Way::Connection(Box::new(connection)));
        }
        Ok(ways)
    }
}

/// How a delivery is judged.
enum Way {
    /// As one for an app that is registered under a name.
    Method { method: String, app: String },
    /// As one for the app that a connection goes through.
    Connection(Box<Connection>),
}

impl ReceivedAt {
    /// The connections, by tenant and name, that an event of the delivery concerns, or the
    /// end of a grant: those that go through the app, and have the subject's account, with all
    /// of it in their reach or the same user. A host for a tenant is told of the tenant's own alone.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn concerned(&self, subject: &Subject) -> Result<Vec<ConcernedConnection>, Error> {
        let store = self.host.store().await?;
        let mut concerned = store.concerned(&self.app, subject).await?;
        let tenant = &self.host.tenant;
        if *tenant != Tenant::default() {
            concerned.retain(|its| its.tenant == tenant.as_str());
        }
        Ok(concerned)
    }
}
