//! Another connector in the same process, whose calls have to go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use connector_host::Host;

use crate::support::authorization::{World, connect, connected, token_grant};

/// Makes an attack while another connector works in the same process, and tells
/// what it cost. Fails when a call of the other connector does.
pub async fn beside<T>(attack: impl Future<Output = T>) -> T {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    let _ = connected(connect(&host).name("bystander")).await;
    let (alone, _) = call(&host).await;

    let over = Arc::new(AtomicBool::new(false));
    let calls = tokio::spawn(call_until(host, Arc::clone(&over)));
    let (memory, began) = (resident(), Instant::now());
    let outcome = attack.await;
    let (took, grown) = (began.elapsed(), resident().saturating_sub(memory));
    over.store(true, Ordering::Relaxed);
    let mut times = calls.await.unwrap();
    times.sort();
    let slowest = times[times.len() * 99 / 100];
    println!(
        "the attack took {took:?} and {} MB; of {} other calls the slowest hundredth took {slowest:?}, alone {alone:?}",
        grown >> 20,
        times.len()
    );
    outcome
}

async fn call_until(host: Host, over: Arc<AtomicBool>) -> Vec<Duration> {
    let mut times = Vec::new();
    loop {
        let (took, is_over) = (call(&host).await.0, over.load(Ordering::Relaxed));
        times.push(took);
        if is_over {
            return times;
        }
    }
}

async fn call(host: &Host) -> (Duration, serde_json::Value) {
    let began = Instant::now();
    let output = host.invoke("notes", "list-notes").run().await.unwrap();
    (began.elapsed(), output.value)
}

/// The memory of this process that is in use now, in bytes; 0 where the system
/// does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    kilobytes
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or_default()
        << 10
}
