//! Gathers records and writes them in the background, some at a time.
//!
//! What was gathered and not written is lost when the process is killed: what five
//! seconds have brought, or more while the database is away. Then so many are gathered
//! and no more, of each tenant its [share](Waiting) at least; of the others it is counted
//! whose they are, and a record says so.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::waiting::Waiting;
use super::{AuditKind, AuditRecord, KeptRecord};
use crate::clock::Clock;
use crate::connections::StoreError;
use crate::connections::id::new_id;
use crate::connections::pauses::{Hurry, Pauses};
use crate::connections::store::Store;
use crate::connections::tenant::Tenant;

/// How long records are gathered before they are written: each time calls may wait for
/// the store for a moment.
const PAUSE: Duration = Duration::from_secs(5);
/// How long it is waited at most before it is tried again.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How many are written at once.
const AT_ONCE: usize = 1000;
/// How many are not waited for.
const ENOUGH: usize = MOST_GATHERED / 2;
/// How many are gathered at most.
const MOST_GATHERED: usize = 10_000;
/// How often old ones are forgotten.
const FORGETTING: Duration = Duration::from_secs(60);

/// How long records are kept, and how many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AuditLimits {
    /// How long; zero for not at all.
    pub(crate) kept_for: Duration,
    /// How many of a tenant.
    pub(crate) records: u64,
}

impl Default for AuditLimits {
    fn default() -> Self {
        Self {
            kept_for: Duration::from_secs(30 * 24 * 60 * 60),
            records: 100_000,
        }
    }
}

/// What was gathered and not written so far.
#[derive(Debug)]
pub(crate) struct Records {
    limits: AuditLimits,
    most: usize,
    gathered: Mutex<Gathered>,
    pauses: Pauses,
    /// Whoever writes has it, so that records are written in their order.
    writing: tokio::sync::Mutex<Forgetting>,
}

#[derive(Debug, Default)]
struct Gathered {
    records: Waiting,
    /// How many were dropped, and since when, by whose they were, that no record tells of
    /// so far.
    dropped: BTreeMap<Tenant, (Timestamp, u64)>,
    /// How many were dropped in all, by whose they were.
    dropped_in_all: BTreeMap<Tenant, u64>,
    /// When the last one began.
    last: Option<Timestamp>,
    /// Whether somebody is there to write them.
    has_writer: bool,
}

/// What is to be forgotten, and since when nothing was.
#[derive(Debug, Default)]
struct Forgetting {
    last: Option<Instant>,
    /// Whose records were written since.
    tenants: BTreeSet<Tenant>,
}

impl Records {
    pub(crate) fn new(limits: AuditLimits) -> Self {
        Self {
            limits,
            most: MOST_GATHERED,
            gathered: Mutex::default(),
            pauses: Pauses::default(),
            writing: tokio::sync::Mutex::default(),
        }
    }

    /// The same with room for so many.
    #[cfg(test)]
    pub(in crate::connections) fn with_room_for(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// From when on records are kept.
    pub(crate) fn kept_since(&self, now: Timestamp) -> Timestamp {
        let kept_for = SignedDuration::try_from(self.limits.kept_for);
        let since = kept_for.ok().and_then(|kept| now.checked_sub(kept).ok());
        since.unwrap_or(Timestamp::MIN)
    }

    /// Gathers a record. Says whether somebody has to [write](Self::write) it.
    #[must_use]
    pub(crate) fn gather(&self, tenant: &Tenant, mut record: AuditRecord) -> bool {
        if self.limits.kept_for.is_zero() {
            return false;
        }
        let mut gathered = self.gathered();
        record.at = gathered.after_the_last(record.at);
        gathered.records.push(tenant, record);
        // By more than one where some were put back meanwhile.
        while gathered.records.count() > self.most {
            gathered.drop_one();
        }
        if gathered.records.count() == ENOUGH {
            self.pauses.end_one();
        }
        !std::mem::replace(&mut gathered.has_writer, true)
    }

    /// Has everything written without a pause, until what it gives is dropped.
    pub(crate) fn hurry(&self) -> Hurry<'_> {
        self.pauses.hurry()
    }

    /// Whether there is something to write, and nobody to write it.
    pub(crate) fn is_left(&self) -> bool {
        let gathered = self.gathered();
        let is_empty = gathered.records.is_empty() && gathered.dropped.is_empty();
        !(gathered.has_writer || is_empty)
    }

    /// Writes what is gathered, each time after a pause, until there is nothing. Where
    /// it can't be written it is tried again; but not while somebody waits for it.
    pub(crate) async fn write(&self, store: &Store, clock: &dyn Clock) {
        let mut pause = PAUSE;
        loop {
            self.pauses.pause(pause).await;
            match self.write_gathered(store, clock).await {
                Ok(()) => pause = PAUSE,
                Err(error) => {
                    tracing::warn!(%error, "records of exchanges could not be written; trying again");
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    if self.pauses.is_hurried() {
                        // Whoever gathers the next one has it tried again.
                        self.put_off();
                        return;
                    }
                }
            }
            if self.gathered().is_done() {
                return;
            }
        }
    }

    /// Writes what is gathered now.
    pub(crate) async fn write_gathered(
        &self,
        store: &Store,
        clock: &dyn Clock,
    ) -> Result<(), StoreError> {
        let mut forgetting = self.writing.lock().await;
        while let Some(batch) = self.take()? {
            // What comes while it is written waits for the next time.
            let is_last = batch.len() < AT_ONCE;
            let tenants: Vec<Tenant> = batch.iter().map(|kept| kept.tenant.clone()).collect();
            let mut taken = Taken {
                records: self,
                batch,
            };
            store.keep_records(taken.batch.clone()).await?;
            taken.batch.clear();
            forgetting.tenants.extend(tenants);
            if is_last {
                break;
            }
        }
        let is_due = |last: Instant| last.elapsed() >= FORGETTING;
        if !forgetting.tenants.is_empty() && forgetting.last.is_none_or(is_due) {
            forgetting.last = Some(Instant::now());
            let tenants = forgetting.tenants.iter().cloned().collect();
            let before = self.kept_since(clock.now());
            let forgotten = store.forget_records(before, tenants, self.limits.records);
            match forgotten.await {
                Ok(()) => forgetting.tenants.clear(),
                Err(error) => {
                    tracing::warn!(%error, "old records of exchanges could not be forgotten");
                }
            }
        }
        Ok(())
    }

    /// The next ones to be written, each with its id; none when there are none. What
    /// was dropped of a tenant is said once there is room to say it.
    fn take(&self) -> Result<Option<Vec<KeptRecord>>, StoreError> {
        let mut gathered = self.gathered();
        let waiting = std::iter::from_fn(|| gathered.records.take());
        let mut batch: Vec<KeptRecord> = waiting.take(AT_ONCE).collect();
        batch.extend(gathered.told_of_dropped());
        let is_new = |kept: &KeptRecord| kept.record.id.is_empty();
        let count = batch.iter().filter(|kept| is_new(kept)).count();
        let ids: Result<Vec<String>, StoreError> = (0..count).map(|_| new_id()).collect();
        match ids {
            Ok(ids) => {
                let new = batch.iter_mut().filter(|kept| is_new(kept));
                for (kept, id) in new.zip(ids) {
                    kept.record.id = id;
                }
            }
            Err(error) => {
                gathered.put_back(batch);
                return Err(error);
            }
        }
        Ok((!batch.is_empty()).then_some(batch))
    }

    /// Forgets what was gathered for a tenant that is gone: the next one of its name is
    /// another.
    pub(crate) fn forget(&self, tenant: &Tenant) {
        let mut gathered = self.gathered();
        gathered.records.forget(tenant);
        gathered.dropped.remove(tenant);
        gathered.dropped_in_all.remove(tenant);
    }

    /// How many exchanges have no record since the process began, by whose they were.
    pub(crate) fn dropped(&self) -> BTreeMap<Tenant, u64> {
        self.gathered().dropped_in_all.clone()
    }

    /// Whoever was to write can't. With the next record it is tried again.
    pub(crate) fn put_off(&self) {
        self.gathered().has_writer = false;
    }

    // It is whole at any time, so a panic elsewhere does not matter.
    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Records that are being written. Those that are left when this is dropped are
/// put back.
struct Taken<'a> {
    records: &'a Records,
    batch: Vec<KeptRecord>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if !self.batch.is_empty() {
            self.records.gathered().put_back(take(&mut self.batch));
        }
    }
}

impl Gathered {
    /// The time of a record, so that those of one moment keep their order. A clock that
    /// was put back is believed.
    fn after_the_last(&mut self, at: Timestamp) -> Timestamp {
        let moment = SignedDuration::from_micros(1);
        let at = match self.last {
            Some(last)
                if at <= last && last.duration_since(at) < SignedDuration::from_millis(10) =>
            {
                last.checked_add(moment).unwrap_or(last)
            }
            _ => at,
        };
        self.last = Some(at);
        at
    }

    /// Drops one of the tenant that has the most.
    fn drop_one(&mut self) {
        let Some(KeptRecord { tenant, record }) = self.records.take_of_the_most() else {
            return;
        };
        if !self.dropped.contains_key(&tenant) {
            tracing::warn!(%tenant, "too many records of exchanges wait to be written; those of this tenant that come now are dropped");
        }
        // It may be one that tells of others.
        let (also, more) = match record.kind {
            AuditKind::Dropped => (record.dropped, 0),
            _ => (1, 1),
        };
        let (since, count) = self.dropped.entry(tenant.clone()).or_insert((record.at, 0));
        *since = record.at.min(*since);
        *count += also;
        *self.dropped_in_all.entry(tenant).or_default() += more;
    }

    /// Records of what was dropped, of tenants of whom none waits any more: they come after
    /// all that were gathered.
    fn told_of_dropped(&mut self) -> Vec<KeptRecord> {
        let is_due = |tenant: &Tenant| !self.records.has_any_of(tenant);
        let (due, later): (BTreeMap<_, _>, BTreeMap<_, _>) = take(&mut self.dropped)
            .into_iter()
            .partition(|(tenant, _)| is_due(tenant));
        self.dropped = later;
        let records = due.into_iter().map(|(tenant, (at, dropped))| {
            tracing::warn!(%tenant, dropped, "exchanges of this tenant have no record, since too many waited to be written");
            let record = AuditRecord {
                dropped,
                ..AuditRecord::begun(at, AuditKind::Dropped)
            };
            KeptRecord { tenant, record }
        });
        records.collect()
    }

    fn put_back(&mut self, batch: Vec<KeptRecord>) {
        for kept in batch.into_iter().rev() {
            self.records.put_back(kept);
        }
    }

    /// Whether there is nothing to write. Then whoever writes is not the writer any
    /// more.
    fn is_done(&mut self) -> bool {
        let is_done = self.records.is_empty() && self.dropped.is_empty();
        self.has_writer = !is_done;
        is_done
    }
}
