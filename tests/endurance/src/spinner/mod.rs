//! A connector that spins for its whole time in every call, beside another in the same host: how much
//! longer do the other's calls take?
//!
//! The calls are made before, beside and after it, so that a machine that gets slower or faster
//! meanwhile counts for both. What is compared is the fastest of the slowest hundredth of each.

mod figures;
#[allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    reason = "the tests of the host use the rest"
)]
#[path = "../../../../host/tests/support/image.rs"]
mod image;
#[allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    reason = "the tests of the host use the rest"
)]
#[path = "../../../../host/tests/support/scripted.rs"]
mod scripted;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use connector_host::Host;
use jiff::SignedDuration;
use tokio::task::JoinSet;

pub use figures::SpinnerFigures;
use scripted::Act;

use crate::EnduranceError;
use crate::caller::Caller;
use crate::stage::{Method, Parts, Stage};

/// The connector that spins, and an action of it.
const SPINNER: (&str, &str) = ("notes", "list-notes");
/// What ends a call that spins.
const TIMES: [&str; 2] = ["component-too-slow", "too-much-computing"];
/// Calls by which everything is opened and loaded.
const FIRST: usize = 50;

/// How much spins, and how much is called beside it.
#[derive(Clone, Copy, Debug)]
pub struct Spinner {
    /// How many of its calls there are at once.
    pub spinning: usize,
    /// How many of the other's calls are made beside it, and as many without it.
    pub calls: usize,
}

/// What became of the calls that spin.
#[derive(Debug, Default)]
struct Spun {
    ended_by_time: AtomicU64,
    otherwise: AtomicU64,
}

impl Spinner {
    /// Plays it on a stage of its own.
    ///
    /// # Errors
    /// When it could not be played to its end, such as when a call of the other connector fails.
    pub async fn play(&self, parts: &Parts) -> Result<SpinnerFigures, EnduranceError> {
        let begun = Instant::now();
        let method = Method::ServerToServer { one_token: false };
        let stage = Stage::set(parts, method, SignedDuration::from_hours(1)).await?;
        let caller = stage.caller()?;
        caller.host.load(&scripted::connector(&[Act::Spin])).await?;
        times(&caller, FIRST).await?;
        let mut alone = times(&caller, self.calls / 2).await?;
        let spun = Arc::new(Spun::default());
        let mut spinning = JoinSet::new();
        for _ in 0..self.spinning {
            spinning.spawn(spin(caller.host.clone(), Arc::clone(&spun)));
        }
        let mut beside = times(&caller, self.calls).await?;
        // All of them are to have had their whole time once.
        while spun.calls() < self.spinning as u64 {
            beside.extend(times(&caller, FIRST).await?);
        }
        spinning.shutdown().await;
        alone.extend(times(&caller, self.calls - self.calls / 2).await?);
        Ok(SpinnerFigures {
            alone,
            beside,
            ended_by_time: spun.ended_by_time.load(Ordering::Relaxed),
            ended_otherwise: spun.otherwise.load(Ordering::Relaxed),
            took: begun.elapsed(),
        })
    }
}

impl Spun {
    fn calls(&self) -> u64 {
        self.ended_by_time.load(Ordering::Relaxed) + self.otherwise.load(Ordering::Relaxed)
    }
}

/// Calls the connector that spins, without pause and without a connection.
async fn spin(host: Host, spun: Arc<Spun>) {
    let (connector, action) = SPINNER;
    loop {
        let outcome = host.invoke(connector, action).dry_run().await;
        let by_time = outcome.is_err_and(|error| TIMES.contains(&error.code()));
        let count = if by_time {
            &spun.ended_by_time
        } else {
            &spun.otherwise
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// How long each of so many calls took, one after the other.
async fn times(caller: &Caller, calls: usize) -> Result<Vec<Duration>, EnduranceError> {
    let mut times = Vec::with_capacity(calls);
    for _ in 0..calls {
        let begun = Instant::now();
        caller.call(0).await?;
        times.push(begun.elapsed());
    }
    Ok(times)
}
