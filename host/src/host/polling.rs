//! Polling a trigger.

use std::sync::Arc;

use serde_json::Value;

use super::Host;
use super::audit::CallWatch;
use super::begin::object_text;
use super::credential::GrantCredential;
use crate::Error;
use crate::component::Connector;
use crate::connections::{AtHand, AuditKind};
use crate::driver::{Call, Collected};
use crate::triggers::Polled;

/// A poll about to be made; [`Host::poll`] begins one.
#[derive(Debug)]
#[must_use = "nothing happens until it is run"]
pub struct Polling<'a> {
    host: &'a Host,
    connector: String,
    trigger: String,
    connection: Option<String>,
    input: Value,
    cursor: Option<Value>,
}

impl Host {
    /// Begins to look for events of a trigger of a connector.
    pub fn poll(&self, connector: &str, trigger: &str) -> Polling<'_> {
        Polling {
            host: self,
            connector: connector.to_owned(),
            trigger: trigger.to_owned(),
            connection: None,
            input: Value::Object(serde_json::Map::new()),
            cursor: None,
        }
    }
}

impl Polling<'_> {
    /// Works for the connection of this name. Without a name it is the
    /// connector's default.
    pub fn connection(mut self, name: impl Into<String>) -> Self {
        self.connection = Some(name.into());
        self
    }

    /// What the subscriber chose, a JSON object; empty by default.
    pub fn input(mut self, input: Value) -> Self {
        self.input = input;
        self
    }

    /// Looks for what has happened since the poll that ended with this cursor.
    /// Without one it is the first poll, which tells of nothing.
    pub fn since(mut self, cursor: Value) -> Self {
        self.cursor = Some(cursor);
        self
    }

    /// Makes the poll. What it tells of is not filtered, and may have been told
    /// before: see [`passes`](crate::triggers::passes) and
    /// [`Window`](crate::triggers::Window).
    ///
    /// # Errors
    /// Whatever ended it early. The next poll is made with the same cursor then.
    pub async fn run(self) -> Result<Polled, Error> {
        let connector = self.host.connector(&self.connector).await?;
        self.check(&connector)?;
        let input = object_text(&self.input)?;
        let connection = self
            .host
            .connection_of(&connector, self.connection.as_deref())
            .await?
            .ok_or_else(|| Error::NotConnected {
                connector: self.connector.clone(),
            })?;
        let name = connection.name.clone();
        let polled = self.made(&connector, connection, input).await;
        polled.map_err(|error| error.about(&name))
    }

    /// Makes it for that connection.
    async fn made(
        self,
        connector: &Connector,
        connection: Arc<AtHand>,
        input: String,
    ) -> Result<Polled, Error> {
        let terms = self.host.terms_at_hand(connector, &connection)?;
        let leave = terms.bounds.clone().leave(&connection.method, None);
        let call = Call::Poll {
            connection: terms.view_at(self.host.now_in_seconds()),
            trigger: self.trigger.clone(),
            input,
            cursor: self.cursor.map(|cursor| cursor.to_string()),
        };
        let credential = GrantCredential::new(self.host, connector, connection).await?;
        credential.note_use();
        let mut pages = Collected::default();
        let driver = self.host.driver_for(CallWatch {
            kind: AuditKind::Poll,
            connector,
            connection: Some(credential.connection.connection()),
            action: Some(&self.trigger),
            run: None,
        });
        let output = driver
            .run(connector, &leave, &credential, call, &mut pages, None)
            .await?;
        Ok(Polled::read(
            &self.trigger,
            pages.into_items(),
            output.value,
        )?)
    }

    /// The connector has the trigger, and it can be polled.
    fn check(&self, connector: &Connector) -> Result<(), Error> {
        let manifest = connector.manifest();
        let (connector, trigger) = (self.connector.clone(), self.trigger.clone());
        match manifest.trigger(&trigger) {
            Some(found) if found.poll.is_some() => Ok(()),
            Some(_) => Err(Error::NotPolled { connector, trigger }),
            None => Err(Error::UnknownTrigger {
                connector,
                trigger,
                known: manifest
                    .triggers
                    .iter()
                    .map(|trigger| trigger.id.clone())
                    .collect(),
            }),
        }
    }
}
