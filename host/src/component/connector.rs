//! One loaded connector, and calling it.

use std::fmt;
use std::sync::Arc;

use wasmtime::{Store, Trap};

use super::limits::Growth;
use super::runtime::TICK;
use super::turns::Turns;
use super::{CallError, Limits, LoadError};
use crate::blocking::blocking;
use crate::contract::{
    App, Authorization, Connection, Delivery, Failure, Plugin, PluginPre, Reply, Step,
};
use crate::egress::Policy;
use crate::manifest::Manifest;
use crate::output::{LatestChecks, OutputCheck};

/// A connector that has passed all checks. Clones are cheap and share the
/// compiled code.
///
/// The calls block for as long as the component computes, which is
/// microseconds; they do no I/O.
#[derive(Clone)]
pub struct Connector(Arc<Loaded>);

struct Loaded {
    plugin: PluginPre<Growth>,
    turns: Arc<Turns>,
    limits: Limits,
    manifest: Manifest,
    manifest_json: String,
    output_checks: LatestChecks,
    digest: String,
    size: usize,
}

/// What the connector answers: a result, or its own failure.
pub type Answer<T> = Result<Result<T, Failure>, CallError>;

impl Connector {
    pub(super) fn new(
        plugin: PluginPre<Growth>,
        manifest_json: String,
        digest: String,
        size: usize,
        turns: Arc<Turns>,
        limits: Limits,
    ) -> Result<Self, LoadError> {
        let manifest = Manifest::parse(&manifest_json)?;
        // A connector that could never send anything is refused here, not at
        // its first request.
        Policy::new(&manifest.origins)?;
        Ok(Self(Arc::new(Loaded {
            plugin,
            turns,
            limits,
            manifest,
            manifest_json,
            output_checks: LatestChecks::default(),
            digest,
            size,
        })))
    }

    /// What the connector says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.0.manifest
    }

    /// What the outputs of an action are held against.
    pub(crate) async fn output_check(&self, action: &str) -> Option<Arc<OutputCheck>> {
        let mut actions = self.0.manifest.actions.iter();
        let index = actions.position(|found| found.id == action)?;
        let slot = self.0.output_checks.of(index);
        if let Some(check) = slot.get() {
            return Some(Arc::clone(check));
        }
        let Self(loaded) = self.clone();
        blocking(move || {
            let action = loaded.manifest.actions.get(index)?;
            let check = slot.get_or_init(|| Arc::new(OutputCheck::new(action)));
            Some(Arc::clone(check))
        })
        .await
    }

    /// The manifest as the connector wrote it.
    #[must_use]
    pub fn manifest_json(&self) -> &str {
        &self.0.manifest_json
    }

    /// The SHA-256 of the component, in lower-case hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.0.digest
    }

    /// The size of the component in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.size
    }

    /// How to get a credential for an auth method. `settings` is a JSON object
    /// without the secret settings.
    ///
    /// # Errors
    ///
    /// A [`CallError`] when the component fails; the connector's own failure
    /// is inside.
    pub fn authorize(&self, method: &str, settings: &str) -> Answer<Authorization> {
        self.call("authorize", |plugin, store| {
            plugin
                .ipaas_connector_connector()
                .call_authorize(store, method, &settings.to_owned())
        })
    }

    /// Begins to verify a connection.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn connect(&self, connection: &Connection) -> Answer<Step> {
        self.call("connect", |plugin, store| {
            plugin
                .ipaas_connector_connector()
                .call_connect(store, connection)
        })
    }

    /// Begins an action. `input` is a JSON object.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn invoke(&self, connection: &Connection, action: &str, input: &str) -> Answer<Step> {
        self.call("invoke", |plugin, store| {
            plugin.ipaas_connector_connector().call_invoke(
                store,
                connection,
                action,
                &input.to_owned(),
            )
        })
    }

    /// Begins to look for events of a trigger. `input` is a JSON object;
    /// `cursor` is what the last poll ended with, as JSON.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn poll(
        &self,
        connection: &Connection,
        trigger: &str,
        input: &str,
        cursor: Option<&str>,
    ) -> Answer<Step> {
        let cursor = cursor.map(str::to_owned);
        self.call("poll", |plugin, store| {
            plugin.ipaas_connector_connector().call_poll(
                store,
                connection,
                trigger,
                &input.to_owned(),
                cursor.as_ref(),
            )
        })
    }

    /// Begins to judge a webhook delivery.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn receive(&self, app: &App, delivery: &Delivery) -> Answer<Step> {
        self.call("receive", |plugin, store| {
            plugin
                .ipaas_connector_connector()
                .call_receive(store, app, delivery)
        })
    }

    /// Goes on after a step. `now` is the host's clock at this moment: seconds
    /// since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn resume(&self, state: &[u8], reply: &Reply, now: u64) -> Answer<Step> {
        self.call("resume", |plugin, store| {
            plugin
                .ipaas_connector_connector()
                .call_resume(store, state, reply, now)
        })
    }

    /// Calls `function` in a fresh instance.
    fn call<T>(
        &self,
        function: &'static str,
        body: impl FnOnce(&Plugin, &mut Store<Growth>) -> wasmtime::Result<T>,
    ) -> Result<T, CallError> {
        let loaded = &*self.0;
        let _turn = loaded.turns.take();
        let mut store = new_store(&loaded.plugin, &loaded.limits);
        loaded
            .plugin
            .instantiate(&mut store)
            .and_then(|plugin| body(&plugin, &mut store))
            .map_err(|error| call_error(function, &error, &store, &loaded.limits))
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector")
            .field("key", &self.0.manifest.key)
            .field("version", &self.0.manifest.version)
            .field("digest", &self.0.digest)
            .finish_non_exhaustive()
    }
}

/// What a component says of itself.
pub(super) fn describe(
    plugin: &PluginPre<Growth>,
    turns: &Turns,
    limits: &Limits,
) -> Result<String, LoadError> {
    let _turn = turns.take();
    let mut store = new_store(plugin, limits);
    let instance = plugin
        .instance_pre()
        .instantiate(&mut store)
        .map_err(|error| LoadError::Instantiate(format!("{error:#}")))?;
    let plugin = Plugin::new(&mut store, &instance)
        .map_err(|error| LoadError::World(format!("{error:#}")))?;
    plugin
        .ipaas_connector_connector()
        .call_describe(&mut store)
        .map_err(|error| LoadError::Describe(call_error("describe", &error, &store, limits)))
}

fn new_store(plugin: &PluginPre<Growth>, limits: &Limits) -> Store<Growth> {
    let mut store = Store::new(plugin.engine(), Growth::new(limits));
    store.limiter(|allowance| allowance);
    store.set_hostcall_fuel(limits.answer);
    // The tick that is under way counts for nothing.
    let ticks = limits.time.as_millis().div_ceil(TICK.as_millis()) + 1;
    store.set_epoch_deadline(u64::try_from(ticks).unwrap_or(u64::MAX / 2));
    store
}

fn call_error(
    function: &'static str,
    error: &wasmtime::Error,
    store: &Store<Growth>,
    limits: &Limits,
) -> CallError {
    match error.downcast_ref::<Trap>() {
        Some(Trap::Interrupt) => CallError::Time {
            function,
            milliseconds: limits.time.as_millis(),
        },
        _ if store.data().was_exceeded() => CallError::Memory {
            function,
            limit: limits.memory,
        },
        Some(trap) => CallError::Trap {
            function,
            trap: trap.to_string(),
        },
        // What is no trap comes from reading the answer.
        None => CallError::Answer {
            function,
            reason: error.root_cause().to_string(),
        },
    }
}
