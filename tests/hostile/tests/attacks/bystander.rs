//! Another connector in the same process, whose calls have to go on, and what an
//! attack costs it and the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use connector_host::Host;
use serde_json::json;

use crate::support::authorization::{World, connect, connected, token_grant};

/// How many calls are made alone first, to compare with.
const ALONE: usize = 100;

/// Makes an attack while another connector works in the same process, and tells
/// what it cost. Fails when a call of the other connector does.
///
/// The line that it prints is for `cargo xtask attacks`, which makes a table of
/// all.
pub async fn beside<T>(attack: impl Future<Output = T>) -> T {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    let _ = connected(connect(&host).name("bystander")).await;
    let mut alone = Vec::new();
    for _ in 0..ALONE {
        alone.push(call(&host).await);
    }

    let over = Arc::new(AtomicBool::new(false));
    let calls = tokio::spawn(call_until(host, Arc::clone(&over)));
    let memory = begin_to_watch();
    let began = Instant::now();
    let outcome = attack.await;
    let (took, peak) = (began.elapsed(), in_use("VmHWM:"));
    over.store(true, Ordering::Relaxed);
    let times = calls.await.unwrap();
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let cost = json!({
        "test": test,
        "ms": took.as_millis(),
        "kib": peak.saturating_sub(memory),
        "calls": times.len(),
        "p99_us": slowest_hundredth(times).as_micros(),
        "alone_us": slowest_hundredth(alone).as_micros(),
    });
    println!("\ncost: {cost}");
    outcome
}

async fn call_until(host: Host, over: Arc<AtomicBool>) -> Vec<Duration> {
    let mut times = Vec::new();
    loop {
        let (took, is_over) = (call(&host).await, over.load(Ordering::Relaxed));
        times.push(took);
        if is_over {
            return times;
        }
    }
}

async fn call(host: &Host) -> Duration {
    let began = Instant::now();
    host.invoke("notes", "list-notes").run().await.unwrap();
    began.elapsed()
}

/// The fastest of the slowest hundredth of calls.
fn slowest_hundredth(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() * 99 / 100]
}

/// Forgets the peak of this process's memory, and says what is in use.
fn begin_to_watch() -> u64 {
    // Where there is no such file, the peak is the one since the beginning.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    in_use("VmRSS:")
}

/// A line of what the system tells of this process's memory, in KiB; 0 where it
/// does not.
fn in_use(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|told| told.strip_prefix(line));
    let kilobytes = found.and_then(|rest| rest.split_whitespace().next());
    kilobytes
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}
