//! One loaded connector, and calling it.

use std::fmt;
use std::sync::Arc;

use wasmtime::component::{ComponentNamedList, Lift, Lower};
use wasmtime::{Store, Trap};

use super::apart::{Share, Threads};
use super::computing::Bounds;
use super::functions::{Function, Functions};
use super::limits::Growth;
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
/// The calls block for as long as the component computes: microseconds, or two
/// seconds where it is up to no good. They do no I/O. The host makes them so that
/// nobody else waits for a long one.
#[derive(Clone)]
pub struct Connector {
    loaded: Arc<Loaded>,
    bounds: Bounds,
}

struct Loaded {
    plugin: PluginPre<Growth>,
    functions: Functions,
    turns: Arc<Turns>,
    share: Share,
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
        threads: &Threads,
        limits: Limits,
    ) -> Result<Self, LoadError> {
        let manifest = Manifest::parse(&manifest_json)?;
        // A connector that could never send anything is refused here, not at
        // its first request.
        Policy::new(&manifest.origins)?;
        let loaded = Loaded {
            functions: Functions::of(&plugin)?,
            plugin,
            turns,
            share: Share::of(threads),
            limits,
            manifest,
            manifest_json,
            output_checks: LatestChecks::default(),
            digest,
            size,
        };
        Ok(Self {
            loaded: Arc::new(loaded),
            bounds: Bounds::of(limits.time),
        })
    }

    /// The same, whose calls are within these bounds.
    pub(super) fn within(&self, bounds: Bounds) -> Self {
        Self {
            loaded: Arc::clone(&self.loaded),
            bounds,
        }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.loaded.limits
    }

    pub(super) fn share(&self) -> &Share {
        &self.loaded.share
    }

    /// What the connector says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.loaded.manifest
    }

    /// What the outputs of an action are held against.
    pub(crate) async fn output_check(&self, action: &str) -> Option<Arc<OutputCheck>> {
        let mut actions = self.loaded.manifest.actions.iter();
        let index = actions.position(|found| found.id == action)?;
        let slot = self.loaded.output_checks.of(index);
        if let Some(check) = slot.get() {
            return Some(Arc::clone(check));
        }
        let loaded = Arc::clone(&self.loaded);
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
        &self.loaded.manifest_json
    }

    /// The SHA-256 of the component, in lower-case hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.loaded.digest
    }

    /// The size of the component in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.loaded.size
    }

    /// How to get a credential for an auth method. `settings` is a JSON object
    /// without the secret settings.
    ///
    /// # Errors
    ///
    /// A [`CallError`] when the component fails; the connector's own failure
    /// is inside.
    pub fn authorize(&self, method: &str, settings: &str) -> Answer<Authorization> {
        self.call(|of| &of.authorize, (method, settings))
    }

    /// Begins to verify a connection.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn connect(&self, connection: &Connection) -> Answer<Step> {
        self.call(|of| &of.connect, (connection,))
    }

    /// Begins an action. `input` is a JSON object.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn invoke(&self, connection: &Connection, action: &str, input: &str) -> Answer<Step> {
        self.call(|of| &of.invoke, (connection, action, input))
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
        self.call(|of| &of.poll, (connection, trigger, input, cursor))
    }

    /// Begins to judge a webhook delivery.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn receive(&self, app: &App, delivery: &Delivery) -> Answer<Step> {
        self.call(|of| &of.receive, (app, delivery))
    }

    /// Goes on after a step. `now` is the host's clock at this moment: seconds
    /// since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize).
    pub fn resume(&self, state: &[u8], reply: &Reply, now: u64) -> Answer<Step> {
        self.call(|of| &of.resume, (state, reply, now))
    }

    /// Calls a function in a fresh instance.
    fn call<P, T>(&self, function: fn(&Functions) -> &Function, parameters: P) -> Answer<T>
    where
        P: ComponentNamedList + Lower,
        T: Lift + 'static,
    {
        let loaded = &*self.loaded;
        let function = function(&loaded.functions);
        let _turn = loaded.turns.take();
        let mut store = new_store(&loaded.plugin, &loaded.limits, &self.bounds);
        loaded
            .plugin
            .instance_pre()
            .instantiate(&mut store)
            .and_then(|instance| function.call(&instance, &mut store, parameters))
            .map_err(|error| call_error(function.name, &error, &store, &self.bounds))
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector")
            .field("key", &self.loaded.manifest.key)
            .field("version", &self.loaded.manifest.version)
            .field("digest", &self.loaded.digest)
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
    let bounds = Bounds::of(limits.time);
    let mut store = new_store(plugin, limits, &bounds);
    let instance = plugin
        .instance_pre()
        .instantiate(&mut store)
        .map_err(|error| LoadError::Instantiate(format!("{error:#}")))?;
    let plugin = Plugin::new(&mut store, &instance)
        .map_err(|error| LoadError::World(format!("{error:#}")))?;
    plugin
        .ipaas_connector_connector()
        .call_describe(&mut store)
        .map_err(|error| LoadError::Describe(call_error("describe", &error, &store, &bounds)))
}

fn new_store(plugin: &PluginPre<Growth>, limits: &Limits, bounds: &Bounds) -> Store<Growth> {
    let mut store = Store::new(plugin.engine(), Growth::new(limits));
    store.limiter(|allowance| allowance);
    store.set_hostcall_fuel(limits.answer);
    bounds.set(&mut store);
    store
}

fn call_error(
    function: &'static str,
    error: &wasmtime::Error,
    store: &Store<Growth>,
    bounds: &Bounds,
) -> CallError {
    match error.downcast_ref::<Trap>() {
        Some(Trap::Interrupt) => CallError::Time {
            function,
            milliseconds: bounds.time().as_millis(),
        },
        _ if store.data().was_exceeded() => CallError::Memory {
            function,
            limit: store.data().memory(),
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
