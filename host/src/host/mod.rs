//! The front door: a host that runs connectors for connected accounts.

mod api_keys;
mod app_manifest;
mod app_of;
mod applicant;
mod apps;
mod at_it;
mod audit;
mod begin;
mod beginning;
mod builder;
mod client;
mod components;
mod connect;
mod connect_sessions;
mod connectors;
mod consent;
mod cool_down;
mod credential;
mod deliveries;
mod diagnosis;
mod directories;
mod giving_way;
mod identity;
mod invocation;
mod journal;
mod keeping;
mod keys;
mod lookup;
mod maintenance;
mod moving;
mod once;
mod patience;
mod pending;
mod polling;
mod receiving;
mod reconnect;
mod rejections;
mod renewal;
mod revoking;
mod run;
mod running;
mod secrets_of_app;
mod settings;
mod sign_ins;
mod spans;
mod still;
mod tenants;
mod unusable;
mod upkeep;
mod uses;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

pub use builder::HostBuilder;
pub use connect::{Attempt, Connect, Connected};
pub use connectors::{Added, Candidate};
pub use consent::WantsMore;
pub use deliveries::ReceivedAt;
pub use diagnosis::{ClockOffset, Tested};
pub use giving_way::GaveWay;
pub use invocation::{DryRun, Invocation};
pub use journal::{Journal, JournalEntry};
pub use lookup::{Choice, LookingUp};
pub use maintenance::{Removal, Revocation};
pub use once::{Claimed, Once};
pub use pending::{ExpectedReturn, PendingAuthorization, PendingDevice};
pub use polling::Polling;
pub use receiving::Receiving;
pub use reconnect::Reconnect;
pub use run::{Run, RunError};
pub use running::Running;
pub use settings::SettingProblem;
pub use sign_ins::{Approval, Polled, SignInUnderWay};
pub use unusable::{Connectors, UnusableConnector};

use connectors::Remembered;
use rejections::Rejections;
use upkeep::Upkeep;
use uses::UsesOfKeys;

use crate::clock::Clock;
use crate::component::Runtime;
use crate::connections::{
    Connection, KeySource, Records, RenewalLease, Store, StorePlace, Tenant, Uses,
};
use crate::driver::Driver;
use crate::egress::{Client, Policy, Reroute};
use crate::policy::OperatorPolicy;
use crate::{Error, contract};

/// Loads connectors, connects accounts, and invokes actions. Clones share all
/// that it holds.
///
/// ```no_run
/// # async fn example(component: &[u8], secret: secrecy::SecretString) -> Result<(), connector_host::Error> {
/// use connector_host::{Attempt, Host};
/// use serde_json::json;
///
/// let host = Host::builder().build()?;
/// host.add(component).await?;
/// host.connect("notes", "client-credentials")
///     .setting("client_id", "the-client")
///     .secret("client_secret", secret)
///     .start()
///     .await?;
/// let note = host.invoke("notes", "create-note").input(json!({"text": "Hello"})).run().await?;
/// # let _ = (note, Attempt::Connected);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Host {
    inner: Arc<Inner>,
    /// Whose connections it works with.
    tenant: Tenant,
}

#[derive(Debug)]
struct Inner {
    data_dir: PathBuf,
    key: KeySource,
    /// Where connections are kept.
    place: StorePlace,
    clock: Arc<dyn Clock>,
    renewal_margin: std::time::Duration,
    renewal_lease: RenewalLease,
    policy: OperatorPolicy,
    reroutes: Vec<Reroute>,
    runtime: Runtime,
    client: Client,
    driver: Driver,
    /// What is finished even when whoever asked for it goes away.
    tasks: TaskTracker,
    /// Notes of the uses of connections that are not written yet.
    uses: Arc<Uses>,
    /// Records of exchanges that are not written yet.
    records: Arc<Records>,
    loaded: Mutex<HashMap<String, Remembered>>,
    rejections: Rejections,
    uses_of_keys: UsesOfKeys,
    upkeep: Upkeep,
    /// Opened when something first needs it: a dry run needs no store.
    store: OnceCell<Store>,
}

impl Host {
    /// A host with the defaults, to be changed.
    pub fn builder() -> HostBuilder {
        HostBuilder::default()
    }

    /// The directory of connectors, and of connections that are kept in files.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.inner.data_dir
    }

    /// The file that connections are kept in; none when that is no file.
    #[must_use]
    pub fn database(&self) -> Option<PathBuf> {
        self.inner.place.file()
    }

    /// All connections of the tenant, by name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn connections(&self) -> Result<Vec<Connection>, Error> {
        Ok(self.store().await?.connections().await?)
    }

    /// A part of the tenant's connections, by name in the order of its bytes: those behind a
    /// name, or from the first on; of a connector, or of all; and so many at most.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn connections_after(
        &self,
        name: Option<&str>,
        connector: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Connection>, Error> {
        let store = self.store().await?;
        Ok(store.connections_after(name, connector, limit).await?)
    }

    /// The connection of that name or id. Wherever a method takes the name of a
    /// connection, its id does as well.
    ///
    /// # Errors
    /// When there is none, or the store can't be read.
    pub async fn connection(&self, name: &str) -> Result<Connection, Error> {
        let connection = self.store().await?.connection(name).await;
        connection.map_err(|error| Error::from(error).about(name))
    }

    /// Does the work whether or not the caller stays to see its end. Whoever ends
    /// the process waits for it: [`finish_renewals`](Self::finish_renewals).
    async fn to_its_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        // It may be large, and is moved more than once on its way.
        let work = Box::pin(work).in_current_span();
        match self.inner.tasks.spawn(work).await {
            Ok(outcome) => outcome,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    /// Whether there may be connections: to look for one begins no store.
    fn has_store(&self) -> bool {
        self.inner.store.initialized() || self.inner.place.is_begun()
    }

    /// The store, as the tenant sees it.
    async fn store(&self) -> Result<Store, Error> {
        let Inner {
            key, place, store, ..
        } = &*self.inner;
        let opened = store.get_or_try_init(|| place.open(key.clone()));
        let store = opened.await?;
        Ok(store.of(&self.tenant))
    }

    /// What a connector may know of a connection. The base URL is one that policy
    /// permits now, whenever it was told.
    fn view(&self, connection: &Connection, policy: &Policy) -> contract::Connection {
        let base_url = connection.grant.base_url.as_deref();
        contract::Connection {
            method: connection.method.clone(),
            settings: serde_json::Value::from(connection.settings.clone()).to_string(),
            base_url: base_url.and_then(|told| policy.base_url(told)),
            scopes: connection.grant.scopes.clone(),
            now: self.now_in_seconds(),
        }
    }

    /// The host's clock, as connectors are told it.
    fn now_in_seconds(&self) -> u64 {
        u64::try_from(self.inner.clock.now().as_second()).unwrap_or(0)
    }
}
