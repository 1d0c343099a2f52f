//! Records of the exchanges that are made, and asking for them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use http::Method;
use jiff::Timestamp;
use tokio::runtime::Handle;
use url::Url;

use super::Host;
use crate::Error;
use crate::clock::{NoMoment, moment};
use crate::component::Connector;
use crate::connections::{
    AuditKind, AuditPage, AuditQuery, AuditRecord, Connection, OTHER_PATH, Records, StoreError,
    Tenant,
};
use crate::driver::Driver;
use crate::egress::{Ended, Watch, Watched};
use crate::oauth;

impl Host {
    /// Records of the exchanges that were made for the tenant, newest first: those of
    /// invocations, of polls and of sign-ins, each request with what came of it. They
    /// are kept for as long as the [builder](crate::HostBuilder::audit_kept_for) has
    /// said. What other processes have made within the last seconds may be missing.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn audit(&self, query: AuditQuery) -> Result<AuditPage, Error> {
        let store = self.store().await?;
        let records = &self.inner.records;
        // What can't be written, or not soon, is left out, and written later.
        let written = records.write_gathered(&store, &*self.inner.clock);
        match tokio::time::timeout(PATIENCE, written).await {
            Ok(Ok(())) => {}
            other => tracing::debug!(?other, "records of exchanges could not be written"),
        }
        let query = match query.connection.clone() {
            None => query,
            Some(name) => match store.connection(&name).await {
                Ok(connection) => query.of_id(connection.id.as_str()),
                Err(StoreError::NoConnection { .. }) => query,
                Err(error) => return Err(error.into()),
            },
        };
        let since = records.kept_since(self.inner.clock.now());
        Ok(store.records(query.not_before(since)).await?)
    }

    /// The moment that text tells, by the host's clock: a time (RFC 3339), or how long ago it
    /// is, such as `2h` or `7d`.
    ///
    /// # Errors
    /// [`NoMoment`] when it tells none.
    pub fn moment(&self, text: &str) -> Result<Timestamp, NoMoment> {
        moment(text, self.inner.clock.now())
    }

    /// How many exchanges have no record since this process began, by whose they were, since
    /// more waited to be written than there is room for. Who has lost none is not in it.
    ///
    /// # Errors
    /// When this host is for another tenant than `default`.
    pub fn audit_dropped(&self) -> Result<BTreeMap<Tenant, u64>, Error> {
        self.check_is_operators()?;
        Ok(self.inner.records.dropped())
    }

    /// The driver for a call, of whose exchanges there are records.
    pub(super) fn driver_for(&self, of: CallWatch<'_>) -> Driver {
        let watcher = Watcher {
            host: self.clone(),
            of: Subject {
                connector: of.connector.manifest().key.clone(),
                connection: of.connection.map(named),
                action: of.action.map(str::to_owned),
                run: of.run.map(str::to_owned),
            },
            made_for: MadeFor::Call(of.kind, of.connector.clone()),
        };
        self.inner.driver.clone().watched_by(Arc::new(watcher))
    }

    /// Has the exchanges of a client with its authorization server recorded, for a
    /// connection or for somebody who signs in.
    pub(super) fn watch(
        &self,
        client: oauth::Client,
        connector: &str,
        connection: Option<&Connection>,
    ) -> oauth::Client {
        let watcher = Watcher {
            host: self.clone(),
            of: Subject {
                connector: connector.to_owned(),
                connection: connection.map(named),
                action: None,
                run: None,
            },
            made_for: MadeFor::SignIn {
                token: client.server.token_endpoint.clone(),
                revocation: client.server.revocation_endpoint.clone(),
            },
        };
        oauth::Client {
            http: self.inner.client.watched_by(Arc::new(watcher)),
            ..client
        }
    }

    /// Keeps a record, some time.
    fn record(&self, record: AuditRecord) {
        if !self.inner.records.gather(&self.tenant, record) {
            return;
        }
        let records = Arc::clone(&self.inner.records);
        let writer = Writer(Some(Arc::clone(&records)));
        let (host, clock) = (self.clone(), Arc::clone(&self.inner.clock));
        let writing = async move {
            let store = host.store().await;
            // What waits to be written keeps neither components nor connections to servers.
            drop(host);
            match store {
                Ok(store) => {
                    records.write(&store, &*clock).await;
                    writer.has_ended();
                }
                Err(error) => {
                    tracing::warn!(%error, "records of exchanges could not be written");
                }
            }
        };
        // An exchange may be given up where no runtime is.
        if let Ok(runtime) = Handle::try_current() {
            self.inner.tasks.spawn_on(writing, &runtime);
        }
    }
}

/// Whoever writes records. When it ends, the next record needs another.
struct Writer(Option<Arc<Records>>);

impl Writer {
    /// There may be another by now.
    fn has_ended(mut self) {
        self.0 = None;
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(records) = &self.0 {
            records.put_off();
        }
    }
}

/// How long whoever asks for records waits for those that are to be written.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// What a call is whose exchanges are recorded.
#[derive(Clone, Copy)]
pub(super) struct CallWatch<'a> {
    pub(super) kind: AuditKind,
    pub(super) connector: &'a Connector,
    /// None while somebody signs in.
    pub(super) connection: Option<&'a Connection>,
    /// The action or the trigger.
    pub(super) action: Option<&'a str>,
    /// The id of the run.
    pub(super) run: Option<&'a str>,
}

/// Records exchanges.
struct Watcher {
    host: Host,
    of: Subject,
    made_for: MadeFor,
}

/// Of whom records are.
struct Subject {
    connector: String,
    /// The id and the name.
    connection: Option<(String, String)>,
    action: Option<String>,
    run: Option<String>,
}

/// What exchanges are made for, and where the templates of their paths are.
enum MadeFor {
    Call(AuditKind, Connector),
    /// At the endpoints that somebody has agreed to.
    SignIn {
        token: String,
        revocation: Option<String>,
    },
}

fn named(connection: &Connection) -> (String, String) {
    (connection.id.to_string(), connection.name.clone())
}

impl MadeFor {
    fn kind(&self, url: &Url) -> AuditKind {
        let is_at = |endpoint: &str| Url::parse(endpoint).is_ok_and(|endpoint| endpoint == *url);
        match self {
            Self::Call(kind, _) => *kind,
            Self::SignIn { token, .. } if is_at(token) => AuditKind::Token,
            Self::SignIn {
                revocation: Some(revocation),
                ..
            } if is_at(revocation) => AuditKind::Revocation,
            Self::SignIn { .. } => AuditKind::DeviceAuthorization,
        }
    }

    /// What is shown of a path.
    fn path(&self, action: Option<&str>, method: &Method, url: &Url) -> Option<String> {
        match self {
            Self::Call(_, connector) => connector
                .manifest()
                .path_template(action, method.as_str(), url.path())
                .map(str::to_owned),
            // The addresses are of the manifest, letter by letter.
            Self::SignIn { .. } => (url.path().len() <= LONGEST).then(|| url.path().to_owned()),
        }
    }
}

/// The longest path of an endpoint that is shown, in bytes.
const LONGEST: usize = 200;

impl Watch for Watcher {
    fn begins(&self, method: &Method, url: &Url) -> Watched {
        let Self { host, of, made_for } = self;
        let path = made_for.path(of.action.as_deref(), method, url);
        let (connection_id, connection_name) = of.connection.clone().unzip();
        let record = AuditRecord {
            connection_id,
            connection_name,
            connector: Some(of.connector.clone()),
            action: of.action.clone(),
            run: of.run.clone(),
            method: Some(method.to_string()),
            // None that is longer has an address (RFC 1035 section 3.1).
            host: url
                .host_str()
                .filter(|host| host.len() <= 253)
                .map(str::to_owned),
            path: Some(path.clone().unwrap_or_else(|| OTHER_PATH.to_owned())),
            ..AuditRecord::begun(host.inner.clock.now(), made_for.kind(url))
        };
        let host = host.clone();
        let ends = move |ended: Ended| {
            host.record(AuditRecord {
                status: ended.status,
                error: ended.error.map(str::to_owned),
                duration_ms: u64::try_from(ended.took.as_millis()).unwrap_or(u64::MAX),
                tracking_id: ended.tracking_id,
                ..record
            });
        };
        Watched {
            path,
            ends: Box::new(ends),
        }
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Watcher")
            .field("connector", &self.of.connector)
            .finish_non_exhaustive()
    }
}
