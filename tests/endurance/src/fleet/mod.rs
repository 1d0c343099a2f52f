//! Replicas on one PostgreSQL call by the connections of several tenants for a long time, with
//! tokens that live for seconds: undisturbed, while replicas are killed and started again, and while
//! the database crashes or is cut off from one of them.

mod figures;
mod ledger;
mod stage;

use std::time::{Duration, Instant};

use connector_host::Class;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;
use zoom_sandbox::Exchange;

pub use figures::FleetFigures;
use ledger::Ledger;
use stage::Stage;

use crate::EnduranceError;
use crate::crew::Worker;
use crate::protocol::{Order, Report};
use crate::stage::{Method, Parts};

/// How much is called, and for how long.
#[derive(Clone, Debug)]
pub struct Fleet {
    /// How the accounts are connected.
    pub method: Method,
    /// How many replicas there are.
    pub replicas: usize,
    /// How many tasks call in each.
    pub tasks: usize,
    /// How many tenants there are.
    pub tenants: usize,
    /// How many connections they have together, each by an app of its own.
    pub connections: usize,
    /// How long it takes, in seconds of simulated time.
    pub seconds: u64,
    /// How long an access token lives, in seconds of simulated time.
    pub token_lifetime: u32,
    /// How many calls are answered in a second of simulated time.
    pub calls_per_second: u64,
    /// What is done to them.
    pub trials: Trials,
    /// What the random numbers are made from.
    pub seed: u64,
}

/// What is done to a fleet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trials {
    /// Nothing.
    None,
    /// Replicas are killed at random and started again, as often as this, once in so many requests
    /// on average.
    Kills {
        /// How many are killed.
        kills: u64,
        /// How many requests there are between two, on average.
        requests: u64,
    },
    /// The database crashes and starts again; later it is cut off from one replica for a while.
    Outages {
        /// For how long, on the machine's clock; a host keeps tokens that it could not commit for a
        /// minute.
        cut: Duration,
    },
}

impl Fleet {
    /// Plays it on a stage of its own.
    ///
    /// # Errors
    /// When it could not be played to its end.
    pub async fn play(&self, parts: &Parts) -> Result<FleetFigures, EnduranceError> {
        let begun = Instant::now();
        let stage = Stage::set(parts, self).await?;
        let (reports, mut reported) = mpsc::unbounded_channel();
        let mut fleet = Running {
            exchanges: stage.sandbox.requests().follow(),
            stage,
            plan: self,
            reports,
            crew: Vec::new(),
            ledger: Ledger::of(self.connections),
            generations: Vec::new(),
            lost: vec![0; self.connections],
            seconds: 0,
            random: fastrand::Rng::with_seed(self.seed),
            next_kill: u64::MAX,
            mended_at: None,
            figures: FleetFigures::default(),
        };
        fleet.begin().await?;
        let mut heartbeat = tokio::time::interval(Duration::from_secs(1));
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut finished = 0;
        while finished < self.replicas {
            tokio::select! {
                Some(exchange) = fleet.exchanges.recv() => fleet.exchange(&exchange).await?,
                Some(report) = reported.recv() => match report {
                    Report::Finished => finished += 1,
                    Report::Failed { reason, needs_reconnecting, is_unavailable, connection } => {
                        if needs_reconnecting {
                            fleet.ended(connection, reason).await?;
                        } else if is_unavailable {
                            fleet.unavailable(reason);
                        } else {
                            fleet.figures.failures.push(reason);
                        }
                    }
                    Report::Ready | Report::Renewed | Report::WindowClosed { .. } => {}
                },
                // Nobody calls while all wait for something; that must end some time.
                _ = heartbeat.tick() => fleet.second().await?,
            }
        }
        fleet.end(begun.elapsed()).await
    }
}

/// An hour that goes on.
struct Running<'a> {
    plan: &'a Fleet,
    stage: Stage,
    exchanges: mpsc::UnboundedReceiver<Exchange>,
    reports: mpsc::UnboundedSender<Report>,
    crew: Vec<Worker>,
    ledger: Ledger,
    /// Token responses of each connection that had been committed when it began.
    generations: Vec<u64>,
    /// Tokens of each that were issued to a replica that was killed before it had committed them.
    lost: Vec<u64>,
    /// How much time has passed.
    seconds: u64,
    random: fastrand::Rng,
    /// After which request the next replica is killed.
    next_kill: u64,
    /// When the line is mended that is cut now.
    mended_at: Option<Instant>,
    figures: FleetFigures,
}

impl Running<'_> {
    async fn begin(&mut self) -> Result<(), EnduranceError> {
        for connection in 0..self.plan.connections {
            let generation = self.stage.caller.generation(connection).await?;
            self.generations.push(generation);
        }
        for number in 0..self.plan.replicas {
            let worker = self.recruit(number).await?;
            self.crew.push(worker);
        }
        self.choose_next_kill();
        Ok(())
    }

    async fn recruit(&self, number: usize) -> Result<Worker, EnduranceError> {
        let mut worker = self.stage.worker(number, self.reports.clone()).await?;
        let tasks = self.plan.tasks;
        worker.order(Order::Call { tasks }).await?;
        Ok(worker)
    }

    async fn exchange(&mut self, exchange: &Exchange) -> Result<(), EnduranceError> {
        let calls = self.ledger.calls;
        self.ledger.note(exchange);
        if self.ledger.calls > calls && self.ledger.calls.is_multiple_of(self.plan.calls_per_second)
        {
            self.second().await?;
        }
        if self.ledger.exchanges >= self.next_kill {
            self.kill().await?;
        }
        Ok(())
    }

    /// Lets a second pass for everybody.
    async fn second(&mut self) -> Result<(), EnduranceError> {
        if self.mended_at.is_some_and(|at| Instant::now() >= at) {
            self.stage.line.mend();
            self.mended_at = None;
        }
        // Who waits for something when the hour is over waits on; and it is not over before all was
        // done to them that is to be done.
        if self.seconds >= self.plan.seconds {
            return self.tick().await;
        }
        let is_last = self.seconds + 1 == self.plan.seconds;
        if is_last && !self.all_was_tried() {
            return self.tick().await;
        }
        self.seconds += 1;
        self.tick().await?;
        if let Trials::Outages { cut } = self.plan.trials {
            self.outage(cut)?;
        }
        if self.seconds == self.plan.seconds {
            self.next_kill = u64::MAX;
            for worker in &mut self.crew {
                worker.order(Order::Finish).await?;
            }
        }
        Ok(())
    }

    fn all_was_tried(&self) -> bool {
        match self.plan.trials {
            Trials::Kills { kills, .. } => self.figures.kills >= kills,
            Trials::Outages { .. } => self.mended_at.is_none(),
            Trials::None => true,
        }
    }

    async fn tick(&mut self) -> Result<(), EnduranceError> {
        let now = self.stage.tick();
        for worker in &mut self.crew {
            worker.order(Order::Time(now)).await?;
        }
        Ok(())
    }

    fn outage(&mut self, cut: Duration) -> Result<(), EnduranceError> {
        if self.seconds == self.plan.seconds / 3 {
            self.figures.outages += 1;
            let restarted = self.stage.postgres.crash_and_start();
            restarted.map_err(EnduranceError::io("start PostgreSQL again"))?;
        } else if self.seconds == self.plan.seconds / 3 * 2 {
            self.figures.outages += 1;
            self.stage.line.cut();
            self.mended_at = Some(Instant::now() + cut);
        }
        Ok(())
    }

    /// Kills one of the replicas and starts another in its place.
    async fn kill(&mut self) -> Result<(), EnduranceError> {
        let unlucky = self.random.usize(..self.crew.len());
        let worker = self.recruit(unlucky).await?;
        std::mem::replace(&mut self.crew[unlucky], worker)
            .kill()
            .await?;
        self.figures.kills += 1;
        self.choose_next_kill();
        Ok(())
    }

    fn choose_next_kill(&mut self) {
        self.next_kill = match self.plan.trials {
            Trials::Kills { kills, requests } if self.figures.kills < kills => {
                self.ledger.exchanges + self.random.u64(1..=2 * requests)
            }
            _ => u64::MAX,
        };
    }

    /// A call said that something is away: the database may be, in its turn.
    fn unavailable(&mut self, reason: String) {
        self.figures.unavailable += 1;
        if self.figures.outages == 0 {
            self.figures.failures.push(reason);
        }
    }

    /// A call said that its grant has ended.
    async fn ended(&mut self, connection: usize, reason: String) -> Result<(), EnduranceError> {
        if self.figures.kills == 0 {
            self.figures.failures.push(reason);
        } else {
            self.figures.calls_failed_meanwhile += 1;
        }
        // The others fail for the same reason, until it is connected again.
        match self.stage.caller.call(connection).await {
            Err(error) if error.class() == Class::Connection => {}
            _ => return Ok(()),
        }
        while let Ok(exchange) = self.exchanges.try_recv() {
            self.ledger.note(&exchange);
        }
        let account = self.ledger.account(connection);
        let lost = account.issued - self.lost[connection] - self.committed(connection).await?;
        if lost == 1 && !account.newest_was_used() && self.figures.kills > 0 {
            self.lost[connection] += 1;
            self.figures.grants_lost_in_the_window += 1;
        } else {
            self.figures.grants_lost += 1;
        }
        self.stage.connect(connection).await
    }

    /// How many token responses of a connection have been committed since it began.
    async fn committed(&self, connection: usize) -> Result<u64, EnduranceError> {
        let generation = self.stage.caller.generation(connection).await?;
        Ok(generation - self.generations[connection])
    }

    async fn end(mut self, took: Duration) -> Result<FleetFigures, EnduranceError> {
        while let Ok(exchange) = self.exchanges.try_recv() {
            self.ledger.note(&exchange);
        }
        for connection in 0..self.plan.connections {
            let committed = self.committed(connection).await?;
            let account = self.ledger.account(connection);
            self.figures.renewals += committed;
            self.figures.token_requests += account.issued;
            self.figures.used_uncommitted += account.used().saturating_sub(committed);
        }
        let ledger = self.ledger;
        Ok(FleetFigures {
            calls: ledger.calls,
            refused_token_requests: ledger.refused,
            most_with_one_refresh_token: ledger.most_with_one_refresh_token(),
            rejected_calls: ledger.rejected,
            took,
            ..self.figures
        })
    }
}
