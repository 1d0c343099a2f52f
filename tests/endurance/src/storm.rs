//! Many tasks in many processes call without pause for a long time, with tokens that live for
//! seconds; and the same while processes are killed at random and started again.

use std::fmt;
use std::time::{Duration, Instant};

use connector_host::Class;
use jiff::SignedDuration;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;
use zoom_sandbox::Exchange;

use crate::EnduranceError;
use crate::caller::Caller;
use crate::crew::Worker;
use crate::figures::Table;
use crate::ledger::Ledger;
use crate::protocol::{Order, Report};
use crate::stage::{Method, Parts, Stage};

/// How much is called, and for how long.
#[derive(Clone, Debug)]
pub struct Storm {
    /// How the account is connected.
    pub method: Method,
    /// How many processes call.
    pub processes: usize,
    /// How many tasks call in each.
    pub tasks: usize,
    /// How long it takes, in seconds of simulated time.
    pub seconds: u64,
    /// How long an access token lives, in seconds of simulated time.
    pub token_lifetime: u32,
    /// How many calls are answered in a second of simulated time.
    pub calls_per_second: u64,
    /// How many requests there are between two kills, on average; none for no kills.
    pub requests_per_kill: Option<u64>,
    /// What the random numbers are made from.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct StormFigures {
    /// Calls that succeeded.
    pub calls: u64,
    /// What calls failed by, beside those of killed processes.
    pub failures: Vec<String>,
    /// Access tokens that were followed by another.
    pub expiries: u64,
    /// Token requests for those that the local Zoom worked on.
    pub token_requests: u64,
    /// Token requests that it refused.
    pub refused_token_requests: u64,
    /// The most token requests that carried the same refresh token; 0 where there are none.
    pub most_with_one_refresh_token: u64,
    /// API calls that met a token which had ended.
    pub rejected_calls: u64,
    /// Processes that were killed.
    pub kills: u64,
    /// Tokens that were issued to a process that was killed before it had committed them.
    pub answers_lost: u64,
    /// Grants that were lost with such tokens, and connected again.
    pub grants_lost_in_the_window: u64,
    /// Calls that failed until they were.
    pub calls_failed_meanwhile: u64,
    /// Grants that were lost in any other way.
    pub grants_lost: u64,
    /// How long it took on the machine's clock.
    pub took: Duration,
}

impl Storm {
    /// Plays it on a stage of its own.
    ///
    /// # Errors
    /// When it could not be played to its end.
    pub async fn play(&self, parts: &Parts) -> Result<StormFigures, EnduranceError> {
        let begun = Instant::now();
        let lifetime = SignedDuration::from_secs(self.token_lifetime.into());
        let stage = Stage::set(parts, self.method, lifetime).await?;
        let (reports, mut reported) = mpsc::unbounded_channel();
        let mut storm = Running {
            caller: stage.caller()?,
            exchanges: stage.sandbox.requests().follow(),
            stage,
            plan: self,
            reports,
            crew: Vec::new(),
            ledger: Ledger::default(),
            generations: 0,
            seconds: 0,
            random: fastrand::Rng::with_seed(self.seed),
            next_kill: u64::MAX,
            figures: StormFigures::default(),
        };
        storm.begin().await?;
        let mut heartbeat = tokio::time::interval(Duration::from_secs(1));
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut finished = 0;
        while finished < self.processes {
            tokio::select! {
                Some(exchange) = storm.exchanges.recv() => storm.exchange(&exchange).await?,
                Some(report) = reported.recv() => match report {
                    Report::Finished => finished += 1,
                    Report::Failed { reason, needs_reconnecting, .. } => {
                        storm.failure(reason, needs_reconnecting).await?;
                    }
                    Report::Ready | Report::Renewed | Report::WindowClosed { .. } => {}
                },
                // Nobody calls while all wait for something; that must end some time.
                _ = heartbeat.tick() => storm.second().await?,
            }
        }
        storm.end(begun.elapsed()).await
    }
}

/// A storm that goes on.
struct Running<'a> {
    plan: &'a Storm,
    stage: Stage,
    caller: Caller,
    exchanges: mpsc::UnboundedReceiver<Exchange>,
    reports: mpsc::UnboundedSender<Report>,
    crew: Vec<Worker>,
    ledger: Ledger,
    /// Token responses that had been committed when it began.
    generations: u64,
    /// How much time has passed.
    seconds: u64,
    random: fastrand::Rng,
    /// After which request the next process is killed.
    next_kill: u64,
    figures: StormFigures,
}

impl Running<'_> {
    async fn begin(&mut self) -> Result<(), EnduranceError> {
        self.generations = self.caller.generation(0).await?;
        for _ in 0..self.plan.processes {
            let worker = self.recruit().await?;
            self.crew.push(worker);
        }
        self.choose_next_kill();
        Ok(())
    }

    async fn recruit(&self) -> Result<Worker, EnduranceError> {
        let mut worker = self.stage.worker(self.reports.clone()).await?;
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
        self.seconds += 1;
        let now = self.stage.tick();
        for worker in &mut self.crew {
            worker.order(Order::Time(now)).await?;
        }
        if self.seconds == self.plan.seconds {
            self.next_kill = u64::MAX;
            for worker in &mut self.crew {
                worker.order(Order::Finish).await?;
            }
        }
        Ok(())
    }

    /// Kills one of the processes and starts another in its place.
    async fn kill(&mut self) -> Result<(), EnduranceError> {
        let unlucky = self.random.usize(..self.crew.len());
        self.crew.swap_remove(unlucky).kill().await?;
        self.figures.kills += 1;
        let worker = self.recruit().await?;
        self.crew.push(worker);
        self.choose_next_kill();
        Ok(())
    }

    fn choose_next_kill(&mut self) {
        if let Some(mean) = self.plan.requests_per_kill {
            self.next_kill = self.ledger.exchanges + self.random.u64(1..=2 * mean);
        }
    }

    async fn failure(
        &mut self,
        reason: String,
        needs_reconnecting: bool,
    ) -> Result<(), EnduranceError> {
        if !needs_reconnecting || self.figures.kills == 0 {
            self.figures.failures.push(reason);
            return Ok(());
        }
        self.figures.calls_failed_meanwhile += 1;
        // The others fail for the same reason, until it is connected again.
        match self.caller.call(0).await {
            Err(error) if error.class() == Class::Connection => {}
            _ => return Ok(()),
        }
        while let Ok(exchange) = self.exchanges.try_recv() {
            self.ledger.note(&exchange);
        }
        let lost = self.ledger.issued - self.figures.answers_lost;
        if lost == self.committed().await? + 1 && !self.ledger.newest_token_was_used() {
            self.figures.answers_lost += 1;
            self.figures.grants_lost_in_the_window += 1;
        } else {
            self.figures.grants_lost += 1;
        }
        self.stage.connect().await
    }

    /// How many token responses have been committed since it began.
    async fn committed(&self) -> Result<u64, EnduranceError> {
        Ok(self.caller.generation(0).await? - self.generations)
    }

    async fn end(mut self, took: Duration) -> Result<StormFigures, EnduranceError> {
        while let Ok(exchange) = self.exchanges.try_recv() {
            self.ledger.note(&exchange);
        }
        let expiries = self.committed().await?;
        let ledger = self.ledger;
        Ok(StormFigures {
            calls: ledger.calls,
            expiries,
            token_requests: ledger.issued + ledger.refused,
            refused_token_requests: ledger.refused,
            most_with_one_refresh_token: ledger.most_with_one_refresh_token(),
            rejected_calls: ledger.rejected,
            answers_lost: ledger.issued - expiries,
            took,
            ..self.figures
        })
    }
}

impl StormFigures {
    /// Whether everything is as it has to be.
    #[must_use]
    pub fn hold(&self) -> bool {
        self.table().holds()
    }

    fn table(&self) -> Table {
        let mut table = Table::default();
        table.fact("calls that succeeded", &self.calls);
        table.must_be("calls that failed", &self.failures.len(), &0);
        for reason in self.failures.iter().take(3) {
            table.fact("  one of them", reason);
        }
        table.fact(
            "API calls whose token had ended on the way",
            &self.rejected_calls,
        );
        table.fact("access tokens that were renewed", &self.expiries);
        if self.kills == 0 {
            table.must_be(
                "token requests for them",
                &self.token_requests,
                &self.expiries,
            );
        } else {
            table.fact("processes killed and started again", &self.kills);
            table.fact("token requests", &self.token_requests);
            table.fact("answers lost with a killed process", &self.answers_lost);
            table.fact(
                "grants lost so, and connected again",
                &self.grants_lost_in_the_window,
            );
            table.fact("calls that failed until then", &self.calls_failed_meanwhile);
        }
        // A refresh token that was lost in the window is sent once more, in vain.
        if self.grants_lost_in_the_window == 0 {
            let refused = self.refused_token_requests;
            table.must_be("token requests refused", &refused, &0);
            if self.most_with_one_refresh_token > 0 {
                let most = self.most_with_one_refresh_token;
                table.must_be("most requests with one refresh token", &most, &1);
            }
        }
        table.must_be("grants lost", &self.grants_lost, &0);
        table.took(self.took);
        table
    }
}

impl fmt::Display for StormFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
