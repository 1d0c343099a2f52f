//! How much the service does at once, in all and for each tenant: whatever changes
//! something goes on to its end when the caller goes away, so that it is not bounded by
//! the connections that there are. And what is kept in memory meanwhile: see [`weight`].

mod weight;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use connector_host::connections::Tenant;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::problem::{Code, Problem};
use crate::settings::Limits;

/// What bodies and answers are weighed in, in bytes.
const UNIT: usize = 1024;
/// How many requests of a tenant that only look are worked at side by side; others of it
/// wait for their turn, and nobody else for them.
const TURNS: usize = 8;
/// How long such a turn is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// Of how many tenants turns are remembered before those are forgotten that nobody has.
const REMEMBERED: usize = 1024;

/// The room that there is.
#[derive(Debug)]
pub(crate) struct Room {
    calls: Arc<Semaphore>,
    weight: Arc<Semaphore>,
    tenants: Arc<Tenants>,
    /// The turns of each tenant to look.
    turns: Mutex<HashMap<Tenant, Arc<Semaphore>>>,
    /// How many calls each tenant may have at once.
    of_each: usize,
    /// How many units of the weight each may have.
    units_of_each: usize,
}

/// What each tenant has, of those that have anything.
#[derive(Debug, Default)]
struct Tenants(Mutex<HashMap<Tenant, Share>>);

/// What a tenant has.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Share {
    calls: usize,
    /// Of the weight of bodies and answers.
    units: usize,
}

impl Room {
    pub(crate) fn of(limits: &Limits) -> Self {
        Self {
            calls: Arc::new(Semaphore::new(limits.calls)),
            weight: Arc::new(Semaphore::new(limits.weight_in_all / UNIT)),
            tenants: Arc::default(),
            turns: Mutex::default(),
            of_each: limits.tenant_calls,
            // However much one tenant sends, there is room for others.
            units_of_each: limits.weight_in_all / UNIT / 2,
        }
    }

    /// Takes a place among all calls for a request, unless it has one.
    pub(crate) fn begin(&self, work: &Work) -> Result<(), Problem> {
        let mut place = work.place.lock().unwrap_or_else(PoisonError::into_inner);
        if place.is_none() {
            let free = Arc::clone(&self.calls).try_acquire_owned().map_err(|_| {
                Problem::new(
                    Code::TooBusy,
                    "the service is at as many calls as it does at once; nothing was begun: try again in a moment",
                )
            })?;
            *place = Some(free);
        }
        Ok(())
    }

    /// A place among a tenant's calls.
    pub(crate) fn place_of(&self, tenant: &Tenant) -> Result<Held, Problem> {
        let mut tenants = self.tenants.lock();
        let calls = tenants.get(tenant).map_or(0, |share| share.calls);
        if calls >= self.of_each {
            let words = format!(
                "the tenant `{tenant}` has {calls} calls under way, which is as many as it may have at once; nothing was begun: try again when one has ended"
            );
            return Err(Problem::new(Code::TooManyCalls, words));
        }
        let one = Share { calls: 1, units: 0 };
        tenants.entry(tenant.clone()).or_default().add(one);
        Ok(Held::Tenant(self.taken(tenant, one)))
    }

    /// A turn of a tenant's to look, once there is one; but it is not waited for so long that
    /// whoever asked has gone, such as while the store is away.
    pub(crate) async fn turn_of(&self, tenant: &Tenant) -> Result<OwnedSemaphorePermit, Problem> {
        let turns = {
            let mut all = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            if all.len() >= REMEMBERED {
                all.retain(|_, turns| Arc::strong_count(turns) > 1);
            }
            let of_tenant = all.entry(tenant.clone());
            Arc::clone(of_tenant.or_insert_with(|| Arc::new(Semaphore::new(TURNS))))
        };
        // None is ever closed.
        if let Ok(Ok(turn)) = timeout(PATIENCE, turns.acquire_owned()).await {
            return Ok(turn);
        }
        let words = format!(
            "the tenant `{tenant}` has {TURNS} requests that only look under way, which is as many as it has at once, and none has ended for {} s: try again later",
            PATIENCE.as_secs()
        );
        Err(Problem::new(Code::TooManyCalls, words))
    }

    fn taken(&self, tenant: &Tenant, share: Share) -> Taken {
        Taken {
            tenants: Arc::clone(&self.tenants),
            tenant: tenant.clone(),
            share,
        }
    }
}

impl Share {
    fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.units += other.units;
    }

    fn take(&mut self, other: Self) {
        self.calls -= other.calls;
        self.units -= other.units;
    }
}

impl Tenants {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Tenant, Share>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is worked at: the room that it takes, as long as anybody has this.
#[derive(Debug, Default)]
pub(crate) struct Work {
    left: CancellationToken,
    /// Its place among all calls, from the moment that there is something to work at.
    place: Mutex<Option<OwnedSemaphorePermit>>,
    held: Mutex<Vec<Held>>,
    /// The id of the API key that it is done for.
    key: OnceLock<String>,
    /// The tenant among whose calls it is.
    tenant: OnceLock<Tenant>,
    /// Set for one that changes nothing, whatever its method is.
    only_reads: OnceLock<()>,
}

/// A request that only looks: its turn, as long as anybody has this, and whose it is.
#[derive(Debug, Default)]
pub(crate) struct Looking {
    turn: Mutex<Option<OwnedSemaphorePermit>>,
    asker: OnceLock<Asker>,
}

/// For whom somebody looks who has been let in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Asker {
    /// For a tenant.
    Tenant(Tenant),
    /// For the operator alone.
    Operator,
}

impl Looking {
    /// Has that turn from now on.
    pub(crate) fn hold(&self, turn: OwnedSemaphorePermit) {
        *self.turn.lock().unwrap_or_else(PoisonError::into_inner) = Some(turn);
    }

    /// Says for whom it is.
    pub(crate) fn is_for(&self, asker: Asker) {
        self.asker.get_or_init(|| asker);
    }

    /// For whom it is; none for what anybody may see.
    pub(crate) fn asker(&self) -> Option<&Asker> {
        self.asker.get()
    }
}

impl Asker {
    /// The tenant, if it is one.
    pub(crate) fn tenant(&self) -> Option<&Tenant> {
        match self {
            Self::Tenant(tenant) => Some(tenant),
            Self::Operator => None,
        }
    }
}

/// Room that is taken until it is dropped.
#[derive(Debug)]
pub(crate) enum Held {
    /// A place among a tenant's calls.
    Tenant(Taken),
    /// Room in memory, and the share of it that is a tenant's.
    Weight(
        #[allow(dead_code, reason = "it is given back when dropped")] OwnedSemaphorePermit,
        #[allow(dead_code, reason = "it is given back when dropped")] Option<Taken>,
    ),
}

/// A share that a tenant has.
#[derive(Debug)]
pub(crate) struct Taken {
    tenants: Arc<Tenants>,
    tenant: Tenant,
    share: Share,
}

impl Work {
    /// Gives its place among all calls back while somebody sends what it is to work at:
    /// whoever takes long over that keeps others from nothing.
    pub(crate) fn stand_back(&self) {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        drop(place.take());
    }

    /// Takes more room for as long as the request is worked at.
    pub(crate) fn hold(&self, held: Held) {
        if let Held::Tenant(taken) = &held {
            self.tenant.get_or_init(|| taken.tenant.clone());
        }
        let mut all = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(held);
    }

    /// The tenant among whose calls it is; none for what is the operator's.
    pub(crate) fn tenant(&self) -> Option<&Tenant> {
        self.tenant.get()
    }

    /// Says by which API key it is done.
    pub(crate) fn is_by(&self, key: &str) {
        self.key.get_or_init(|| key.to_owned());
    }

    /// The id of the API key that it is done by; empty for none.
    pub(crate) fn key(&self) -> &str {
        self.key.get().map_or("", String::as_str)
    }

    /// Says that it changes nothing: nobody loses anything who is refused its answer.
    pub(crate) fn only_reads(&self) {
        self.only_reads.get_or_init(|| ());
    }

    /// Whether it changes nothing, as far as that was said.
    pub(crate) fn changes_nothing(&self) -> bool {
        self.only_reads.get().is_some()
    }

    /// Cancelled once the caller has gone away before there was an answer.
    pub(crate) fn left(&self) -> &CancellationToken {
        &self.left
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut tenants = self.tenants.lock();
        if let Entry::Occupied(mut share) = tenants.entry(self.tenant.clone()) {
            share.get_mut().take(self.share);
            if *share.get() == Share::default() {
                share.remove();
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::pin::pin;

    use futures_util::FutureExt as _;

    use super::*;

    pub(super) fn room() -> Room {
        let limits = Limits {
            calls: 3,
            tenant_calls: 2,
            weight_in_all: 10 * UNIT,
            ..Limits::default()
        };
        Room::of(&limits)
    }

    pub(super) fn refusal<T>(outcome: Result<T, Problem>) -> Option<Code> {
        outcome.err().and_then(|problem| problem.code_of_service())
    }

    #[test]
    fn a_tenant_that_has_all_its_calls_under_way_keeps_no_other_from_any() {
        let room = room();
        let [acme, bolt] = ["acme", "bolt"].map(|name| name.parse::<Tenant>().unwrap());
        let first = room.place_of(&acme).unwrap();
        let _second = room.place_of(&acme).unwrap();
        assert_eq!(refusal(room.place_of(&acme)), Some(Code::TooManyCalls));
        drop(room.place_of(&bolt).unwrap());
        drop(first);
        drop(room.place_of(&acme).unwrap());
        assert_eq!(room.tenants.lock().len(), 1, "idle tenants are forgotten");
    }

    #[tokio::test(start_paused = true)]
    async fn who_looks_waits_for_its_own_tenants_turns_and_for_nobody_elses() {
        let room = room();
        let [acme, bolt] = ["acme", "bolt"].map(|name| name.parse::<Tenant>().unwrap());
        let all: [Looking; TURNS] = std::array::from_fn(|_| Looking::default());
        for looking in &all {
            looking.hold(room.turn_of(&acme).await.unwrap());
        }
        let mut next = pin!(room.turn_of(&acme));
        assert!(next.as_mut().now_or_never().is_none());
        drop(room.turn_of(&bolt).await.unwrap());
        let too_late = room.turn_of(&acme).await;
        assert_eq!(refusal(too_late), Some(Code::TooManyCalls));
        drop(all);
        drop(room.turn_of(&acme).await.unwrap());
    }

    #[tokio::test]
    async fn turns_are_forgotten_that_nobody_has() {
        let room = room();
        let tenant = |number: usize| format!("tenant-{number}").parse::<Tenant>().unwrap();
        let kept = room.turn_of(&tenant(0)).await.unwrap();
        for number in 1..=REMEMBERED {
            drop(room.turn_of(&tenant(number)).await.unwrap());
        }
        assert_eq!(room.turns.lock().unwrap().len(), 2);
        drop(kept);
    }

    #[test]
    fn room_is_taken_as_long_as_anybody_has_the_work() {
        let room = room();
        let begun = || {
            let work = Arc::new(Work::default());
            room.begin(&work).map(|()| work)
        };
        let work = begun().unwrap();
        work.hold(room.room_for(10 * UNIT, None).unwrap());
        let other = Arc::clone(&work);
        let more = [begun().unwrap(), begun().unwrap()];
        assert_eq!(refusal(begun()), Some(Code::TooBusy));
        drop((work, more));
        assert_eq!(refusal(room.room_for(1, None)), Some(Code::TooBusy));
        drop(other);
        drop(room.room_for(10 * UNIT, None).unwrap());
        assert_eq!(
            refusal(room.room_for(10 * UNIT + 1, None)),
            Some(Code::TooBusy)
        );
    }

    #[test]
    fn a_request_has_one_place_and_none_while_it_is_waited_for() {
        let room = room();
        let all: [Work; 4] = std::array::from_fn(|_| Work::default());
        for work in &all[..3] {
            room.begin(work).unwrap();
            room.begin(work).unwrap();
        }
        assert_eq!(refusal(room.begin(&all[3])), Some(Code::TooBusy));
        all[0].stand_back();
        room.begin(&all[3]).unwrap();
        assert_eq!(refusal(room.begin(&all[0])), Some(Code::TooBusy));
    }
}
