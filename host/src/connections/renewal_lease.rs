//! How long a host that was killed or cut off keeps the others from renewing a
//! grant: the length of a lease, and what is measured by it.

use std::time::Duration;

/// How long the right to renew a grant lasts that nobody prolongs, where it ends by
/// itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RenewalLease(Duration);

impl RenewalLease {
    /// It is long enough for whatever server answers within the limits that requests
    /// have by default.
    pub(crate) const DEFAULT: Self = Self(Duration::from_secs(60));
    const LEAST: Duration = Duration::from_secs(2);
    pub(crate) const MOST: Duration = Duration::from_secs(10 * 60);

    /// A lease of that length, where a token request waits so long for its answer. None
    /// when another host could send the same refresh token while the answer to a host
    /// that was cut off is still on its way; or when nobody could wait for its end.
    pub(crate) fn new(length: Duration, first_byte: Duration) -> Option<Self> {
        (Self::least(first_byte)..=Self::MOST)
            .contains(&length)
            .then_some(Self(length))
    }

    /// The shortest lease where a token request waits so long for its answer. The
    /// default is long enough for any.
    pub(crate) fn least(first_byte: Duration) -> Duration {
        first_byte.clamp(Self::LEAST, Self::DEFAULT.0)
    }

    /// In seconds, as the database counts.
    pub(super) fn seconds(self) -> f64 {
        self.0.as_secs_f64()
    }

    /// How often it is prolonged.
    pub(super) fn prolonged_every(self) -> Duration {
        self.0 / 4
    }

    /// How long to wait for another host's to end: longer than it lasts.
    pub(super) fn patience(self) -> Duration {
        self.0 + Duration::from_secs(15)
    }

    /// How long after a renewal's beginning was noted its request may still be sent:
    /// much less than the lease lasts that whoever begins has then, and no less than a
    /// clock counts that knows whole seconds alone.
    pub(crate) fn longest_pause(self) -> Duration {
        (self.0 / 3).max(Duration::from_secs(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_no_shorter_than_the_wait_for_an_answer_and_ends_some_time() {
        let seconds = Duration::from_secs;
        let is_taken = |length, first_byte| RenewalLease::new(length, first_byte).is_some();
        let by_default = crate::egress::Limits::default().first_byte;
        for (length, first_byte, taken) in [
            (seconds(60), by_default, true),
            (seconds(59), by_default, false),
            (seconds(600), by_default, true),
            (seconds(601), by_default, false),
            (seconds(2), seconds(2), true),
            (seconds(2), seconds(3), false),
            (Duration::from_millis(1_999), Duration::ZERO, false),
            (seconds(60), seconds(300), true),
        ] {
            assert_eq!(
                is_taken(length, first_byte),
                taken,
                "{length:?} {first_byte:?}"
            );
        }
        assert_eq!(
            RenewalLease::new(seconds(60), by_default),
            Some(RenewalLease::DEFAULT)
        );
    }

    #[test]
    fn a_lease_is_prolonged_and_its_request_sent_well_before_it_ends() {
        for length in [2, 3, 60, 600] {
            let lease = RenewalLease::new(Duration::from_secs(length), Duration::ZERO).unwrap();
            let length = Duration::from_secs(length);
            assert!(lease.prolonged_every() * 3 < length);
            assert!(lease.longest_pause() * 2 <= length);
            assert!(lease.patience() > length);
        }
        assert_eq!(
            RenewalLease::DEFAULT.prolonged_every(),
            Duration::from_secs(15)
        );
        assert_eq!(
            RenewalLease::DEFAULT.longest_pause(),
            Duration::from_secs(20)
        );
        assert_eq!(RenewalLease::DEFAULT.patience(), Duration::from_secs(75));
    }
}
