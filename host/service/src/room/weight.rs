//! Room in memory, in all and for each tenant: for bodies that have come, and for answers
//! that wait whole for whoever reads them.

use std::sync::Arc;

use connector_host::connections::Tenant;
use tokio::sync::OwnedSemaphorePermit;

use super::{Held, Room, Share, UNIT};
use crate::problem::{Code, Problem};

/// What room is wanted for, and what is said where there is none.
#[derive(Clone, Copy)]
enum Wanted {
    Body,
    Answer,
}

impl Room {
    /// Room for a body of that weight, which a tenant sends, or the operator.
    pub(crate) fn room_for(&self, weight: usize, tenant: Option<&Tenant>) -> Result<Held, Problem> {
        self.weigh(Wanted::Body, weight, tenant)
    }

    /// Room for an answer of so many bytes, which a tenant reads, or the operator.
    pub(crate) fn room_for_answer(
        &self,
        bytes: usize,
        tenant: Option<&Tenant>,
    ) -> Result<Held, Problem> {
        self.weigh(Wanted::Answer, bytes, tenant)
    }

    /// The same for an answer that nobody can be refused, as something was changed: it counts
    /// even where there is no room for it, and whatever comes next is refused until there is
    /// some.
    pub(crate) fn room_whatever_there_is(&self, bytes: usize, tenant: Option<&Tenant>) -> Held {
        let units = bytes.div_ceil(UNIT);
        let all = loop {
            let most = units.min(self.weight.available_permits());
            if let Some(all) = self.permits(most) {
                break all;
            }
        };
        let Some(tenant) = tenant else {
            return Held::Weight(all, None);
        };
        let share = Share { calls: 0, units };
        let mut tenants = self.tenants.lock();
        tenants.entry(tenant.clone()).or_default().add(share);
        Held::Weight(all, Some(self.taken(tenant, share)))
    }

    fn weigh(
        &self,
        wanted: Wanted,
        weight: usize,
        tenant: Option<&Tenant>,
    ) -> Result<Held, Problem> {
        let units = weight.div_ceil(UNIT);
        let all = self
            .permits(units)
            .ok_or_else(|| Problem::new(Code::TooBusy, wanted.by_nobody()))?;
        let Some(tenant) = tenant else {
            return Ok(Held::Weight(all, None));
        };
        let mut tenants = self.tenants.lock();
        let has = tenants.get(tenant).map_or(0, |share| share.units);
        if has + units > self.units_of_each {
            return Err(Problem::new(Code::TooManyCalls, wanted.by_tenant(tenant)));
        }
        let share = Share { calls: 0, units };
        tenants.entry(tenant.clone()).or_default().add(share);
        Ok(Held::Weight(all, Some(self.taken(tenant, share))))
    }

    fn permits(&self, units: usize) -> Option<OwnedSemaphorePermit> {
        let permits = u32::try_from(units).unwrap_or(u32::MAX);
        Arc::clone(&self.weight)
            .try_acquire_many_owned(permits)
            .ok()
    }
}

impl Wanted {
    /// What is said where the service has no room left.
    fn by_nobody(self) -> &'static str {
        match self {
            Self::Body => {
                "the service is at as much input as it keeps in memory at once; nothing was begun: try again in a moment"
            }
            Self::Answer => {
                "the service is at as much as it keeps in memory at once, so that there is no room for the answer; nothing was changed: try again in a moment"
            }
        }
    }

    /// What is said where the tenant has as much as it may have.
    fn by_tenant(self, tenant: &Tenant) -> String {
        match self {
            Self::Body => format!(
                "the tenant `{tenant}` has as much input under way as it may have in memory at once; nothing was begun: try again when a call has ended"
            ),
            Self::Answer => format!(
                "the tenant `{tenant}` has as much under way as it may have in memory at once, so that there is no room for the answer; nothing was changed: take the answers that were given before, and try again"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refusal, room};
    use super::super::{Asker, Looking, Work};
    use super::*;

    #[test]
    fn a_tenant_that_sends_much_leaves_room_for_others() {
        let room = room();
        let [acme, bolt] = ["acme", "bolt"].map(|name| name.parse::<Tenant>().unwrap());
        let weigh = |tenant, units| room.room_for(units * UNIT, Some(tenant));
        let most = weigh(&acme, 5).unwrap();
        assert_eq!(refusal(weigh(&acme, 1)), Some(Code::TooManyCalls));
        let others = weigh(&bolt, 5).unwrap();
        assert_eq!(refusal(room.room_for(UNIT, None)), Some(Code::TooBusy));
        drop(most);
        drop(weigh(&acme, 5).unwrap());
        drop(others);
        assert!(room.tenants.lock().is_empty(), "idle tenants are forgotten");
    }

    #[test]
    fn answers_and_bodies_of_a_tenant_are_weighed_together() {
        let room = room();
        let acme = "acme".parse::<Tenant>().unwrap();
        let answer = |units| room.room_for_answer(units * UNIT, Some(&acme));
        let waits = answer(4).unwrap();
        assert_eq!(refusal(answer(2)), Some(Code::TooManyCalls));
        let refused = room.room_for(2 * UNIT, Some(&acme));
        assert_eq!(refusal(refused), Some(Code::TooManyCalls));
        let _operators = room.room_for_answer(6 * UNIT, None).unwrap();
        assert_eq!(refusal(answer(1)), Some(Code::TooBusy));
        drop(waits);
        drop(answer(4).unwrap());
    }

    #[test]
    fn an_answer_that_nobody_is_refused_counts_even_beyond_what_there_is() {
        let room = room();
        let [acme, bolt] = ["acme", "bolt"].map(|name| name.parse::<Tenant>().unwrap());
        let told = room.room_whatever_there_is(9 * UNIT, Some(&acme));
        let beyond = room.room_whatever_there_is(9 * UNIT, Some(&bolt));
        for tenant in [&acme, &bolt] {
            let refused = room.room_for(UNIT, Some(tenant));
            assert_eq!(refusal(refused), Some(Code::TooBusy));
        }
        drop(told);
        let refused = room.room_for(UNIT, Some(&bolt));
        assert_eq!(refusal(refused), Some(Code::TooManyCalls));
        drop(room.room_for(5 * UNIT, Some(&acme)).unwrap());
        drop(beyond);
        drop(room.room_for_answer(10 * UNIT, None).unwrap());
        assert!(room.tenants.lock().is_empty(), "idle tenants are forgotten");
    }

    #[test]
    fn it_is_known_whose_a_request_is() {
        let room = room();
        let acme = "acme".parse::<Tenant>().unwrap();
        let work = Work::default();
        assert_eq!(work.tenant(), None);
        work.hold(room.place_of(&acme).unwrap());
        assert_eq!(work.tenant(), Some(&acme));
        let looking = Looking::default();
        assert_eq!(looking.asker(), None);
        looking.is_for(Asker::Tenant(acme.clone()));
        assert_eq!(looking.asker().and_then(Asker::tenant), Some(&acme));
    }
}
