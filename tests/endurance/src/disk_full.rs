//! The disk is full when a grant has to be renewed. A limit on the size of files stands in for the
//! disk: the system refuses to write beyond it, in the middle of a page of the database too.

use std::fmt;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use tokio::sync::mpsc;
use zoom_sandbox::Exchange;

use crate::EnduranceError;
use crate::crew::Worker;
use crate::figures::Table;
use crate::ledger::Ledger;
use crate::protocol::{Order, Report};
use crate::stage::{Method, Parts, Stage};

/// What a page of the database takes in its write-ahead log, in bytes: with the default page size.
const FRAME: u64 = 4_096 + 24;
/// For how long the disk stays full while the host has tokens that it can't keep, in seconds of
/// simulated time.
const FULL_FOR: u32 = 10;

/// How often the disk is full.
#[derive(Clone, Copy, Debug)]
pub struct DiskFull {
    /// How many renewals meet a full disk, each at another byte.
    pub renewals: u32,
    /// What the random numbers are made from.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct DiskFullFigures {
    /// Renewals that needed less than there was.
    pub undisturbed: u64,
    /// Renewals that were given up before the refresh token was sent.
    pub given_up_in_time: u64,
    /// Renewals whose tokens were committed once there was room again.
    pub committed_late: u64,
    /// Grants that did not work once there was room again, each with what the host said.
    pub lost: Vec<String>,
    /// What SQLite finds when it checks the database in the end: `ok`.
    pub integrity: String,
    /// How long it took on the machine's clock.
    pub took: Duration,
}

impl DiskFull {
    /// Plays it on a stage of its own.
    ///
    /// # Errors
    /// When it could not be played to its end.
    pub async fn play(&self, parts: &Parts) -> Result<DiskFullFigures, EnduranceError> {
        let begun = Instant::now();
        let lifetime = SignedDuration::from_hours(1);
        let stage = Stage::set(parts, Method::AuthorizationCode, lifetime).await?;
        let (reports, reported) = mpsc::unbounded_channel();
        let mut filling = Filling {
            exchanges: stage.sandbox.requests().follow(),
            worker: stage.worker(reports).await?,
            reports: reported,
            ledger: Ledger::of([stage.client_id().to_owned()]),
            stage,
            figures: DiskFullFigures::default(),
        };
        match filling.reports.recv().await {
            Some(Report::Ready) => {}
            other => return Err(EnduranceError::Worker(format!("{other:?}"))),
        }
        let mut random = fastrand::Rng::with_seed(self.seed);
        for _ in 0..self.renewals {
            let room = random.u64(..4 * FRAME);
            filling.renew_with(room).await?;
        }
        let Filling {
            worker,
            stage,
            figures,
            ..
        } = filling;
        worker.kill().await?;
        Ok(DiskFullFigures {
            integrity: stage.check_database()?,
            took: begun.elapsed(),
            ..figures
        })
    }
}

/// Renewals that go on.
struct Filling {
    stage: Stage,
    worker: Worker,
    reports: mpsc::UnboundedReceiver<Report>,
    exchanges: mpsc::UnboundedReceiver<Exchange>,
    ledger: Ledger,
    figures: DiskFullFigures,
}

impl Filling {
    /// Renews with room for this many bytes more, and then with as many as are needed.
    async fn renew_with(&mut self, room: u64) -> Result<(), EnduranceError> {
        let limit = self.stage.log_size()? + room;
        self.worker.order(Order::LimitFiles(Some(limit))).await?;
        while let Ok(exchange) = self.exchanges.try_recv() {
            self.ledger.note(&exchange);
        }
        self.worker.order(Order::RenewOnce).await?;
        let issued = self.ledger.issued;
        let mut waited = 0;
        let mut heartbeat = tokio::time::interval(Duration::from_millis(10));
        let report = loop {
            tokio::select! {
                Some(exchange) = self.exchanges.recv() => self.ledger.note(&exchange),
                Some(report) = self.reports.recv() => break report,
                _ = heartbeat.tick(), if self.ledger.issued > issued => {
                    // The host has tokens, and waits for room.
                    waited += 1;
                    if waited == FULL_FOR {
                        self.worker.order(Order::LimitFiles(None)).await?;
                    }
                    self.worker.order(Order::Time(self.stage.tick())).await?;
                }
            }
        };
        self.worker.order(Order::LimitFiles(None)).await?;
        match report {
            Report::Renewed if waited >= FULL_FOR => self.figures.committed_late += 1,
            Report::Renewed => self.figures.undisturbed += 1,
            _ if self.ledger.issued == issued => self.figures.given_up_in_time += 1,
            given_up => self.figures.lost.push(format!("{given_up:?}")),
        }
        self.worker.order(Order::RenewOnce).await?;
        match self.reports.recv().await {
            Some(Report::Renewed) => Ok(()),
            Some(Report::Failed { reason, .. }) => {
                self.figures.lost.push(reason);
                self.stage.connect().await
            }
            other => Err(EnduranceError::Worker(format!("{other:?}"))),
        }
    }
}

impl DiskFullFigures {
    /// Whether everything is as it has to be.
    #[must_use]
    pub fn hold(&self) -> bool {
        self.table().holds()
    }

    fn table(&self) -> Table {
        let mut table = Table::default();
        table.fact("renewals that found enough room", &self.undisturbed);
        table.fact(
            "given up before the refresh token was sent",
            &self.given_up_in_time,
        );
        table.fact("committed once there was room again", &self.committed_late);
        table.must_be("grants lost", &self.lost.len(), &0);
        for reason in self.lost.iter().take(3) {
            table.fact("  one of them", reason);
        }
        table.must_be("check of the database", &self.integrity.as_str(), &"ok");
        table.took(self.took);
        table
    }
}

impl fmt::Display for DiskFullFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
