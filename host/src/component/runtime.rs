//! The engine that all connectors of a process share.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use super::apart::Threads;
use super::cache::Cache;
use super::examine::examine;
use super::giving_way::GivingWay;
use super::limits::Growth;
use super::turns::Turns;
use super::while_compiling::WhileCompiling;
use super::{Compiler, Connector, Limits, LoadError, connector::describe};
use crate::contract::PluginPre;
use crate::digest;

/// How often the engine's epoch advances: the grain of [`Limits::time`].
const TICK: Duration = Duration::from_millis(10);

/// Core instances, memories and tables that one component may have. One made
/// from a core module has one memory, one table, and an instance or two of
/// glue.
const CORE_INSTANCES: u32 = 4;
const MEMORIES: u32 = 1;
const TABLES: u32 = 2;

/// Compiles and checks components. Clones share one engine.
#[derive(Clone)]
pub struct Runtime {
    engine: Engine,
    cache: Option<Cache>,
    turns: Arc<Turns>,
    threads: Threads,
    compiling: Arc<Mutex<()>>,
    /// Where they are examined and compiled.
    loading: GivingWay,
    compiler: Compiler,
    while_compiling: Option<WhileCompiling>,
    limits: Limits,
}

/// Why there is no runtime.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuntimeError {
    /// The engine could not be made.
    #[error("the WebAssembly engine can't start on this machine: {0}")]
    Engine(String),
    /// The thread that keeps the time could not be started.
    #[error("the thread that limits the connectors' computing time can't be started: {0}")]
    Thread(#[source] std::io::Error),
    /// The cache directory is unfit.
    #[error("compiled code can't be kept in {}: {reason}", path.display())]
    Cache {
        /// The directory.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
}

impl Runtime {
    /// A runtime that keeps compiled code in `cache_directory`, or does not
    /// keep it when there is none. Compiled code is trusted, so the directory
    /// is made for, and must belong to, the user alone.
    ///
    /// # Errors
    ///
    /// A [`RuntimeError`].
    pub fn new(limits: Limits, cache_directory: Option<&Path>) -> Result<Self, RuntimeError> {
        let mut config = for_compiling();
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(&limits)));
        let engine =
            Engine::new(&config).map_err(|error| RuntimeError::Engine(format!("{error:#}")))?;
        let cache = cache_directory
            .map(|directory| Cache::open(directory, &engine))
            .transpose()?;
        tick(&engine).map_err(RuntimeError::Thread)?;
        Ok(Self {
            engine,
            cache,
            turns: Arc::new(Turns::new(limits.concurrent_calls.max(1))),
            // Those that take their time leave slots to those that take a moment.
            threads: Threads::new(limits.threads.min(limits.concurrent_calls / 2)),
            compiling: Arc::default(),
            loading: GivingWay::new(thread::available_parallelism().map_or(1, usize::from)),
            compiler: Compiler::default(),
            while_compiling: None,
            limits,
        })
    }

    /// The same, with components compiled there.
    #[must_use]
    pub fn with_compiler(mut self, compiler: Compiler) -> Self {
        self.compiler = compiler;
        self
    }

    /// The same, with that going on while something is compiled.
    #[must_use]
    pub(crate) fn with_while_compiling(mut self, going_on: Option<WhileCompiling>) -> Self {
        self.while_compiling = going_on;
        self
    }

    /// Checks and compiles a component, or takes the code that was compiled
    /// before.
    ///
    /// # Errors
    ///
    /// A [`LoadError`] that says why the component is refused.
    pub fn load(&self, bytes: &[u8]) -> Result<Connector, LoadError> {
        self.load_digested(bytes, &digest::hex(Sha256::new_with_prefix(bytes)))
    }

    /// The same of a component whose digest is known: to take it again would be half of the time.
    pub(crate) fn load_digested(&self, bytes: &[u8], digest: &str) -> Result<Connector, LoadError> {
        check_form(bytes)?;
        if let Some(kept) = self.kept(bytes, digest) {
            return Ok(kept);
        }
        // The compiler uses all processors as it is, as far as nobody else wants them,
        // and a good deal of memory: one component is compiled at a time. Somebody may
        // just have compiled this one.
        let _turn = self
            .compiling
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = self.kept(bytes, digest) {
            return Ok(kept);
        }
        let _going_on = self.while_compiling.as_ref().map(WhileCompiling::begin);
        let (component, plugin, manifest_json) = self.loading.wait_for(|| {
            examine(bytes)?;
            let component = self.compiler.compile(&self.engine, bytes)?;
            let plugin = self.plugin(&component)?;
            let manifest_json = describe(&plugin, &self.turns, &self.limits)?;
            Ok::<_, LoadError>((component, plugin, manifest_json))
        })?;
        let connector = self.connector(plugin, manifest_json, bytes, digest)?;
        let Some(cache) = &self.cache else {
            return Ok(connector);
        };
        if let Err(error) = cache.keep(digest, &component, connector.manifest_json()) {
            tracing::warn!(%error, "the compiled component could not be kept and is compiled again next time");
            return Ok(connector);
        }
        Ok(self.kept(bytes, digest).unwrap_or(connector))
    }

    /// Drops the code that was compiled of the component of that digest.
    pub(crate) fn forget(&self, digest: &str) {
        let forgotten = self.cache.as_ref().map(|cache| cache.forget(digest));
        if let Some(Err(error)) = forgotten {
            tracing::warn!(%error, "compiled code of a component that was removed stays in the cache");
        }
    }

    /// The connector whose code was compiled before.
    fn kept(&self, bytes: &[u8], digest: &str) -> Option<Connector> {
        let (component, manifest_json) = self.cache.as_ref()?.find(&self.engine, digest)?;
        let plugin = self.plugin(&component).ok()?;
        self.connector(plugin, manifest_json, bytes, digest).ok()
    }

    fn connector(
        &self,
        plugin: PluginPre<Growth>,
        manifest_json: String,
        bytes: &[u8],
        digest: &str,
    ) -> Result<Connector, LoadError> {
        Connector::new(
            plugin,
            manifest_json,
            digest.to_owned(),
            bytes.len(),
            Arc::clone(&self.turns),
            &self.threads,
            self.limits,
        )
    }

    /// The component as one of the contract's world, which imports nothing.
    fn plugin(&self, component: &Component) -> Result<PluginPre<Growth>, LoadError> {
        Linker::new(&self.engine)
            .instantiate_pre(component)
            .and_then(PluginPre::new)
            .map_err(|error| LoadError::World(format!("{error:#}")))
    }
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// What compiled code depends on, the same wherever it is compiled.
pub(super) fn for_compiling() -> Config {
    let mut config = Config::new();
    config
        .epoch_interruption(true)
        // Connectors are synchronous: no fibers, no tasks.
        .concurrency_support(false)
        // What `examine` refuses, once more.
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        .wasm_relaxed_simd(false)
        .wasm_tail_call(false)
        // Line numbers of a release build say nothing; leaving the map out
        // makes compiled code smaller.
        .generate_address_map(false)
        .wasm_backtrace_max_frames(None);
    config
}

/// Slots for instances, made once, so that a fresh instance costs microseconds.
fn pool(limits: &Limits) -> PoolingAllocationConfig {
    let calls = limits.concurrent_calls.max(1);
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(calls)
        .total_core_instances(calls * CORE_INSTANCES)
        .total_memories(calls * MEMORIES)
        .total_tables(calls * TABLES)
        .max_core_instances_per_component(CORE_INSTANCES)
        .max_memories_per_component(MEMORIES)
        .max_tables_per_component(TABLES)
        .max_memory_size(limits.memory)
        .table_elements(limits.table_elements)
        // What a call has touched is wiped by writing zeros up to here, and by
        // giving pages back to the system above; wiping is cheaper for the few
        // pages that a connector touches.
        .linear_memory_keep_resident(2 << 20)
        .table_keep_resident(64 << 10)
        // Lets the kernel say which pages were touched, where it can.
        .pagemap_scan(Enabled::Auto);
    pool
}

/// Advances the engine's epoch until the engine is gone.
fn tick(engine: &Engine) -> std::io::Result<()> {
    let engine = engine.weak();
    thread::Builder::new()
        .name("connector-epoch".to_owned())
        .spawn(move || {
            while let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(TICK);
            }
        })
        .map(drop)
}

/// Tells apart what people pass by mistake, by the preamble of a WebAssembly
/// binary: a magic number, then version and layer.
fn check_form(bytes: &[u8]) -> Result<(), LoadError> {
    match bytes {
        [b'\0', b'a', b's', b'm', _, _, 1, 0, ..] => Ok(()),
        [b'\0', b'a', b's', b'm', 1, 0, 0, 0, ..] => Err(LoadError::CoreModule),
        [b'\0', b'a', b's', b'm', ..] => Err(LoadError::Invalid(
            "its version is not known to this host".to_owned(),
        )),
        _ if bytes.trim_ascii_start().starts_with(b"(") => Err(LoadError::Text),
        _ => Err(LoadError::NotWebAssembly),
    }
}
