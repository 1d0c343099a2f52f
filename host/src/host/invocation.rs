//! Invoking an action.

use std::sync::Arc;

use serde_json::Value;

use super::begin::object_text;
use super::{Host, Running};
use crate::component::Connector;
use crate::connections::{AtHand, Connection};
use crate::consent::ConsentRefusal;
use crate::contract::{Credential, Exchange, HttpRequest, Step};
use crate::download::Destination;
use crate::driver::{Call, MayHaveWritten, Output, PageSink};
use crate::manifest::Effect;
use crate::{Error, contract, told};

/// An action about to be invoked; [`Host::invoke`] begins one.
#[derive(Debug)]
#[must_use = "nothing happens until it is run"]
pub struct Invocation<'a> {
    host: &'a Host,
    connector: String,
    action: String,
    connection: Option<String>,
    input: Value,
    destination: Option<Destination>,
    may_have_written: MayHaveWritten,
    lists_choices: bool,
}

/// What an action would do first.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DryRun {
    /// The request, without a credential.
    pub request: HttpRequest,
    /// The credential that it would be sent with.
    pub credential: Credential,
    /// What there is to know before it is sent, in plain sentences.
    pub warnings: Vec<String>,
}

impl Host {
    /// Begins to invoke an action of a connector.
    pub fn invoke(&self, connector: &str, action: &str) -> Invocation<'_> {
        Invocation {
            host: self,
            connector: connector.to_owned(),
            action: action.to_owned(),
            connection: None,
            input: Value::Object(serde_json::Map::new()),
            destination: None,
            may_have_written: MayHaveWritten::default(),
            lists_choices: false,
        }
    }
}

impl Invocation<'_> {
    /// Works for the connection of this name. Without a name it is the
    /// connector's default.
    pub fn connection(mut self, name: impl Into<String>) -> Self {
        self.connection = Some(name.into());
        self
    }

    /// It is invoked for somebody who asks for choices, and has not chosen to change
    /// anything: another component than the one that was asked for them may be present
    /// by the time that it begins.
    pub(super) fn for_choices(mut self) -> Self {
        self.lists_choices = true;
        self
    }

    /// The action's input, a JSON object; empty by default.
    pub fn input(mut self, input: Value) -> Self {
        self.input = input;
        self
    }

    /// Whether it may have written by now: for whoever ends it before its time, by
    /// dropping it.
    #[must_use]
    pub fn may_have_written(&self) -> MayHaveWritten {
        self.may_have_written.clone()
    }

    /// Where a file goes that the action downloads.
    pub fn download_to(mut self, destination: Destination) -> Self {
        self.destination = Some(destination);
        self
    }

    /// The connection that it works for: the one that was named, or else the
    /// connector's default; none when nobody has connected.
    ///
    /// # Errors
    /// When the connector or the connection is unknown, several would do, or
    /// the store can't be read.
    pub async fn chosen_connection(&self) -> Result<Option<Connection>, Error> {
        let host = self.host;
        host.connection_for(&self.connector, self.connection.as_deref())
            .await
    }

    /// Runs the action to its end. The items of all pages are in the output, in
    /// the member that the manifest names.
    ///
    /// # Errors
    /// Whatever ended it early; [`Error::Incomplete`] has the items of the pages
    /// that came before.
    pub async fn run(self) -> Result<Output, Error> {
        // Whoever waits for what was begun has no room for how it was.
        let running = Box::pin(self.begin()).await?;
        running.not_kept().collect().await
    }

    /// Runs the action to its end and hands on pages as they come. The output
    /// is without the items that were handed on.
    ///
    /// # Errors
    /// Whatever ended it early.
    pub async fn stream(self, pages: &mut dyn PageSink) -> Result<Output, Error> {
        self.begin().await?.not_kept().run(pages).await
    }

    /// Begins the action and performs nothing of it: for whoever keeps it between
    /// two steps, so that it outlives this process.
    ///
    /// ```no_run
    /// # async fn example(host: connector_host::Host, journal: impl connector_host::Journal + 'static) -> Result<(), Box<dyn std::error::Error>> {
    /// use connector_host::driver::Collected;
    ///
    /// let mut pages = Collected::default();
    /// let running = host.invoke("notes", "create-note").begin().await?;
    /// let mut running = running.keep_in(journal);
    /// let output = loop {
    ///     running.keep().await?;
    ///     if let Some(output) = running.advance(&mut pages).await? {
    ///         break output;
    ///     }
    /// };
    /// # let _ = output;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Wrong input, and whatever keeps it from beginning.
    pub async fn begin(self) -> Result<Running, Error> {
        let (connector, input) = self.prepare().await?;
        let connection =
            self.connection_of(&connector)
                .await?
                .ok_or_else(|| Error::NotConnected {
                    connector: connector.manifest().key.clone(),
                })?;
        let call = (self.action, input);
        let running = self
            .host
            .begin_run(connector, connection, call, self.may_have_written)
            .await?;
        Ok(match self.destination {
            Some(destination) => running.download_to(destination),
            None => running,
        })
    }

    /// The first request that the action would make, with what there is to know
    /// of it; none when it makes none. Nothing is sent. Where there is no connection
    /// the request is the one for a connection without settings.
    ///
    /// # Errors
    /// Wrong input, as [`run`](Self::run) would find it.
    pub async fn dry_run(self) -> Result<Option<DryRun>, Error> {
        let (connector, input) = self.prepare().await?;
        let first = match self.connection_of(&connector).await? {
            Some(connection) => {
                let first = self.first_step(&connector, Some(&connection), input).await;
                first.map_err(|error| error.about(&connection.name))?
            }
            None => self.first_step(&connector, None, input).await?,
        };
        Ok(match first {
            Step::Send(exchange) => Some(exchange.into()),
            Step::Page(page) => Some(page.then.into()),
            Step::Download(transfer) => Some(DryRun {
                request: transfer.request,
                credential: transfer.credential,
                warnings: Vec::new(),
            }),
            Step::Sign(_) | Step::Done(_) => None,
        })
    }

    async fn first_step(
        self,
        connector: &Connector,
        connection: Option<&AtHand>,
        input: String,
    ) -> Result<Step, Error> {
        let connection = match connection {
            Some(connection) => {
                let terms = self.host.terms_at_hand(connector, connection)?;
                terms.bounds.check_effect(&self.action)?;
                terms.view_at(self.host.now_in_seconds())
            }
            None => self.nobodys(connector),
        };
        let call = Call::Invoke {
            connection,
            action: self.action,
            input,
        };
        Ok(self.host.inner.driver.first_step(connector, call).await?)
    }

    /// What it gives without asking anybody, for a connection that was never made.
    ///
    /// # Errors
    /// Wrong input, and a connector that asks somebody all the same.
    pub(super) async fn made_alone(self) -> Result<Value, Error> {
        let (connector, input) = self.prepare().await?;
        let call = Call::Invoke {
            connection: self.nobodys(&connector),
            action: self.action,
            input,
        };
        Ok(self.host.inner.driver.made_alone(&connector, call).await?)
    }

    /// A connection that nobody has made.
    fn nobodys(&self, connector: &Connector) -> contract::Connection {
        contract::Connection {
            method: connector.manifest().auth_methods[0].id.clone(),
            settings: "{}".to_owned(),
            base_url: None,
            scopes: Vec::new(),
            now: self.host.now_in_seconds(),
        }
    }

    /// Whether it changes nothing.
    pub(super) async fn only_reads(&self) -> Result<bool, Error> {
        let (connector, _) = self.prepare().await?;
        let action = connector.manifest().action(&self.action);
        Ok(action.is_some_and(|action| action.effect == Effect::Read))
    }

    async fn prepare(&self) -> Result<(Connector, String), Error> {
        let connector = self.host.connector(&self.connector).await?;
        let manifest = connector.manifest();
        let action = manifest
            .action(&self.action)
            .ok_or_else(|| Error::UnknownAction {
                connector: self.connector.clone(),
                action: self.action.clone(),
                known: manifest
                    .actions
                    .iter()
                    .map(|action| action.id.clone())
                    .collect(),
            })?;
        if self.lists_choices && action.effect > Effect::Read {
            return Err(ConsentRefusal::NotDeclared {
                connector: self.connector.clone(),
                what: format!(
                    "change something (write, destructive) in `{}` to list choices",
                    self.action
                ),
            }
            .into());
        }
        self.host.permission(&connector)?.check_action(action)?;
        let input = object_text(&self.input)?;
        Ok((connector, input))
    }

    async fn connection_of(&self, connector: &Connector) -> Result<Option<Arc<AtHand>>, Error> {
        let name = self.connection.as_deref();
        self.host.connection_of(connector, name).await
    }
}

impl From<Exchange> for DryRun {
    fn from(exchange: Exchange) -> Self {
        Self {
            request: exchange.request,
            credential: exchange.credential,
            warnings: told::warnings(exchange.warnings),
        }
    }
}
