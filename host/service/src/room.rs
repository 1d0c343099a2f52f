//! How much the service does at once, in all and for each tenant: whatever changes
//! something goes on to its end when the caller goes away, so that it is not bounded by
//! the connections that there are.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use connector_host::connections::Tenant;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::problem::{Code, Problem};
use crate::settings::Limits;

/// What bodies are weighed in, in bytes.
const UNIT: usize = 1024;

/// The room that there is.
#[derive(Debug)]
pub(crate) struct Room {
    calls: Arc<Semaphore>,
    weight: Arc<Semaphore>,
    tenants: Arc<Tenants>,
    /// How many calls each tenant may have at once.
    of_each: usize,
}

/// How many calls each tenant has, of those that have any.
#[derive(Debug, Default)]
struct Tenants(Mutex<HashMap<Tenant, usize>>);

impl Room {
    pub(crate) fn of(limits: &Limits) -> Self {
        Self {
            calls: Arc::new(Semaphore::new(limits.calls)),
            weight: Arc::new(Semaphore::new(limits.weight_in_all / UNIT)),
            tenants: Arc::default(),
            of_each: limits.tenant_calls,
        }
    }

    /// Room for one more request to be worked at.
    pub(crate) fn work(&self) -> Result<Arc<Work>, Problem> {
        let place = Arc::clone(&self.calls).try_acquire_owned().map_err(|_| {
            Problem::new(
                Code::TooBusy,
                "the service is at as many calls as it does at once; nothing was begun: try again in a moment",
            )
        })?;
        Ok(Arc::new(Work {
            left: CancellationToken::new(),
            held: Mutex::new(vec![Held::Place(place)]),
            key: OnceLock::new(),
        }))
    }

    /// A place among a tenant's calls.
    pub(crate) fn place_of(&self, tenant: &Tenant) -> Result<Held, Problem> {
        let mut tenants = self.tenants.lock();
        let calls = tenants.entry(tenant.clone()).or_default();
        if *calls >= self.of_each {
            let words = format!(
                "the tenant `{tenant}` has {calls} calls under way, which is as many as it may have at once; nothing was begun: try again when one has ended"
            );
            return Err(Problem::new(Code::TooManyCalls, words));
        }
        *calls += 1;
        Ok(Held::Tenant(TenantPlace {
            tenants: Arc::clone(&self.tenants),
            tenant: tenant.clone(),
        }))
    }

    /// Room for a body of that weight.
    pub(crate) fn room_for(&self, weight: usize) -> Result<Held, Problem> {
        let units = u32::try_from(weight.div_ceil(UNIT)).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.weight).try_acquire_many_owned(units);
        room.map(Held::Weight).map_err(|_| {
            Problem::new(
                Code::TooBusy,
                "the service is at as much input as it keeps in memory at once; nothing was begun: try again in a moment",
            )
        })
    }
}

impl Tenants {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Tenant, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is worked at: the room that it takes, as long as anybody has this.
#[derive(Debug)]
pub(crate) struct Work {
    left: CancellationToken,
    held: Mutex<Vec<Held>>,
    /// The id of the API key that it is done for.
    key: OnceLock<String>,
}

/// Room that is taken until it is dropped.
#[derive(Debug)]
pub(crate) enum Held {
    /// A place among all calls.
    Place(#[allow(dead_code, reason = "it is given back when dropped")] OwnedSemaphorePermit),
    /// A place among a tenant's.
    Tenant(#[allow(dead_code, reason = "it is given back when dropped")] TenantPlace),
    /// Room in memory.
    Weight(#[allow(dead_code, reason = "it is given back when dropped")] OwnedSemaphorePermit),
}

/// A place among a tenant's calls.
#[derive(Debug)]
pub(crate) struct TenantPlace {
    tenants: Arc<Tenants>,
    tenant: Tenant,
}

impl Work {
    /// Takes more room for as long as the request is worked at.
    pub(crate) fn hold(&self, held: Held) {
        let mut all = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(held);
    }

    /// Says by which API key it is done.
    pub(crate) fn is_by(&self, key: &str) {
        self.key.get_or_init(|| key.to_owned());
    }

    /// The id of the API key that it is done by; empty for none.
    pub(crate) fn key(&self) -> &str {
        self.key.get().map_or("", String::as_str)
    }

    /// Cancelled once the caller has gone away before there was an answer.
    pub(crate) fn left(&self) -> &CancellationToken {
        &self.left
    }
}

impl Drop for TenantPlace {
    fn drop(&mut self) {
        let mut tenants = self.tenants.lock();
        if let Entry::Occupied(mut calls) = tenants.entry(self.tenant.clone()) {
            *calls.get_mut() -= 1;
            if *calls.get() == 0 {
                calls.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room() -> Room {
        let limits = Limits {
            calls: 3,
            tenant_calls: 2,
            weight_in_all: 10 * UNIT,
            ..Limits::default()
        };
        Room::of(&limits)
    }

    fn refusal<T>(outcome: Result<T, Problem>) -> Option<Code> {
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

    #[test]
    fn room_is_taken_as_long_as_anybody_has_the_work() {
        let room = room();
        let work = room.work().unwrap();
        work.hold(room.room_for(10 * UNIT).unwrap());
        let other = Arc::clone(&work);
        let more = [room.work().unwrap(), room.work().unwrap()];
        assert_eq!(refusal(room.work()), Some(Code::TooBusy));
        drop((work, more));
        assert_eq!(refusal(room.room_for(1)), Some(Code::TooBusy));
        drop(other);
        drop(room.room_for(10 * UNIT).unwrap());
        assert_eq!(refusal(room.room_for(10 * UNIT + 1)), Some(Code::TooBusy));
    }
}
