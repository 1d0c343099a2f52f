//! Whoever of this process changes the database, and what those go by meanwhile who
//! only want to know its version.
//!
//! From the begin of a transaction that changes the database until it is over nobody
//! else can commit anything. So the version that it began with holds for as long as it
//! takes, and nobody waits for it to know that: a call that needs nothing but what is
//! remembered goes on while all secrets of a tenant are sealed anew.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Who changes the database, or waits for that.
#[derive(Debug, Default)]
pub(super) struct Changing {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// How many change it, or wait for that: not those who only look.
    working: usize,
    /// The version, while a transaction keeps others from changing the database.
    version: Option<u64>,
}

/// How it is at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Now {
    /// Nobody is at it.
    Idle,
    /// The database is of that version, and somebody changes it who has not committed.
    Of(u64),
    /// Somebody is at it; which version it is of is known soon.
    Busy,
}

impl Changing {
    /// Begins to change the database, or to wait for that.
    pub(super) fn begin(&self) -> Working<'_> {
        self.state().working += 1;
        Working(self)
    }

    pub(super) fn now(&self) -> Now {
        self.state().now()
    }

    /// Waits while nobody can say which version it is. Then it is what this tells, or
    /// else nobody was at it.
    pub(super) fn wait(&self) -> Option<u64> {
        let mut state = self.state();
        loop {
            match state.now() {
                Now::Idle => return None,
                Now::Of(version) => return Some(version),
                Now::Busy => {
                    let waited = self.changed.wait(state);
                    state = waited.unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    // It is whole at any time, so a panic elsewhere does not matter.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn now(&self) -> Now {
        match (self.version, self.working) {
            (Some(version), _) => Now::Of(version),
            (None, 0) => Now::Idle,
            (None, _) => Now::Busy,
        }
    }
}

/// Somebody who changes the database, or waits for that, until this is dropped.
pub(super) struct Working<'a>(&'a Changing);

impl<'a> Working<'a> {
    /// Tells that the database is of that version until this is dropped: before the
    /// transaction is over that makes it so.
    pub(super) fn keeps(&self, version: u64) -> Keeps<'a> {
        self.0.state().version = Some(version);
        self.0.changed.notify_all();
        Keeps(self.0)
    }
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        self.0.state().working -= 1;
        self.0.changed.notify_all();
    }
}

/// The version stays what it is until this is dropped.
pub(super) struct Keeps<'a>(&'a Changing);

impl Drop for Keeps<'_> {
    fn drop(&mut self) {
        self.0.state().version = None;
    }
}
