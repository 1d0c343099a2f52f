//! How often tokens are renewed because an API rejects them.
//!
//! An API, and a connector that reads what it answers, say that a token is not
//! accepted, and a renewal follows. Who says so of each new token would have the
//! host renew without end: each time the refresh token rotates, and an
//! authorization server that is asked too often blocks the app of all. So a
//! token that a rejection has led to is not renewed for another one until it has
//! some age.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::connections::Tenant;

/// How old such a token has to be. One that is good for an hour was made in vain
/// when it is rejected before, and so would the next one be.
const YOUNG: SignedDuration = SignedDuration::from_secs(30);

/// The tokens that rejections have led to, by grant.
#[derive(Debug, Default)]
pub(super) struct Rejections(Mutex<HashMap<GrantOf, Renewed>>);

/// A tenant and the id of one of its grants: tenants may have grants of the same
/// id.
pub(super) type GrantOf = (Tenant, String);

/// A token that was made because the one before was rejected.
#[derive(Clone, Copy, Debug)]
struct Renewed {
    generation: u64,
    at: Timestamp,
}

impl Rejections {
    /// Whether the token of that generation may be renewed because it is rejected.
    pub(super) fn may_lead_to_another(
        &self,
        grant: &GrantOf,
        generation: u64,
        now: Timestamp,
    ) -> bool {
        let known = self.known();
        known
            .get(grant)
            .is_none_or(|renewed| may_be_renewed(*renewed, generation, now))
    }

    /// Notes that a rejection has led to the token of that generation.
    pub(super) fn note(&self, grant: GrantOf, generation: u64, now: Timestamp) {
        let mut known = self.known();
        known.retain(|_, renewed| is_young(*renewed, now));
        let renewed = Renewed {
            generation,
            at: now,
        };
        known.insert(grant, renewed);
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<GrantOf, Renewed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A token may be renewed unless a rejection has led to it, a moment ago.
fn may_be_renewed(renewed: Renewed, rejected: u64, now: Timestamp) -> bool {
    renewed.generation != rejected || !is_young(renewed, now)
}

fn is_young(renewed: Renewed, now: Timestamp) -> bool {
    renewed.at.duration_until(now) < YOUNG
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(grant: &str) -> GrantOf {
        (Tenant::default(), grant.to_owned())
    }

    #[test]
    fn a_token_that_a_rejection_has_led_to_is_renewed_for_another_once_it_is_old_enough() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let rejections = Rejections::default();
        assert!(rejections.may_lead_to_another(&of("ada"), 1, at(0)));
        rejections.note(of("ada"), 2, at(0));
        assert!(!rejections.may_lead_to_another(&of("ada"), 2, at(0)));
        assert!(!rejections.may_lead_to_another(&of("ada"), 2, at(29)));
        assert!(rejections.may_lead_to_another(&of("ada"), 2, at(30)));
        // Somebody else has renewed it meanwhile, for another reason.
        assert!(rejections.may_lead_to_another(&of("ada"), 3, at(1)));
        assert!(rejections.may_lead_to_another(&of("bob"), 2, at(1)));
        let another_tenants = ("acme".parse().unwrap(), "ada".to_owned());
        assert!(rejections.may_lead_to_another(&another_tenants, 2, at(1)));
    }

    #[test]
    fn what_is_no_longer_young_is_forgotten() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let rejections = Rejections::default();
        rejections.note(of("ada"), 2, at(0));
        rejections.note(of("bob"), 7, at(60));
        assert_eq!(rejections.known().len(), 1);
    }
}
