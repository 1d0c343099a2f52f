//! A host, and the call that it makes over and over.

use std::collections::HashMap;
use std::sync::Arc;

use connector_host::connections::{Key, KeySource, State};
use connector_host::{Host, HostBuilder, egress};
use serde_json::Value;

use crate::EnduranceError;
use crate::clock::SimulatedClock;
use crate::protocol::{Replica, Setup, Target};

/// The key of the connector, which the connection is named after where there is but one.
pub(crate) const ZOOM: &str = "zoom";
/// The origins of Zoom, which are all sent to the local one.
const ORIGINS: [&str; 2] = ["https://zoom.us", "https://*.zoom.us"];

/// A host with what it needs to make the call.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The host, for the tenant `default`.
    pub(crate) host: Host,
    clock: SimulatedClock,
    input: Value,
    connections: Arc<[(Host, String)]>,
}

impl Caller {
    /// On a data directory that others may use as well.
    pub(crate) fn new(setup: &Setup, clock: SimulatedClock) -> Result<Self, EnduranceError> {
        let host = builder(setup, &clock).build()?;
        Ok(Self {
            connections: Arc::new([(host.clone(), ZOOM.to_owned())]),
            input: setup.input.clone(),
            host,
            clock,
        })
    }

    /// With a database that others use as well, which has the connector, and a data directory of
    /// its own.
    pub(crate) async fn of_replica(
        setup: &Setup,
        replica: &Replica,
        clock: SimulatedClock,
    ) -> Result<Self, EnduranceError> {
        let key = Key::from_base64(&replica.key.clone().into(), "the scenario");
        let mut builder = builder(setup, &clock)
            .key(KeySource::Given(key?))
            .postgres(replica.store.parse()?);
        if let Some(lease) = replica.renewal_lease {
            // It is no shorter than the wait for an answer.
            let mut limits = egress::Limits::default();
            limits.first_byte = lease;
            builder = builder.egress_limits(limits).renewal_lease(lease);
        }
        let host = builder.build()?;
        let mut tenants = HashMap::new();
        let mut connections = Vec::new();
        for Target { tenant, connection } in &replica.connections {
            if !tenants.contains_key(tenant) {
                tenants.insert(tenant, host.tenant(tenant).await?);
            }
            connections.push((tenants[tenant].clone(), connection.clone()));
        }
        Ok(Self {
            connections: connections.into(),
            input: setup.input.clone(),
            host,
            clock,
        })
    }

    /// Makes the call with this input from now on.
    pub(crate) fn set_input(&mut self, input: Value) {
        self.input = input;
    }

    /// One of the connections, each as likely as any other.
    pub(crate) fn any(&self) -> usize {
        fastrand::usize(..self.connections.len())
    }

    pub(crate) async fn invoke(
        &self,
        action: &str,
        input: Value,
    ) -> Result<Value, connector_host::Error> {
        self.invoke_by(0, action, input).await
    }

    async fn invoke_by(
        &self,
        connection: usize,
        action: &str,
        input: Value,
    ) -> Result<Value, connector_host::Error> {
        let (host, name) = &self.connections[connection];
        let invocation = host.invoke(ZOOM, action).connection(name).input(input);
        Ok(invocation.run().await?.value)
    }

    /// Makes the call by one of the connections.
    pub(crate) async fn call(&self, connection: usize) -> Result<(), connector_host::Error> {
        self.invoke_by(connection, "get-meeting", self.input.clone())
            .await
            .map(drop)
    }

    /// Makes the call when the access token has just ended, so that it needs a new one.
    pub(crate) async fn renew(&self) -> Result<(), connector_host::Error> {
        if let Some(end) = self.host.connection(ZOOM).await?.grant.expires_at {
            self.clock.advance_to(end);
        }
        self.call(0).await
    }

    /// Whether the grant of a connection is of use, as far as is known.
    pub(crate) async fn is_living(&self, connection: usize) -> Result<bool, connector_host::Error> {
        let (host, name) = &self.connections[connection];
        Ok(host.connection(name).await?.state() == State::Connected)
    }

    /// How many token responses of a connection have been committed.
    pub(crate) async fn generation(&self, connection: usize) -> Result<u64, connector_host::Error> {
        let (host, name) = &self.connections[connection];
        Ok(host.connection(name).await?.grant.generation)
    }
}

fn builder(setup: &Setup, clock: &SimulatedClock) -> HostBuilder {
    let reroutes = ORIGINS.map(|origin| {
        let reroute = format!("{origin}={}", setup.sandbox).parse();
        reroute.expect("the sandbox listens on a loopback address")
    });
    Host::builder()
        .data_dir(&setup.data_dir)
        .cache_dir(&setup.cache_dir)
        .clock(Arc::new(clock.clone()))
        .reroutes(reroutes)
}
