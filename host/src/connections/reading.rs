//! Reading connections from the store.

use super::StoreError;
use super::kept::{Connections, Held, Scope};
use super::model::Connection;
use super::store::Store;

impl Store {
    /// All connections, by name.
    pub(crate) async fn connections(&self) -> Result<Vec<Connection>, StoreError> {
        self.see(these(Connections::All), |held, _| told(&held))
            .await
    }

    /// The connections behind a name, by name: so many at most, of a connector or of all.
    pub(crate) async fn connections_after(
        &self,
        name: Option<&str>,
        connector: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Connection>, StoreError> {
        let after = Connections::After {
            name: name.map(str::to_owned),
            connector: connector.map(str::to_owned),
            limit: i64::try_from(limit).unwrap_or(i64::MAX),
        };
        self.see(these(after), |held, _| told(&held)).await
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
