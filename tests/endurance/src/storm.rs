//! Many tasks in many processes call without pause for a long time, with tokens that live for
//! seconds; and the same while processes are killed at random and started again.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use zoom_sandbox::{Door, Sandbox};

use crate::EnduranceError;
use crate::crew::{Reports, Worker};
use crate::hour::{Ground, Hour, HourFigures, Outage, Trials};
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

impl Storm {
    /// Plays it on a stage of its own.
    ///
    /// # Errors
    /// When it could not be played to its end.
    pub async fn play(&self, parts: &Parts) -> Result<HourFigures, EnduranceError> {
        let begun = Instant::now();
        let lifetime = SignedDuration::from_secs(self.token_lifetime.into());
        let stage = Stage::set(parts, self.method, lifetime).await?;
        let hour = Hour {
            processes: self.processes,
            tasks: self.tasks,
            client_ids: vec![stage.client_id().to_owned()],
            seconds: self.seconds,
            calls_per_second: self.calls_per_second,
            trials: match self.requests_per_kill {
                None => Trials::None,
                Some(requests) => Trials::Kills {
                    kills: None,
                    requests,
                },
            },
            lease: None,
            seed: self.seed,
        };
        let caller = stage.caller()?;
        let figures = hour.play(stage, caller).await?;
        Ok(HourFigures {
            took: begun.elapsed(),
            ..figures
        })
    }
}

impl Ground for Stage {
    fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    async fn process(
        &self,
        number: usize,
        reports: Reports,
    ) -> Result<(Worker, Door), EnduranceError> {
        let door = self.sandbox.door().await;
        let door = door.map_err(EnduranceError::io("open a door of the local Zoom"))?;
        let mut setup = self.setup();
        setup.sandbox = door.url();
        setup.process = number;
        let worker = Worker::start(&self.parts.program, &setup, reports).await?;
        Ok((worker, door))
    }

    async fn connect(&self, _connection: usize) -> Result<(), EnduranceError> {
        Self::connect(self).await
    }

    fn tick(&self) -> Timestamp {
        Self::tick(self)
    }

    async fn disturb(&self, _outage: Outage) -> Result<(), EnduranceError> {
        let nothing = "a data directory is cut off from nobody";
        Err(EnduranceError::Stage(nothing))
    }
}
