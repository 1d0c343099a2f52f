//! The side of the worker processes.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use connector_host::clock::Clock as _;
use connector_host::{Class, Error};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::EnduranceError;
use crate::caller::Caller;
use crate::clock::SimulatedClock;
use crate::protocol::{Order, Report, Setup};
use crate::stopwatch;

/// Does what the coordinator says on stdin until it says no more, and reports on stdout.
///
/// # Errors
/// When the coordinator is not understood or the host does not start. That a call fails is a
/// report.
pub async fn work() -> Result<(), EnduranceError> {
    let mut setup = String::new();
    std::io::stdin()
        .read_line(&mut setup)
        .map_err(EnduranceError::io("read what to work with"))?;
    if setup.is_empty() {
        return Ok(());
    }
    let setup: Setup = serde_json::from_str(&setup)?;
    let clock = SimulatedClock::at(setup.now);
    let mut orders = orders(clock.clone());
    let caller = match &setup.replica {
        None => Caller::new(&setup, clock.clone())?,
        Some(replica) => Caller::of_replica(&setup, replica, clock.clone()).await?,
    };
    let worker = Arc::new(Worker {
        caller,
        clock,
        process: setup.process,
        finishing: AtomicBool::new(false),
    });
    let mut tasks = JoinSet::new();
    // Everything is opened and loaded by the first call.
    let first = worker.caller.any();
    worker.report_failure(first, worker.caller.call(first).await);
    report(&Report::Ready);
    while let Some(order) = orders.recv().await {
        match order? {
            Order::Time(_) => {}
            Order::Call { tasks: number } => {
                for _ in 0..number {
                    tasks.spawn(Arc::clone(&worker).call());
                }
            }
            Order::Renew => {
                tasks.spawn(Arc::clone(&worker).renew());
            }
            Order::RenewOnce => {
                let worker = Arc::clone(&worker);
                tasks.spawn(async move {
                    let _reported = worker.renew_once().await;
                });
            }
            Order::MeasureWindow => {
                stopwatch::start(|after| report(&Report::WindowClosed { after }));
            }
            Order::LimitFiles(limit) => {
                limit_files(limit).map_err(EnduranceError::io("limit files"))?;
            }
            Order::Finish => {
                worker.finishing.store(true, Ordering::Relaxed);
                let tasks = std::mem::take(&mut tasks);
                tokio::spawn(async {
                    tasks.join_all().await;
                    report(&Report::Finished);
                });
            }
        }
    }
    Ok(())
}

#[derive(Debug)]
struct Worker {
    caller: Caller,
    clock: SimulatedClock,
    /// Its number.
    process: usize,
    finishing: AtomicBool,
}

impl Worker {
    /// Calls without pause.
    async fn call(self: Arc<Self>) {
        while !self.finishing.load(Ordering::Relaxed) {
            let connection = self.caller.any();
            let outcome = self.caller.call(connection).await;
            if outcome.is_err() {
                self.report_failure(connection, outcome);
                // What stands in the way of one call stands in the way of the next.
                self.clock.sleep(Duration::from_secs(1)).await;
            }
        }
    }

    /// Renews without pause.
    async fn renew(self: Arc<Self>) {
        while self.renew_once().await {}
    }

    /// Renews, and says whether that succeeded.
    async fn renew_once(&self) -> bool {
        let outcome = self.caller.renew().await;
        let renewed = outcome.is_ok();
        if renewed {
            report(&Report::Renewed);
        }
        self.report_failure(0, outcome);
        renewed
    }

    fn report_failure(&self, connection: usize, outcome: Result<(), Error>) {
        if let Err(error) = outcome {
            report(&Report::Failed {
                reason: error.to_string(),
                needs_reconnecting: error.class() == Class::Connection,
                is_unavailable: error.class() == Class::Unavailable,
                connection,
                process: self.process,
            });
        }
    }
}

/// The orders as they come on stdin, until there are no more. What time it is, everybody knows as
/// soon as it was said, whatever the process does at the time.
fn orders(clock: SimulatedClock) -> mpsc::UnboundedReceiver<serde_json::Result<Order>> {
    let (sender, orders) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            let order = serde_json::from_str(&line);
            if let Ok(Order::Time(now)) = order {
                clock.advance_to(now);
                report(&Report::Time(now));
            }
            if sender.send(order).is_err() {
                return;
            }
        }
    });
    orders
}

/// Reports to the coordinator. There is nobody else to tell when it is gone.
fn report(report: &Report) {
    if let Ok(line) = serde_json::to_string(report) {
        let _ = writeln!(std::io::stdout(), "{line}");
    }
}

/// Makes the system refuse to write files beyond this many bytes, as it does when a disk is full.
#[cfg(unix)]
fn limit_files(limit: Option<u64>) -> std::io::Result<()> {
    use rlimit::{INFINITY, Resource};
    use tokio::signal::unix::{SignalKind, signal};

    // A process that takes the signal gets an error instead of its end.
    let _stays = signal(SignalKind::from_raw(libc::SIGXFSZ))?;
    let (_, most) = Resource::FSIZE.get()?;
    Resource::FSIZE.set(limit.unwrap_or(INFINITY).min(most), most)
}

#[cfg(not(unix))]
fn limit_files(_: Option<u64>) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
