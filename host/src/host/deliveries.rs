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
use super::receiving::NOT_AUTHENTIC;
use crate::connections::{AppAt, AppKind, ConcernedConnection, Connection, StoreError, Tenant};
use crate::manifest::{AuthMethod, SecretUse};
use crate::subject::Subject;
use crate::triggers::Reception;
use crate::{Class, Error};

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
    /// Whoever sends something there may be anybody: of all ways to judge it, who has not shown
    /// that it is authentic is told that and nothing else.
    ///
    /// # Errors
    /// When the delivery is not authentic; when it is, and the connection of an app that was
    /// brought is disabled; when it can be judged in no way, such as since the connector fails;
    /// and when the store can't be read.
    pub async fn receive_at(
        &self,
        address: &str,
        request: &http::Request<Bytes>,
    ) -> Result<Option<ReceivedAt>, Error> {
        let Some(app) = self.store().await?.app_at(address).await? else {
            return Ok(None);
        };
        let owner = self.of(app.tenant.clone());
        let mut refusal: Option<(Weight, Error)> = None;
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
            match receiving.at_address().delivery(request).await {
                Ok(reception) => {
                    return Ok(Some(ReceivedAt {
                        connector: app.connector.clone(),
                        tenant: app.tenant.to_string(),
                        reception,
                        app,
                        host: self.clone(),
                    }));
                }
                Err(error) => {
                    let told = refusal.as_ref().map(|(weight, _)| *weight);
                    // What is gone weighs nothing.
                    if let Some(weight) = Weight::of(&error)
                        && Some(weight) > told
                    {
                        refusal = Some((weight, error));
                    }
                }
            }
        }
        refusal.map_or(Ok(None), |(_, error)| Err(error))
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
            ways.extend(self.way_of_connection(id.as_str()).await?);
        }
        Ok(ways)
    }

    /// The same by one connection; none where it was removed since it was found.
    async fn way_of_connection(&self, id: &str) -> Result<Option<Way>, Error> {
        match self.connection(id).await {
            Ok(connection) => Ok(Some(Way::Connection(Box::new(connection)))),
            Err(error) if Weight::of(&error).is_none() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// How much it weighs what one way of judging says of a delivery: the weightiest is told, and the
/// first of those.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// Nothing can be judged in that way, whatever it is.
    NotJudged,
    /// It was judged, and not shown to be authentic.
    NotAuthentic,
    /// It is authentic, but for nobody; or it may be, and can't be judged just now.
    Authentic,
}

impl Weight {
    /// None where what it was to be judged by was removed meanwhile.
    fn of(error: &Error) -> Option<Self> {
        match error.ended_by() {
            Error::Store(StoreError::NoConnection { .. })
            | Error::NoApp { .. }
            | Error::UnknownApp { .. } => None,
            Error::Disabled { .. } | Error::Store(_) => Some(Self::Authentic),
            error if error.class() == Class::Unavailable => Some(Self::Authentic),
            error if error.code() == NOT_AUTHENTIC => Some(Self::NotAuthentic),
            _ => Some(Self::NotJudged),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_connection_that_is_removed_once_it_was_found_is_passed_over() {
        let directory = tempfile::tempdir().unwrap();
        let host = Host::builder()
            .data_dir(directory.path().join("data"))
            .cache_dir(directory.path().join("cache"))
            .build()
            .unwrap();
        let gone = "0".repeat(32);
        assert!(host.way_of_connection(&gone).await.unwrap().is_none());
    }

    #[test]
    fn what_is_told_to_whoever_sends_a_delivery_is_what_weighs_most() {
        let no_connection = StoreError::NoConnection {
            name: "work".to_owned(),
        };
        assert_eq!(Weight::of(&no_connection.into()), None);
        let gone = Error::NoApp {
            connector: "notes".to_owned(),
        };
        assert_eq!(Weight::of(&gone), None);
        let disabled = Error::Disabled {
            name: "work".to_owned(),
            since: jiff::Timestamp::UNIX_EPOCH,
        };
        assert_eq!(Weight::of(&disabled), Some(Weight::Authentic));
        let trouble = Error::from(StoreError::NoSignIn);
        assert_eq!(Weight::of(&trouble), Some(Weight::Authentic));
        assert_eq!(Weight::of(&Error::NoHome), Some(Weight::NotJudged));
        assert!(Some(Weight::NotJudged) > None);
        assert!(Weight::Authentic > Weight::NotAuthentic);
        assert!(Weight::NotAuthentic > Weight::NotJudged);
    }
}
