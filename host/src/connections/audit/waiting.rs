//! Records that wait to be written, in room that tenants share fairly.
//!
//! No place is anybody's own: where one alone has records, all of the room is there for
//! them. Once there is no more, whoever has the most loses the newest of them. So a tenant
//! that has less than its share, which is the room divided by how many have any, loses
//! none, whatever comes of the others.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Bound;

use super::{AuditRecord, KeptRecord};
use crate::connections::tenant::Tenant;

/// Records by whose they are, each tenant's in their order.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// None of them is empty.
    queues: BTreeMap<Tenant, VecDeque<AuditRecord>>,
    /// The same tenants by how many each has.
    by_length: BTreeSet<(usize, Tenant)>,
    count: usize,
    /// Whose was taken last.
    last: Option<Tenant>,
}

impl Waiting {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether there are any of a tenant.
    pub(super) fn has_any_of(&self, tenant: &Tenant) -> bool {
        self.queues.contains_key(tenant)
    }

    /// Adds a tenant's newest.
    pub(super) fn push(&mut self, tenant: &Tenant, record: AuditRecord) {
        self.change(tenant, |queue| queue.push_back(record));
    }

    /// Takes the oldest of the tenant whose turn it is: each has one in turn.
    pub(super) fn take(&mut self) -> Option<KeptRecord> {
        let behind = self.last.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
        let mut next = self.queues.range::<Tenant, _>((behind, Bound::Unbounded));
        let (tenant, _) = next.next().or_else(|| self.queues.first_key_value())?;
        let tenant = tenant.clone();
        self.last = Some(tenant.clone());
        let record = self.change(&tenant, VecDeque::pop_front)?;
        Some(KeptRecord { tenant, record })
    }

    /// Puts back what was taken, the last first.
    pub(super) fn put_back(&mut self, KeptRecord { tenant, record }: KeptRecord) {
        self.change(&tenant, |queue| queue.push_front(record));
    }

    /// Takes the newest of the tenant that has the most.
    pub(super) fn take_of_the_most(&mut self) -> Option<KeptRecord> {
        let (_, tenant) = self.by_length.last()?;
        let tenant = tenant.clone();
        let record = self.change(&tenant, VecDeque::pop_back)?;
        Some(KeptRecord { tenant, record })
    }

    /// Forgets those of a tenant.
    pub(super) fn forget(&mut self, tenant: &Tenant) {
        self.change(tenant, VecDeque::clear);
    }

    fn change<T>(
        &mut self,
        tenant: &Tenant,
        change: impl FnOnce(&mut VecDeque<AuditRecord>) -> T,
    ) -> T {
        let (tenant, mut queue) = self
            .queues
            .remove_entry(tenant)
            .unwrap_or_else(|| (tenant.clone(), VecDeque::new()));
        let before = (queue.len(), tenant);
        self.by_length.remove(&before);
        let changed = change(&mut queue);
        let (length, tenant) = before;
        self.count = self.count - length + queue.len();
        if !queue.is_empty() {
            self.by_length.insert((queue.len(), tenant.clone()));
            self.queues.insert(tenant, queue);
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::connections::AuditKind;

    fn record(second: i64) -> AuditRecord {
        AuditRecord::begun(Timestamp::from_second(second).unwrap(), AuditKind::Invoke)
    }

    fn waiting(counts: &[(&str, i64)]) -> Waiting {
        let mut waiting = Waiting::default();
        for (tenant, count) in counts {
            for second in 0..*count {
                waiting.push(&tenant.parse().unwrap(), record(second));
            }
        }
        waiting
    }

    /// Whose it is, and when it began.
    fn told(kept: Option<KeptRecord>) -> Option<(String, i64)> {
        kept.map(|kept| (kept.tenant.to_string(), kept.record.at.as_second()))
    }

    fn one(tenant: &str, second: i64) -> Option<(String, i64)> {
        Some((tenant.to_owned(), second))
    }

    #[test]
    fn tenants_are_served_in_turn_and_the_records_of_each_in_their_order() {
        let mut waiting = waiting(&[("acme", 3), ("bolt", 1), ("cold", 2)]);
        for expected in [("acme", 0), ("bolt", 0), ("cold", 0), ("acme", 1)] {
            assert_eq!(told(waiting.take()), one(expected.0, expected.1));
        }
        // Whoever comes meanwhile waits for a turn.
        waiting.push(&"bolt".parse().unwrap(), record(1));
        for expected in [("bolt", 1), ("cold", 1), ("acme", 2)] {
            assert_eq!(told(waiting.take()), one(expected.0, expected.1));
        }
        assert!(waiting.is_empty());
        assert_eq!(told(waiting.take()), None);
    }

    #[test]
    fn whoever_has_the_most_loses_the_newest_until_all_have_as_many() {
        let mut waiting = waiting(&[("acme", 2), ("flood", 4)]);
        assert_eq!(told(waiting.take_of_the_most()), one("flood", 3));
        assert_eq!(told(waiting.take_of_the_most()), one("flood", 2));
        waiting.push(&"acme".parse().unwrap(), record(2));
        assert_eq!(told(waiting.take_of_the_most()), one("acme", 2));
        assert_eq!(waiting.count(), 4);
    }

    #[test]
    fn what_is_put_back_is_taken_next_of_its_tenant_and_what_is_forgotten_is_not() {
        let mut waiting = waiting(&[("acme", 2), ("bolt", 2)]);
        let taken: Vec<_> = std::iter::from_fn(|| waiting.take()).take(3).collect();
        for kept in taken.into_iter().rev() {
            waiting.put_back(kept);
        }
        waiting.forget(&"bolt".parse().unwrap());
        assert!(!waiting.has_any_of(&"bolt".parse().unwrap()));
        assert_eq!(waiting.count(), 2);
        for expected in [one("acme", 0), one("acme", 1), None] {
            assert_eq!(told(waiting.take()), expected);
        }
        assert_eq!(told(waiting.take_of_the_most()), None);
    }
}
