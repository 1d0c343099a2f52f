//! Which registered apps connections go through, and which auth methods go through one.

use serde_json::Map;

use super::Host;
use super::apps::goes_by_an_app;
use crate::Error;
use crate::component::Connector;
use crate::connections::{AppOf, Connection};

impl Host {
    /// The registered app that each of these connections of the tenant's goes through, in
    /// their order: one of the tenant's own, or one of the operator's that serves it. None for
    /// a connection whose client somebody has brought with its settings, and for one whose app
    /// is registered no more.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn apps_of(&self, connections: &[Connection]) -> Result<Vec<Option<AppOf>>, Error> {
        Ok(self.store().await?.apps_of(connections).await?)
    }

    /// The ids of the auth methods of a connector that go through an app which is registered,
    /// in the connector's order: the others have their client in their settings.
    pub async fn methods_of_apps(connector: &Connector) -> Vec<String> {
        let mut methods = Vec::new();
        for method in &connector.manifest().auth_methods {
            if goes_by_an_app(connector, &method.id, &Map::new()).await {
                methods.push(method.id.clone());
            }
        }
        methods
    }
}
