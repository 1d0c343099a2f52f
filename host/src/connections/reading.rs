//! Reading connections from the store.

use super::StoreError;
use super::kept::{Connections, Held, Scope, Whose};
use super::model::Connection;
use super::store::Store;

impl Store {
    /// All connections, by name.
    pub(crate) async fn connections(&self) -> Result<Vec<Connection>, StoreError> {
        self.see(these(Connections::All), |held, _| told(&held))
            .await
    }

    /// The connection of that name.
    pub(crate) async fn connection(&self, name: &str) -> Result<Connection, StoreError> {
        let name = name.to_owned();
        self.see(these(Connections::Named(name.clone())), move |held, _| {
            held.connection(&name)
        })
        .await
    }

    /// The connection that a connector's calls use when they name none.
    pub(crate) async fn default_connection(
        &self,
        connector: &str,
    ) -> Result<Option<Connection>, StoreError> {
        let scope = these(Connections::DefaultOf(connector.to_owned()));
        self.see(scope, |held, _| Ok(told(&held)?.pop())).await
    }

    /// How many connections use the grant of one, of whichever tenants.
    pub(crate) async fn users_of_grant(&self, of: &Connection) -> Result<usize, StoreError> {
        let key = (of.grant_tenant.clone(), of.grant.id.clone());
        let scope = Scope {
            of: Whose::All,
            ..these(Connections::OfGrant(key.1.clone()))
        };
        self.operators()
            .see(scope, move |held, _| {
                let users = held.connections.iter();
                Ok(users.filter(|kept| kept.grant_key() == key).count())
            })
            .await
    }
}

fn these(connections: Connections) -> Scope {
    Scope {
        connections,
        ..Scope::default()
    }
}

fn told(held: &Held) -> Result<Vec<Connection>, StoreError> {
    held.connections
        .iter()
        .map(|kept| held.told(kept))
        .collect()
}
