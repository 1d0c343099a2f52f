//! What has to be settled before an action is invoked or a trigger polled: which
//! connection is meant, and that the input is one.

use std::sync::Arc;

use serde_json::Value;

use super::Host;
use crate::Error;
use crate::component::Connector;
use crate::connections::{AtHand, Connection};

impl Host {
    /// The connection that a call of a connector uses: the one that is named, or
    /// else the connector's default; none when nothing is connected.
    ///
    /// # Errors
    /// When the connection is another connector's, when there are several and
    /// none is the default, and when the store can't be read.
    pub async fn connection_for(
        &self,
        connector: &str,
        name: Option<&str>,
    ) -> Result<Option<Connection>, Error> {
        let connector = self.connector(connector).await?;
        let at_hand = self.connection_of(&connector, name).await?;
        Ok(at_hand.map(|at_hand| at_hand.connection().clone()))
    }

    /// The connection that was named, or else the connector's default.
    pub(super) async fn connection_of(
        &self,
        connector: &Connector,
        name: Option<&str>,
    ) -> Result<Option<Arc<AtHand>>, Error> {
        let key = &connector.manifest().key;
        if let Some(name) = name {
            let store = self.store().await.map_err(|error| error.about(name))?;
            let at_hand = store.connection_at_hand(name).await;
            let connection = at_hand.map_err(|error| Error::from(error).about(name))?;
            if connection.connector != *key {
                return Err(Error::ConnectionOfOther {
                    name: name.to_owned(),
                    connector: key.clone(),
                    belongs_to: connection.connector.clone(),
                });
            }
            return Ok(Some(connection));
        }
        if !self.has_store() {
            return Ok(None);
        }
        let store = self.store().await?;
        if let Some(connection) = store.default_at_hand(key).await? {
            return Ok(Some(connection));
        }
        let mut of_connector = store.connections().await?;
        of_connector.retain(|connection| connection.connector == *key);
        if of_connector.is_empty() {
            return Ok(None);
        }
        Err(Error::AmbiguousConnection {
            connector: key.clone(),
            names: of_connector
                .into_iter()
                .map(|connection| connection.name)
                .collect(),
        })
    }
}

/// An input as text, when it is an object.
pub(super) fn object_text(input: &Value) -> Result<String, Error> {
    match input {
        Value::Object(_) => Ok(input.to_string()),
        Value::Null => Err(Error::InputNotAnObject("null")),
        Value::Bool(_) => Err(Error::InputNotAnObject("a boolean")),
        Value::Number(_) => Err(Error::InputNotAnObject("a number")),
        Value::String(_) => Err(Error::InputNotAnObject("a string")),
        Value::Array(_) => Err(Error::InputNotAnObject("an array")),
    }
}
