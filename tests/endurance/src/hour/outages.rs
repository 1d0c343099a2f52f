//! Outages of the database, one after another: it crashes, and it is cut off from one process for a
//! while, in the middle of a renewal.
//!
//! What a call may say because of one is bounded: that the database is away, whoever has none, until
//! the host's patience after it; that a grant has ended, of a grant whose tokens went to the process
//! that was cut off for longer than its lease. Those have to come back when it is there again.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use zoom_sandbox::{Fault, Trouble};

use super::{Ground, Running};
use crate::EnduranceError;

/// The process that the database is cut off from.
const UNLUCKY: usize = 0;
/// Where tokens are asked for.
const TOKENS: &str = "/oauth/token";
/// How late tokens are answered for while somebody is waited for who asks for some: longer than it
/// takes to cut a line.
const LATE: Trouble = Trouble::Latency {
    milliseconds: 3_000,
};
/// How long calls may say so after an outage: a host waits for the database for 20 seconds, and on a
/// machine that does much else it says so a moment later.
const PATIENCE: Duration = Duration::from_secs(25);
/// How long the right to renew a grant lasts by itself.
const LEASE: Duration = Duration::from_secs(60);

/// What is done to the database.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outage {
    /// It crashes and starts again.
    Crash,
    /// It is cut off from one process.
    Cut,
    /// It is no more.
    Mend,
}

/// The outages so far.
#[derive(Debug, Default)]
pub(super) struct Outages {
    now: Now,
    told: Told,
    /// Whether the last cut was longer than a lease.
    is_beyond_lease: bool,
    /// The connections whose grants have ended since the last cut until their tokens come.
    away: HashSet<usize>,
    /// Those of them that are waited for.
    awaited: HashSet<usize>,
}

/// What goes on now.
#[derive(Debug, Default)]
enum Now {
    #[default]
    Nothing,
    /// The line is to be cut for so long as soon as the process asks for tokens.
    ToBeCut(Duration),
    /// It is cut until then.
    Cut(Instant),
}

/// Until when a call may say that the database is away.
#[derive(Debug, Default)]
struct Told {
    by_all: Option<Instant>,
    by_unlucky: Option<Instant>,
}

impl Outages {
    /// Whether nothing goes on, and nothing is waited for.
    pub(super) fn are_over(&self) -> bool {
        matches!(self.now, Now::Nothing) && self.awaited.is_empty()
    }

    /// Whether a process may say now that the database is away.
    pub(super) fn excuse(&self, process: usize) -> bool {
        let is_excused = |until: Option<Instant>| until.is_some_and(|until| Instant::now() < until);
        let is_cut_off = process == UNLUCKY
            && (matches!(self.now, Now::Cut(_)) || is_excused(self.told.by_unlucky));
        is_cut_off || is_excused(self.told.by_all)
    }
}

impl<G: Ground> Running<'_, G> {
    /// Begins an outage when it is its time, and the one before is over.
    pub(super) async fn outage(
        &mut self,
        times: u64,
        cuts: [Duration; 2],
    ) -> Result<(), EnduranceError> {
        let next = self.figures.outages + 1;
        let is_time = self.seconds * (times + 1) >= self.plan.seconds * next;
        if next > times || !is_time || !self.outages.are_over() {
            return Ok(());
        }
        self.figures.outages = next;
        if next.is_multiple_of(2) {
            let late = Fault::new("POST", TOKENS, LATE).times(u32::MAX);
            self.ground.sandbox().faults().add(late);
            let which = usize::from((next / 2).is_multiple_of(2));
            self.outages.now = Now::ToBeCut(cuts[which]);
            return Ok(());
        }
        // Time stands still meanwhile, so that nobody's patience ends by it.
        self.ground.disturb(Outage::Crash).await?;
        self.outages.told.by_all = Some(Instant::now() + PATIENCE);
        Ok(())
    }

    /// Cuts the line when it is to be cut and the process asks for tokens, and mends it when it is
    /// time.
    pub(super) async fn cut_or_mend(&mut self) -> Result<(), EnduranceError> {
        match self.outages.now {
            Now::ToBeCut(length) => {
                let door = self.crew[UNLUCKY].1.number();
                let sandbox = self.ground.sandbox();
                if sandbox.requests().under_way(door, TOKENS) > 0 {
                    self.cut(length, door).await?;
                }
            }
            Now::Cut(until) if Instant::now() >= until => self.mend().await?,
            Now::Cut(_) | Now::Nothing => {}
        }
        Ok(())
    }

    async fn cut(&mut self, length: Duration, door: u64) -> Result<(), EnduranceError> {
        self.ground.disturb(Outage::Cut).await?;
        self.ground.sandbox().faults().clear();
        // What was answered so far may have been committed; what is answered from now on can't be.
        self.note_all();
        self.ledger.cut_off(door);
        self.outages.away.clear();
        self.figures.cuts += 1;
        self.outages.is_beyond_lease = length > self.plan.lease.unwrap_or(LEASE);
        self.figures.cuts_beyond_lease += u64::from(self.outages.is_beyond_lease);
        self.outages.now = Now::Cut(Instant::now() + length);
        Ok(())
    }

    async fn mend(&mut self) -> Result<(), EnduranceError> {
        self.note_all();
        self.ledger.mended();
        self.ground.disturb(Outage::Mend).await?;
        self.outages.now = Now::Nothing;
        self.outages.told.by_unlucky = Some(Instant::now() + PATIENCE);
        Ok(())
    }

    /// Whether a grant may be said to have ended, since a process has its tokens that is cut off, or
    /// was until now, and somebody else was let to renew it. It is waited for then.
    pub(super) fn is_away(&mut self, connection: usize) -> bool {
        let outages = &mut self.outages;
        let may_be = outages.is_beyond_lease
            && outages.excuse(UNLUCKY)
            && self.ledger.went_to_who_was_cut_off(connection);
        if may_be {
            self.figures.calls_failed_meanwhile += 1;
            if outages.away.insert(connection) {
                outages.awaited.insert(connection);
                self.figures.grants_away += 1;
            }
        }
        may_be
    }

    /// Looks which of the grants that were waited for live again.
    pub(super) async fn wait_for_tokens(&mut self) -> Result<(), EnduranceError> {
        if !matches!(self.outages.now, Now::Nothing) {
            return Ok(());
        }
        let is_too_late = !self.outages.excuse(UNLUCKY);
        let awaited: Vec<usize> = self.outages.awaited.iter().copied().collect();
        for connection in awaited {
            if self.caller.is_living(connection).await? {
                self.outages.awaited.remove(&connection);
                self.figures.grants_back += 1;
            } else if is_too_late {
                self.outages.awaited.remove(&connection);
                let lost = "its tokens did not come, though the line was mended";
                self.figures.grants_lost.push(lost.to_owned());
            }
        }
        Ok(())
    }
}
