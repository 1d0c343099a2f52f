//! Another connector in the same process, or another caller of the same service, whose
//! calls have to go on, and what an attack costs them and the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use serde_json::json;

use crate::support::authorization::{World, connect, connected, token_grant};

/// How many calls are made alone first, to compare with. Those that come before
/// them set up connections and fill caches. Where nothing is optimized, nobody
/// compares.
const ALONE: usize = if cfg!(debug_assertions) { 1 } else { 100 };
const FIRST: usize = 10;

/// A call that goes on, or this panics.
pub type Call = dyn Fn() -> BoxFuture<'static, ()> + Send + Sync;

/// The memory that an attack may cost, in MiB, when it is none on memory.
const CEILING: u64 = 32;

/// Makes an attack while another connector works in the same process, and tells
/// what it cost. Fails when a call of the other connector does, or when the
/// memory of this process rises by more than an attack may cost.
///
/// The line that it prints is for `cargo xtask attacks`, which makes a table of
/// all.
pub async fn beside<T>(attack: impl Future<Output = T>) -> T {
    beside_within(CEILING, attack).await
}

/// The same of an attack that may cost so many MiB of memory, since a limit lets it.
pub async fn beside_within<T>(ceiling: u64, attack: impl Future<Output = T>) -> T {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    let _ = connected(connect(&host).name("bystander")).await;
    let call = move || -> BoxFuture<'static, ()> {
        let host = host.clone();
        Box::pin(async move {
            host.invoke("notes", "list-notes").run().await.unwrap();
        })
    };
    beside_calls(ceiling, Arc::new(call), attack).await
}

/// The same beside other calls.
pub async fn beside_calls<T>(ceiling: u64, call: Arc<Call>, attack: impl Future<Output = T>) -> T {
    for _ in 0..FIRST {
        call().await;
    }
    let mut alone = Vec::new();
    for _ in 0..ALONE {
        alone.push(timed(&*call).await);
    }

    let over = Arc::new(AtomicBool::new(false));
    let calls = tokio::spawn(call_until(call, Arc::clone(&over)));
    let memory = Rise::begin();
    let began = Instant::now();
    let outcome = attack.await;
    let (took, rise) = (began.elapsed(), memory.kibibytes());
    over.store(true, Ordering::Relaxed);
    let times = calls.await.unwrap();
    let cost = json!({
        "ms": took.as_millis(),
        "kib": rise,
        "beside_us": microseconds(&times),
        "alone_us": microseconds(&alone),
    });
    println!("\ncost: {cost}");
    if is_the_only_one() {
        let mebibytes = rise.unwrap_or_default() >> 10;
        assert!(mebibytes <= ceiling, "it cost {mebibytes} MiB of {ceiling}");
    }
    outcome
}

async fn call_until(call: Arc<Call>, over: Arc<AtomicBool>) -> Vec<Duration> {
    let mut times = Vec::new();
    loop {
        let (took, is_over) = (timed(&*call).await, over.load(Ordering::Relaxed));
        times.push(took);
        if is_over {
            return times;
        }
    }
}

async fn timed(call: &Call) -> Duration {
    let began = Instant::now();
    call().await;
    began.elapsed()
}

fn microseconds(times: &[Duration]) -> Vec<u128> {
    times.iter().map(Duration::as_micros).collect()
}

/// Whether this process makes one attack and no other beside it, so that what its
/// memory rises by is that attack's doing.
fn is_the_only_one() -> bool {
    let of_nextest = std::env::var("NEXTEST_EXECUTION_MODE");
    of_nextest.is_ok_and(|mode| mode == "process-per-test")
        || std::env::args().any(|argument| argument == "--exact")
}

/// By how much the memory of this process rises above what it had at first.
struct Rise(Option<u64>);

impl Rise {
    /// Forgets the peak so far. Where there is no such file, nothing is told.
    fn begin() -> Self {
        let forgotten = std::fs::write("/proc/self/clear_refs", "5");
        Self(forgotten.ok().and_then(|()| in_use("VmRSS:")))
    }

    fn kibibytes(&self) -> Option<u64> {
        Some(in_use("VmHWM:")?.saturating_sub(self.0?))
    }
}

/// A line of what the system tells of this process's memory, in KiB.
fn in_use(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let told = status.lines().find_map(|told| told.strip_prefix(line))?;
    told.split_whitespace().next()?.parse().ok()
}
