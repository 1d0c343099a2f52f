//! Calls that are made once, whoever asks for them again within a day: for programs
//! that can't know whether a request was lost or its answer.
//!
//! Their journal is the store. Whoever takes a call over is its holder under another
//! name, and the run of a call is kept for its holder alone: that is the
//! compare-and-set that a [`Journal`] has to make.

use std::io;

use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::task::AbortHandle;

use super::{Host, Invocation, Journal, JournalEntry};
use crate::Error;
use crate::connections::{HELD_EVERY, OutcomeClaim, Store};
use crate::driver::{MayHaveWritten, Output};

/// What there is of a call that is to be made once.
/// No other is added without a new major version: whoever has one decides on each.
#[derive(Debug)]
pub enum Once {
    /// It is to be made now.
    Mine(Claimed),
    /// Somebody is at it, here or on another machine.
    UnderWay,
    /// It was asked for with something else.
    OtherRequest,
    /// It was made, and this was kept of it.
    Done(String),
}

/// A call that nobody else makes as long as this is there. Whoever drops it without
/// having kept or forgotten it leaves it to those who ask again, in a minute at the
/// latest.
#[derive(Debug)]
#[must_use = "the call is neither made nor given up"]
pub struct Claimed {
    record: Record,
    /// How far whoever had it before has come.
    left: Option<SecretString>,
    may_have_written: MayHaveWritten,
    beat: AbortHandle,
}

/// What is kept of a call, by whoever works at it.
#[derive(Clone, Debug)]
struct Record {
    host: Host,
    store: Store,
    id: String,
    holder: String,
}

impl Host {
    /// Takes a call that is to be made once, or says what there is of it. `id` is what
    /// it is told by when it is asked for again, within the tenant; `fingerprint` tells
    /// what it is asked for with. What came of it is kept for a day.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn once(&self, id: String, fingerprint: String) -> Result<Once, Error> {
        let store = self.store().await?;
        let now = self.inner.clock.now();
        let claim = store.claim_outcome(id.clone(), fingerprint, now).await?;
        Ok(match claim {
            OutcomeClaim::UnderWay => Once::UnderWay,
            OutcomeClaim::OtherRequest => Once::OtherRequest,
            OutcomeClaim::Done(outcome) => Once::Done(outcome.expose_secret().to_owned()),
            OutcomeClaim::Mine(holder, left) => {
                let record = Record {
                    host: self.clone(),
                    store,
                    id,
                    holder,
                };
                Once::Mine(Claimed {
                    beat: tokio::spawn(record.clone().beat()).abort_handle(),
                    record,
                    left,
                    may_have_written: MayHaveWritten::default(),
                })
            }
        })
    }
}

impl Claimed {
    /// Makes the call, or goes on with it where it was left. One that only reads is
    /// begun anew.
    ///
    /// # Errors
    /// Whatever ended it early. Where somebody else has taken the call over that is
    /// [`RunError::TakenUp`](crate::RunError::TakenUp). Another
    /// [`RunError`](crate::RunError) says that nobody can go on with it, such as after
    /// the data key of the tenant was replaced ([`Host::rotate_data_key`]): then it
    /// [is as it was left](Self::is_as_it_was_left).
    pub async fn run(&mut self, invocation: Invocation<'_>) -> Result<Output, Error> {
        if invocation.only_reads().await? {
            self.left = None;
            return invocation.run().await;
        }
        let running = match &self.left {
            Some(left) => {
                let left = left.expose_secret().as_bytes();
                let running = self.record.host.take_up(left).await?;
                let action = running.value().action();
                tracing::info!(action, "a call is gone on with where it was left");
                self.may_have_written = running.may_have_written();
                self.left = None;
                running.keep_in_store(self.record.clone())
            }
            None => {
                let running = invocation.begin().await?;
                self.may_have_written = running.may_have_written();
                let mut running = running.keep_in_store(self.record.clone());
                running.keep().await?;
                running
            }
        };
        running.collect().await
    }

    /// Whether the call could not be gone on with, and is as somebody else has left it.
    #[must_use]
    pub fn is_as_it_was_left(&self) -> bool {
        self.left.is_some()
    }

    /// Whether the call may have changed something by now. Of one that is as it was
    /// left that is not known, and this says no.
    #[must_use]
    pub fn may_have_changed_something(&self) -> bool {
        self.may_have_written.is_set()
    }

    /// Keeps what came of the call, for those who ask again.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn keep(self, outcome: String) -> Result<(), Error> {
        let Record {
            store, id, holder, ..
        } = &self.record;
        if !store.keep_outcome(id, holder, outcome.into()).await? {
            tracing::warn!("somebody else has taken over a call that has come to its end");
        }
        Ok(())
    }

    /// Forgets the call: whoever asks again makes it anew.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn forget(self) -> Result<(), Error> {
        let Record {
            store, id, holder, ..
        } = &self.record;
        Ok(store.forget_outcome(id, holder).await?)
    }

    /// Leaves the call as it is to whoever asks for it next.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn put_down(self) -> Result<(), Error> {
        let Record {
            host,
            store,
            id,
            holder,
            ..
        } = &self.record;
        let now = host.inner.clock.now();
        store.put_down_outcome(id, holder, now).await?;
        Ok(())
    }
}

impl Drop for Claimed {
    fn drop(&mut self) {
        self.beat.abort();
    }
}

impl Record {
    /// Goes on saying that the call is worked at.
    async fn beat(self) {
        loop {
            tokio::time::sleep(HELD_EVERY).await;
            let now = self.host.inner.clock.now();
            match self.store.hold_outcome(&self.id, &self.holder, now).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::warn!(%error, "a call that is made once could not be held"),
            }
        }
    }

    /// Keeps how far it is; says whether it did, which it does unless somebody else
    /// has the call.
    async fn keep_run(&self, run: Vec<u8>) -> io::Result<bool> {
        let run = String::from_utf8(run).map_err(io::Error::other)?;
        let now = self.host.inner.clock.now();
        let kept = self
            .store
            .keep_run(&self.id, &self.holder, run.into(), now)
            .await;
        kept.map_err(io::Error::other)
    }
}

impl Journal for Record {
    fn keep(&mut self, entry: JournalEntry) -> BoxFuture<'_, io::Result<bool>> {
        Box::pin(self.keep_run(entry.run))
    }
}
