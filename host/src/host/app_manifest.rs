//! The manifest of an app: what the person who prepares one gives to the API's
//! makers. The connector makes it for the actions that somebody chooses, before
//! anybody has connected.

use serde_json::Value;

use super::Host;
use crate::Error;
use crate::manifest::APP_MANIFEST;

impl Host {
    /// What the action of a connector gives that makes manifests of apps, with
    /// the manifest in the member of that name; none where the connector has no
    /// such action. No connection is needed, and nothing is sent.
    ///
    /// # Errors
    /// An unknown connector, and an input that does not fit the action.
    pub async fn app_manifest(
        &self,
        connector: &str,
        input: Value,
    ) -> Result<Option<Value>, Error> {
        let loaded = self.connector(connector).await?;
        let mut actions = loaded.manifest().actions.iter();
        let makes = actions.find(|action| action.role.as_deref() == Some(APP_MANIFEST));
        let Some(action) = makes else {
            return Ok(None);
        };
        let invocation = self.invoke(connector, &action.id).input(input);
        invocation.made_alone().await.map(Some)
    }
}
