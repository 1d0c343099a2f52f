//! Replicas on one PostgreSQL call by the connections of several tenants for a long time, with
//! tokens that live for seconds: undisturbed, while replicas are killed and started again, and while
//! the database crashes or is cut off from one of them.

mod stage;

use std::time::{Duration, Instant};

use stage::{Stage, client_id};

use crate::EnduranceError;
use crate::hour::{Hour, HourFigures, Trials};
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
    /// How long the right to renew a grant lasts that is not prolonged, on the database's clock;
    /// none for what hosts do by themselves. What a killed replica was renewing waits for that.
    pub renewal_lease: Option<Duration>,
    /// What is done to them.
    pub trials: Trials,
    /// What the random numbers are made from.
    pub seed: u64,
}

impl Fleet {
    /// Plays it on a stage of its own.
    ///
    /// # Errors
    /// When it could not be played to its end.
    pub async fn play(&self, parts: &Parts) -> Result<HourFigures, EnduranceError> {
        let begun = Instant::now();
        let stage = Stage::set(parts, self).await?;
        let hour = Hour {
            processes: self.replicas,
            tasks: self.tasks,
            client_ids: (0..self.connections).map(client_id).collect(),
            seconds: self.seconds,
            calls_per_second: self.calls_per_second,
            trials: self.trials,
            lease: self.renewal_lease,
            seed: self.seed,
        };
        let caller = stage.caller.clone();
        let figures = hour.play(stage, caller).await?;
        Ok(HourFigures {
            took: begun.elapsed(),
            ..figures
        })
    }
}
