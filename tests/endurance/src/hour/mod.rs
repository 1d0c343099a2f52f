//! An hour of calls by several processes, with tokens that live for seconds, and what is done to them
//! meanwhile: the base of storms and fleets.

mod figures;
mod outages;

use std::collections::HashSet;
use std::time::{Duration, Instant};

use connector_host::Class;
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;
use zoom_sandbox::{Door, Exchange, Sandbox};

pub use figures::HourFigures;
pub(crate) use outages::Outage;
use outages::Outages;

use crate::EnduranceError;
use crate::caller::Caller;
use crate::crew::{Reports, Worker};
use crate::kills::UNFINISHED;
use crate::ledger::Ledger;
use crate::protocol::{Order, Report};

/// How long to wait for the local Zoom to note what it has done.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is done to the processes meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trials {
    /// Nothing.
    None,
    /// They are killed at random and started again, once in so many requests on average.
    Kills {
        /// How many are killed before it is over; none for as many as there come in the time.
        kills: Option<u64>,
        /// How many requests there are between two, on average.
        requests: u64,
    },
    /// The database crashes and starts again, and next is cut off from one process for a while, in
    /// turns. It is cut off while the process renews a grant.
    Outages {
        /// How many of these there are, spread over the time.
        times: u64,
        /// For how long it is cut off, in turns, on the machine's clock. A host waits for the database
        /// for 20 seconds before it says that it is away; the right to renew a grant is its own for
        /// as long as a lease lasts.
        cuts: [Duration; 2],
    },
}

/// What an hour is played on.
pub(crate) trait Ground {
    /// The local Zoom.
    fn sandbox(&self) -> &Sandbox;
    /// Starts a process, which comes to the local Zoom by a door of its own.
    async fn process(
        &self,
        number: usize,
        reports: Reports,
    ) -> Result<(Worker, Door), EnduranceError>;
    /// Connects an account, or connects it again.
    async fn connect(&self, connection: usize) -> Result<(), EnduranceError>;
    /// Lets a second pass at the local Zoom and in this process; returns the time then.
    fn tick(&self) -> Timestamp;
    /// Does that to the database.
    async fn disturb(&self, outage: Outage) -> Result<(), EnduranceError>;
}

/// How much is called, and for how long.
#[derive(Debug)]
pub(crate) struct Hour {
    /// How many processes call.
    pub(crate) processes: usize,
    /// How many tasks call in each.
    pub(crate) tasks: usize,
    /// The client ids of the connections' apps.
    pub(crate) client_ids: Vec<String>,
    /// How long it takes, in seconds of simulated time.
    pub(crate) seconds: u64,
    /// How many calls are answered in a second of simulated time.
    pub(crate) calls_per_second: u64,
    /// What is done to them.
    pub(crate) trials: Trials,
    /// How long the right to renew a grant lasts; none for what hosts do by themselves.
    pub(crate) lease: Option<Duration>,
    /// What the random numbers are made from.
    pub(crate) seed: u64,
}

impl Hour {
    /// Plays it. `caller` is a host of this process, with the same connections.
    pub(crate) async fn play(
        &self,
        ground: impl Ground,
        caller: Caller,
    ) -> Result<HourFigures, EnduranceError> {
        let (reports, mut reported) = mpsc::unbounded_channel();
        let connections = self.client_ids.len();
        let mut hour = Running {
            exchanges: ground.sandbox().requests().follow(),
            ground,
            caller,
            plan: self,
            reports,
            crew: Vec::new(),
            ledger: Ledger::of(self.client_ids.iter().cloned()),
            generations: Vec::new(),
            lost: vec![0; connections],
            killed: HashSet::new(),
            seconds: 0,
            random: fastrand::Rng::with_seed(self.seed),
            next_kill: u64::MAX,
            outages: Outages::default(),
            figures: HourFigures::default(),
        };
        hour.begin().await?;
        let mut heartbeat = tokio::time::interval(Duration::from_secs(1));
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut finished = 0;
        while finished < self.processes {
            tokio::select! {
                Some(exchange) = hour.exchanges.recv() => hour.exchange(&exchange).await?,
                Some(report) = reported.recv() => match report {
                    Report::Finished => finished += 1,
                    Report::Failed { reason, needs_reconnecting, is_unavailable, connection, process } => {
                        if needs_reconnecting {
                            hour.ended(connection, reason).await?;
                        } else if is_unavailable {
                            hour.unavailable(process, reason);
                        } else {
                            hour.figures.failures.push(reason);
                        }
                    }
                    Report::Ready | Report::Time(_) | Report::Renewed | Report::WindowClosed { .. } => {}
                },
                // Nobody calls while all wait for something; that must end some time.
                _ = heartbeat.tick() => hour.second().await?,
            }
        }
        hour.end().await
    }
}

/// An hour that goes on.
struct Running<'a, G> {
    plan: &'a Hour,
    ground: G,
    caller: Caller,
    exchanges: mpsc::UnboundedReceiver<Exchange>,
    reports: mpsc::UnboundedSender<Report>,
    /// The processes, each with the door that it comes to the local Zoom by.
    crew: Vec<(Worker, Door)>,
    ledger: Ledger,
    /// Token responses of each connection that had been committed when it began.
    generations: Vec<u64>,
    /// Tokens of each that were issued to a process that was killed before it had committed them.
    lost: Vec<u64>,
    /// The doors of the processes that were killed.
    killed: HashSet<u64>,
    /// How much time has passed.
    seconds: u64,
    random: fastrand::Rng,
    /// After which request the next process is killed.
    next_kill: u64,
    outages: Outages,
    figures: HourFigures,
}

impl<G: Ground> Running<'_, G> {
    async fn begin(&mut self) -> Result<(), EnduranceError> {
        for connection in 0..self.plan.client_ids.len() {
            let generation = self.caller.generation(connection).await?;
            self.generations.push(generation);
        }
        for number in 0..self.plan.processes {
            let process = self.recruit(number).await?;
            self.crew.push(process);
        }
        self.choose_next_kill();
        Ok(())
    }

    async fn recruit(&self, number: usize) -> Result<(Worker, Door), EnduranceError> {
        let (mut worker, door) = self.ground.process(number, self.reports.clone()).await?;
        let tasks = self.plan.tasks;
        worker.order(Order::Call { tasks }).await?;
        Ok((worker, door))
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
        self.cut_or_mend().await
    }

    /// Notes what was exchanged so far.
    fn note_all(&mut self) {
        while let Ok(exchange) = self.exchanges.try_recv() {
            self.ledger.note(&exchange);
        }
    }

    /// Lets a second pass for everybody.
    async fn second(&mut self) -> Result<(), EnduranceError> {
        self.cut_or_mend().await?;
        self.wait_for_tokens().await?;
        // Who waits for something when the hour is over waits on; and it is not over before all was
        // done to them that is to be done.
        if self.seconds >= self.plan.seconds {
            return self.tick().await;
        }
        if let Trials::Outages { times, cuts } = self.plan.trials {
            self.outage(times, cuts).await?;
        }
        let is_last = self.seconds + 1 == self.plan.seconds;
        if is_last && !self.all_was_tried() {
            return self.tick().await;
        }
        self.seconds += 1;
        self.tick().await?;
        if self.seconds == self.plan.seconds {
            self.next_kill = u64::MAX;
            self.order(Order::Finish).await?;
        }
        Ok(())
    }

    fn all_was_tried(&self) -> bool {
        match self.plan.trials {
            Trials::Kills { kills, .. } => kills.is_none_or(|kills| self.figures.kills >= kills),
            Trials::Outages { times, .. } => {
                self.figures.outages >= times && self.outages.are_over()
            }
            Trials::None => true,
        }
    }

    /// Lets a second pass. When it is over everybody knows, so that nobody is more than a second
    /// behind the local Zoom.
    async fn tick(&mut self) -> Result<(), EnduranceError> {
        let now = self.ground.tick();
        self.order(Order::Time(now)).await?;
        for (worker, _) in &mut self.crew {
            worker.knows(now).await?;
        }
        Ok(())
    }

    async fn order(&mut self, order: Order) -> Result<(), EnduranceError> {
        for (worker, _) in &mut self.crew {
            worker.order(order).await?;
        }
        Ok(())
    }

    /// Kills one of the processes and starts another in its place.
    async fn kill(&mut self) -> Result<(), EnduranceError> {
        let unlucky = self.random.usize(..self.crew.len());
        let process = self.recruit(unlucky).await?;
        let (worker, door) = std::mem::replace(&mut self.crew[unlucky], process);
        worker.kill().await?;
        self.killed.insert(door.number());
        self.figures.kills += 1;
        self.choose_next_kill();
        Ok(())
    }

    fn choose_next_kill(&mut self) {
        self.next_kill = match self.plan.trials {
            Trials::Kills { kills, requests }
                if kills.is_none_or(|kills| self.figures.kills < kills) =>
            {
                self.ledger.exchanges + self.random.u64(1..=2 * requests)
            }
            _ => u64::MAX,
        };
    }

    /// A call said that something is away: the database may be, in its turn.
    fn unavailable(&mut self, process: usize, reason: String) {
        if self.outages.excuse(process) {
            self.figures.unavailable += 1;
        } else {
            self.figures.failures.push(reason);
        }
    }

    /// A call said that its grant has ended.
    async fn ended(&mut self, connection: usize, reason: String) -> Result<(), EnduranceError> {
        if self.is_away(connection) {
            return Ok(());
        }
        if self.figures.kills == 0 {
            self.figures.failures.push(reason.clone());
        } else {
            self.figures.calls_failed_meanwhile += 1;
        }
        // The others fail for the same reason, until it is connected again.
        match self.caller.call(connection).await {
            Err(error) if error.class() == Class::Connection => {}
            _ => return Ok(()),
        }
        let committed = self.committed(connection).await?;
        self.note_all();
        // What a killed process had asked for may be noted a moment later.
        let deadline = Instant::now() + PATIENCE;
        while self.uncommitted(connection, committed) == 0 {
            match tokio::time::timeout_at(deadline.into(), self.exchanges.recv()).await {
                Ok(Some(exchange)) => self.ledger.note(&exchange),
                _ => break,
            }
        }
        if self.is_lost_in_the_window(connection, committed) {
            self.lost[connection] += 1;
            self.figures.grants_lost_in_the_window += 1;
            self.figures.explained += u64::from(reason.contains(UNFINISHED));
        } else {
            self.figures.grants_lost.push(reason);
        }
        self.ground.connect(connection).await
    }

    /// Whether the one token response that was not committed is the last of the connection, went to
    /// a process that was killed, and was used by nobody. In whatever else a grant is lost, that is
    /// a fault: the process that has such an answer lives, or has used it, or there is none.
    fn is_lost_in_the_window(&self, connection: usize, committed: u64) -> bool {
        let went_by = self.ledger.account(connection).unused_went_by();
        self.uncommitted(connection, committed) == 1
            && went_by.is_some_and(|door| self.killed.contains(&door))
    }

    /// Token responses of a connection that were neither committed nor accounted for.
    fn uncommitted(&self, connection: usize, committed: u64) -> u64 {
        self.ledger.account(connection).issued - self.lost[connection] - committed
    }

    /// How many token responses of a connection have been committed since it began.
    async fn committed(&self, connection: usize) -> Result<u64, EnduranceError> {
        let generation = self.caller.generation(connection).await?;
        Ok(generation - self.generations[connection])
    }

    async fn end(mut self) -> Result<HourFigures, EnduranceError> {
        self.note_all();
        for connection in 0..self.plan.client_ids.len() {
            let committed = self.committed(connection).await?;
            let account = self.ledger.account(connection);
            self.figures.renewals += committed;
            self.figures.token_requests += account.issued;
            self.figures.answers_lost += account.issued.saturating_sub(committed);
            self.figures.used_uncommitted += account.used().saturating_sub(committed);
            self.figures.early += account.early;
            if !self.caller.is_living(connection).await? {
                let ended = "it had ended, and nobody had said so";
                self.figures.grants_lost.push(ended.to_owned());
            }
        }
        let ledger = self.ledger;
        Ok(HourFigures {
            calls: ledger.calls,
            refused_token_requests: ledger.refused,
            most_with_one_refresh_token: ledger.most_with_one_refresh_token(),
            rejected_calls: ledger.rejected,
            issued_while_cut_off: ledger.issued_while_cut_off,
            used_while_cut_off: ledger.used_while_cut_off,
            ..self.figures
        })
    }
}
