//! Building a host.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio_util::task::TaskTracker;

use super::rejections::Rejections;
use super::upkeep::Upkeep;
use super::uses::UsesOfKeys;
use super::{Host, Inner, directories};
use crate::clock::{Clock, SystemClock};
use crate::component::{self, Compiler, Runtime, WhileCompiling};
use crate::connections::{
    AuditLimits, KeyError, KeySource, PostgresAddress, Records, RenewalLease, StoreError,
    StorePlace, Tenant,
};
use crate::driver::Driver;
use crate::egress::{self, Client, Reroute};
use crate::policy::OperatorPolicy;
use crate::{Error, driver};

/// What a [`Host`] is made of. Everything has a default.
#[derive(Debug)]
#[must_use]
pub struct HostBuilder {
    data_dir: Option<PathBuf>,
    cache_dir: Option<PathBuf>,
    key: Option<KeySource>,
    postgres: Option<PostgresAddress>,
    clock: Arc<dyn Clock>,
    renewal_margin: Duration,
    renewal_lease: Option<Duration>,
    policy: OperatorPolicy,
    reroutes: Vec<Reroute>,
    component_limits: component::Limits,
    compiler: Compiler,
    while_compiling: Option<WhileCompiling>,
    egress_limits: egress::Limits,
    driver_limits: driver::Limits,
    audit: AuditLimits,
}

impl Default for HostBuilder {
    fn default() -> Self {
        Self {
            data_dir: None,
            cache_dir: None,
            key: None,
            postgres: None,
            clock: Arc::new(SystemClock),
            renewal_margin: Duration::from_secs(5 * 60),
            renewal_lease: None,
            policy: OperatorPolicy::default(),
            reroutes: Vec::new(),
            component_limits: component::Limits::default(),
            compiler: Compiler::default(),
            while_compiling: None,
            egress_limits: egress::Limits::default(),
            driver_limits: driver::Limits::default(),
            audit: AuditLimits::default(),
        }
    }
}

impl HostBuilder {
    /// Keeps connectors and connections in this directory. The default is
    /// `CONNECTOR_HOST_HOME`, or else the user's data directory.
    pub fn data_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.data_dir = Some(directory.into());
        self
    }

    /// Keeps compiled components in this directory. The default is `cache` in
    /// the data directory that was given, or else the user's cache directory.
    pub fn cache_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.cache_dir = Some(directory.into());
        self
    }

    /// Seals secrets with the key from here. The default is `CONNECTOR_HOST_KEY`, or
    /// else the file `host.key` in the data directory.
    pub fn key(mut self, key: KeySource) -> Self {
        self.key = Some(key);
        self
    }

    /// Keeps connections in a PostgreSQL database, which any number of hosts may
    /// use, in place of the data directory. Each of them needs the key of the
    /// store, and a data directory of its own for copies of the connectors; and a machine
    /// whose clock is the database's, to 10 seconds. That is compared, whatever
    /// [clock](Self::clock) the host tells the time by.
    pub fn postgres(mut self, address: PostgresAddress) -> Self {
        self.postgres = Some(address);
        self
    }

    /// Tells the time by this clock.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Renews an access token when it has no more than this left, 5 minutes by
    /// default. A token is never renewed in the first half of its life.
    pub fn renewal_margin(mut self, margin: Duration) -> Self {
        self.renewal_margin = margin;
        self
    }

    /// Lets other hosts of the same database renew a grant when one that was doing so
    /// has not been heard of for so long: 60 seconds by default. A host that lives
    /// prolongs its right, however slow the authorization server is. So this is how long
    /// calls may have to wait for a host that was killed; shorter, it is also how soon a
    /// host that is cut off for a moment may lose what it is about to bring. It is for
    /// [PostgreSQL](Self::postgres): of processes that share a data directory, the next
    /// may renew as soon as one ends. Give all hosts of a database the same.
    ///
    /// It is 10 minutes at the most. At the least it is what a request may wait for its
    /// answer, `first_byte` of the [limits](Self::egress_limits), of which 60 seconds are
    /// enough; and never less than 2 seconds, which take limits that give up as soon.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use connector_host::{Host, egress};
    ///
    /// let seconds = Duration::from_secs;
    /// let mut limits = egress::Limits::default();
    /// limits.first_byte = seconds(2);
    /// let builder = Host::builder().egress_limits(limits).renewal_lease(seconds(2));
    /// # let _ = builder;
    /// ```
    pub fn renewal_lease(mut self, length: Duration) -> Self {
        self.renewal_lease = Some(length);
        self
    }

    /// Allows connectors only what the operator's policy allows.
    pub fn policy(mut self, policy: OperatorPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Sends requests for some origins to this machine instead.
    pub fn reroutes(mut self, reroutes: impl IntoIterator<Item = Reroute>) -> Self {
        self.reroutes = reroutes.into_iter().collect();
        self
    }

    /// Limits what a call into a component may use.
    pub fn component_limits(mut self, limits: component::Limits) -> Self {
        self.component_limits = limits;
        self
    }

    /// Compiles components there: in this process, or, for platforms that take
    /// components from strangers, in a child process with limits that the system
    /// keeps. What was compiled before is taken from the cache.
    ///
    /// ```no_run
    /// use connector_host::Host;
    /// use connector_host::component::Compiler;
    ///
    /// # fn example() -> Result<(), connector_host::Error> {
    /// let compiler = Compiler::child("/usr/local/bin/connector-host").memory(512 << 20);
    /// let host = Host::builder().compiler(compiler).build()?;
    /// # let _ = host;
    /// # Ok(())
    /// # }
    /// ```
    pub fn compiler(mut self, compiler: Compiler) -> Self {
        self.compiler = compiler;
        self
    }

    /// Calls `begin` whenever a component has to be compiled, which takes a second or more
    /// where there is nothing of it in the cache, and drops what that gives when it is over:
    /// for whoever shows people that something is going on. It is called on the thread that
    /// waits, of whatever call has found the component.
    ///
    /// ```
    /// use connector_host::Host;
    ///
    /// struct Shown;
    ///
    /// impl Drop for Shown {
    ///     fn drop(&mut self) {
    ///         eprintln!("compiled");
    ///     }
    /// }
    ///
    /// let builder = Host::builder().while_compiling(|| {
    ///     eprintln!("compiling …");
    ///     Shown
    /// });
    /// # let _ = builder;
    /// ```
    pub fn while_compiling<T: Send + 'static>(
        mut self,
        begin: impl Fn() -> T + Send + Sync + 'static,
    ) -> Self {
        self.while_compiling = Some(WhileCompiling::new(begin));
        self
    }

    /// Limits an HTTP exchange.
    pub fn egress_limits(mut self, limits: egress::Limits) -> Self {
        self.egress_limits = limits;
        self
    }

    /// Limits how far an invocation may go.
    pub fn driver_limits(mut self, limits: driver::Limits) -> Self {
        self.driver_limits = limits;
        self
    }

    /// Keeps [records](Host::audit) of exchanges for so long: 30 days by default, and
    /// not at all for zero. Of hosts that share a store the shortest time counts.
    pub fn audit_kept_for(mut self, time: Duration) -> Self {
        self.audit.kept_for = time;
        self
    }

    /// Keeps so many [records](Host::audit) of a tenant, the newest: 100,000 by default.
    /// For some minutes there may be more.
    pub fn audit_records(mut self, most: u64) -> Self {
        self.audit.records = most;
        self
    }

    /// The host. Nothing is opened yet but the runtime for components.
    ///
    /// # Errors
    /// When there is nowhere to keep data, when `CONNECTOR_HOST_KEY` holds no
    /// key, when the lease of renewals is out of its bounds, or when the runtime does
    /// not start.
    pub fn build(self) -> Result<Host, Error> {
        let (data_dir, cache_dir) = directories::choose(self.data_dir)?;
        let cache_dir = self.cache_dir.unwrap_or(cache_dir);
        let key = match self.key.map_or_else(KeySource::from_environment, Ok) {
            Err(KeyError::NotInEnvironment { .. }) => KeySource::default_file(),
            key => key.map_err(StoreError::from)?,
        }
        .below(&data_dir);
        let first_byte = self.egress_limits.first_byte;
        let renewal_lease = match self.renewal_lease {
            Some(given) => lease_of(given, first_byte)?,
            None => RenewalLease::DEFAULT,
        };
        let upkeep = Upkeep::new(self.clock.now());
        let client = Client::new(self.egress_limits);
        let driver = Driver::new(client.clone())
            .with_clock(Arc::clone(&self.clock))
            .with_limits(self.driver_limits);
        Ok(Host {
            tenant: Tenant::default(),
            inner: Arc::new(Inner {
                place: match self.postgres {
                    Some(address) => StorePlace::in_postgres(address, renewal_lease),
                    None => StorePlace::in_directory(data_dir.clone()),
                },
                data_dir,
                key,
                clock: self.clock,
                renewal_margin: self.renewal_margin,
                renewal_lease,
                policy: self.policy,
                reroutes: self.reroutes,
                runtime: Runtime::new(self.component_limits, Some(&cache_dir))?
                    .with_compiler(self.compiler)
                    .with_while_compiling(self.while_compiling),
                client,
                driver,
                tasks: TaskTracker::new(),
                uses: Arc::default(),
                records: Arc::new(Records::new(self.audit)),
                loaded: Mutex::new(HashMap::new()),
                rejections: Rejections::default(),
                uses_of_keys: UsesOfKeys::default(),
                upkeep,
                store: OnceCell::new(),
            }),
        })
    }
}

fn lease_of(given: Duration, first_byte: Duration) -> Result<RenewalLease, Error> {
    RenewalLease::new(given, first_byte).ok_or(Error::RenewalLease {
        given,
        least: RenewalLease::least(first_byte),
        most: RenewalLease::MOST,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_that_is_out_of_bounds_is_refused_with_what_would_do() {
        let refused = |length, first_byte| {
            let limits = egress::Limits {
                first_byte: Duration::from_secs(first_byte),
                ..egress::Limits::default()
            };
            let directory = tempfile::tempdir().unwrap();
            Host::builder()
                .data_dir(directory.path())
                .egress_limits(limits)
                .renewal_lease(Duration::from_secs(length))
                .build()
                .err()
                .map(|error| error.to_string())
        };
        insta::assert_snapshot!(refused(2, 30).unwrap(), @"a renewal lease of 2s is out of bounds: it takes 30s to 600s here; a shorter one takes a shorter `first_byte` of the egress limits, so that no answer comes after it");
        assert_eq!(refused(2, 2), None);
        assert_eq!(refused(60, 60), None);
        assert!(refused(601, 60).is_some());
    }
}
