//! The beginning of a renewal: noted before its request is sent, and so shortly
//! before that nobody else may have begun meanwhile.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::credential::GrantCredential;
use crate::connections::{Fence, GrantSecrets, Trouble};
use crate::driver::CredentialError;

/// How often a renewal is begun again that could not be sent in time.
const BEGINNINGS: usize = 3;

/// What came of beginning a renewal.
pub(super) enum Beginning {
    /// It is to be sent now; this is when it first began.
    Begun(Timestamp),
    /// Others have renewed the grant, or have the right to.
    MovedOn,
    /// The store takes too long to note that it begins.
    TooSlow,
}

/// When something has started, by two clocks: one stands still while the machine
/// sleeps, and the other may be set.
struct Started {
    by_clock: Timestamp,
    by_machine: Instant,
}

impl Started {
    fn at(now: Timestamp) -> Self {
        Self {
            by_clock: now,
            by_machine: Instant::now(),
        }
    }

    /// How long ago that is, by the clock that says more.
    fn passed(&self, now: Timestamp) -> Duration {
        let by_clock = self.by_clock.duration_until(now).unsigned_abs();
        by_clock.max(self.by_machine.elapsed())
    }
}

impl GrantCredential {
    /// Writes down that a renewal begins. Where so much time has passed with that
    /// that another host may have the right to renew the grant by now, such as on a
    /// machine that was put to sleep, nothing is sent: it is begun again.
    pub(super) async fn begin(
        &self,
        grant: &GrantSecrets,
        fence: Fence,
    ) -> Result<Beginning, CredentialError> {
        let (grants, id) = (&self.grants, &self.connection.grant.id);
        let begun_at = self.now();
        let longest_pause = self.host.inner.renewal_lease.longest_pause();
        for _ in 0..BEGINNINGS {
            let started = Started::at(self.now());
            let begun = grants.begin_renewal(id, grant.generation, self.now(), fence);
            if !begun.await? {
                return Ok(Beginning::MovedOn);
            }
            if started.passed(self.now()) <= longest_pause {
                return Ok(Beginning::Begun(begun_at));
            }
            tracing::warn!("a renewal was not sent: it had begun too long ago");
        }
        Ok(Beginning::TooSlow)
    }
}

/// The trouble of a store in which a renewal can't begin in time.
pub(super) fn too_slow(grant: &GrantSecrets, now: Timestamp) -> Trouble {
    let earlier = grant.trouble.as_ref().map_or(0, |trouble| trouble.count);
    Trouble {
        reason: "the database takes too long to note that a renewal begins".to_owned(),
        count: earlier.saturating_add(1),
        retry_at: now,
    }
}
