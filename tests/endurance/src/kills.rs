//! A process that does nothing but renew is killed at a random instant, over and over. After each
//! kill a host opens the store anew and has to find a grant that works.
//!
//! One kill it cannot survive: after the authorization server has used up the refresh token and
//! before the one that came in its place is on the disk. A server that rotates refresh tokens and
//! gives no grace has told nobody else of the new one. That instant is the window; a grant that is
//! lost in any other is a fault.

use std::fmt;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use tokio::sync::mpsc;
use zoom_sandbox::{Exchange, Fault, Trouble};

use crate::EnduranceError;
use crate::crew::Worker;
use crate::figures::Table;
use crate::ledger::Ledger;
use crate::protocol::{Order, Report};
use crate::stage::{Method, Parts, Stage};

/// How often is killed.
#[derive(Clone, Copy, Debug)]
pub struct Kills {
    /// How many processes are killed.
    pub kills: u32,
    /// What the random numbers are made from.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct KillsFigures {
    /// Processes that were killed.
    pub kills: u64,
    /// Renewals that were committed.
    pub renewals: u64,
    /// Kills while the local Zoom had no request of theirs.
    pub without_a_request: u64,
    /// Kills after the request was sent, before the work was begun.
    pub before_the_work: u64,
    /// Kills in the window: the grant had to be connected again.
    pub in_the_window: u64,
    /// Of those, grants whose reason says that a renewal was interrupted.
    pub explained: u64,
    /// Grants lost in any other instant, each with what the host said.
    pub lost: Vec<String>,
    /// How long it took on the machine's clock.
    pub took: Duration,
}

/// What a renewal spends its time with.
#[derive(Clone, Copy, Debug)]
enum Pace {
    /// The server is as fast as it can be: most of the time is the host's own.
    Prompt,
    /// The server waits before it works.
    SlowToWork,
    /// The server works, and waits before it answers.
    SlowToAnswer,
}

const PACES: [Pace; 3] = [Pace::Prompt, Pace::SlowToWork, Pace::SlowToAnswer];
/// Renewals from which the duration of one is taken.
const SAMPLE: u32 = 10;
/// What the host says of a renewal that was begun and never finished.
pub(crate) const UNFINISHED: &str = "was never finished";
/// How long to wait for the local Zoom to note what it has done.
const PATIENCE: Duration = Duration::from_secs(10);

impl Pace {
    fn trouble(self) -> Option<Trouble> {
        match self {
            Self::Prompt => None,
            Self::SlowToWork => Some(Trouble::Latency { milliseconds: 50 }),
            // All of a token response is sent after a tenth of a second.
            Self::SlowToAnswer => Some(Trouble::SlowBody {
                bytes_per_second: 100_000,
            }),
        }
    }
}

impl Kills {
    /// Plays it on a stage of its own.
    ///
    /// # Errors
    /// When it could not be played to its end.
    pub async fn play(&self, parts: &Parts) -> Result<KillsFigures, EnduranceError> {
        let begun = Instant::now();
        let lifetime = SignedDuration::from_hours(1);
        let stage = Stage::set(parts, Method::AuthorizationCode, lifetime).await?;
        let mut killing = Killing {
            exchanges: stage.sandbox.requests().follow(),
            generations: stage.caller()?.generation(0).await?,
            ledger: Ledger::of([stage.client_id().to_owned()]),
            stage,
            answers_lost: 0,
            figures: KillsFigures::default(),
        };
        let mut durations = Vec::new();
        for pace in PACES {
            durations.push(killing.duration(pace).await?);
        }
        killing.figures = KillsFigures::default();
        let mut random = fastrand::Rng::with_seed(self.seed);
        for _ in 0..self.kills {
            let choice = random.usize(..PACES.len());
            // A little longer than a renewal takes: every instant of it has its turn.
            let delay = durations[choice].mul_f64(1.2 * random.f64());
            killing.kill(PACES[choice], delay).await?;
        }
        Ok(KillsFigures {
            took: begun.elapsed(),
            ..killing.figures
        })
    }
}

/// Kills that go on.
struct Killing {
    stage: Stage,
    exchanges: mpsc::UnboundedReceiver<Exchange>,
    ledger: Ledger,
    /// Token responses that were committed before it began.
    generations: u64,
    /// Token responses that were issued since and never committed.
    answers_lost: u64,
    figures: KillsFigures,
}

impl Killing {
    /// How long a renewal takes.
    async fn duration(&mut self, pace: Pace) -> Result<Duration, EnduranceError> {
        let (worker, mut reports) = self.renewing(pace).await?;
        let begun = Instant::now();
        for _ in 0..SAMPLE {
            match reports.recv().await {
                Some(Report::Renewed) => {}
                other => return Err(EnduranceError::Worker(format!("{other:?}"))),
            }
        }
        let duration = begun.elapsed() / SAMPLE;
        worker.kill().await?;
        self.look().await?;
        Ok(duration)
    }

    /// Lets a process renew, and kills it after a while.
    async fn kill(&mut self, pace: Pace, delay: Duration) -> Result<(), EnduranceError> {
        let (worker, _reports) = self.renewing(pace).await?;
        tokio::time::sleep(delay).await;
        worker.kill().await?;
        self.look().await
    }

    /// A process that has begun to renew without pause.
    async fn renewing(
        &self,
        pace: Pace,
    ) -> Result<(Worker, mpsc::UnboundedReceiver<Report>), EnduranceError> {
        if let Some(trouble) = pace.trouble() {
            let fault = Fault::new("POST", "/oauth/token", trouble).times(u32::MAX);
            self.stage.sandbox.faults().add(fault);
        }
        let (reports, mut reported) = mpsc::unbounded_channel();
        let mut worker = self.stage.worker(reports).await?;
        match reported.recv().await {
            Some(Report::Ready) => worker.order(Order::Renew).await?,
            other => return Err(EnduranceError::Worker(format!("{other:?}"))),
        }
        Ok((worker, reported))
    }

    /// Looks at what a kill has left, with a host that opens the store anew.
    async fn look(&mut self) -> Result<(), EnduranceError> {
        self.stage.sandbox.faults().clear();
        let caller = self.stage.caller()?;
        let outcome = caller.renew().await;
        let committed = caller.generation(0).await? - self.generations;
        drop(caller);
        let abandoned = self.ledger.abandoned;
        while let Ok(exchange) = self.exchanges.try_recv() {
            self.ledger.note(&exchange);
        }
        self.figures.renewals = committed;
        self.figures.kills += 1;
        let Err(error) = outcome else {
            if self.ledger.abandoned > abandoned {
                self.figures.before_the_work += 1;
            } else {
                self.figures.without_a_request += 1;
            }
            return Ok(());
        };
        // What the killed process had asked for may be noted a moment later.
        let deadline = Instant::now() + PATIENCE;
        while self.lost(committed) == 0 {
            match tokio::time::timeout_at(deadline.into(), self.exchanges.recv()).await {
                Ok(Some(exchange)) => self.ledger.note(&exchange),
                _ => break,
            }
        }
        let lost = self.lost(committed);
        self.answers_lost += lost;
        if lost == 1 && self.ledger.account(0).unused_went_by().is_some() {
            self.figures.in_the_window += 1;
            self.figures.explained += u64::from(error.to_string().contains(UNFINISHED));
        } else {
            self.figures.lost.push(error.to_string());
        }
        self.stage.connect().await
    }

    /// Token responses that were issued and neither committed nor accounted for.
    fn lost(&self, committed: u64) -> u64 {
        self.ledger.issued - self.answers_lost - committed
    }
}

impl KillsFigures {
    /// Whether everything is as it has to be.
    #[must_use]
    pub fn hold(&self) -> bool {
        self.table().holds()
    }

    fn table(&self) -> Table {
        let mut table = Table::default();
        table.fact(
            "processes killed while they did nothing but renew",
            &self.kills,
        );
        table.fact("renewals committed meanwhile", &self.renewals);
        table.fact(
            "kills while no request was under way",
            &self.without_a_request,
        );
        table.fact(
            "kills before the request was worked on",
            &self.before_the_work,
        );
        table.fact(
            "kills in the window: grants lost, connected again",
            &self.in_the_window,
        );
        table.must_be(
            "  of which the host said why",
            &self.explained,
            &self.in_the_window,
        );
        table.must_be("grants lost beyond the window", &self.lost.len(), &0);
        for reason in self.lost.iter().take(3) {
            table.fact("  one of them", reason);
        }
        table.took(self.took);
        table
    }
}

impl fmt::Display for KillsFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
