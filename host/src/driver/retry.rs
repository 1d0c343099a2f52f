//! May an exchange that failed be sent again?

use std::time::Duration;

use crate::egress::EgressError;

/// How often an exchange is sent at most.
const ATTEMPTS: u32 = 3;

/// The wait before the second attempt; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// How long to wait before the next attempt after `failed` attempts; none when
/// there must not be one. What is not repeatable is sent again only when
/// nothing of it has left.
pub(super) fn wait_before_retry(
    error: &EgressError,
    repeatable: bool,
    failed: u32,
) -> Option<Duration> {
    let harmless = repeatable || error.nothing_sent();
    (harmless && error.is_transient())
        .then(|| wait_after(failed))
        .flatten()
}

/// How long to wait after `failed` attempts; none when there were enough.
pub(super) fn wait_after(failed: u32) -> Option<Duration> {
    (failed < ATTEMPTS).then(|| FIRST_WAIT * 2_u32.pow(failed - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::Refusal;

    fn unreachable() -> EgressError {
        EgressError::Connect {
            rerouted_to: None,
            origin: "https://api.example".to_owned(),
            reason: "refused".to_owned(),
        }
    }

    fn broken() -> EgressError {
        EgressError::Broken {
            origin: "https://api.example".to_owned(),
            reason: "reset".to_owned(),
        }
    }

    #[test]
    fn waits_grow_and_attempts_end() {
        let waits: Vec<_> = (1..=3)
            .map(|failed| wait_before_retry(&broken(), true, failed))
            .collect();
        assert_eq!(waits, [Some(FIRST_WAIT), Some(2 * FIRST_WAIT), None]);
    }

    #[test]
    fn what_is_not_repeatable_is_sent_again_only_when_nothing_has_left() {
        assert!(wait_before_retry(&unreachable(), false, 1).is_some());
        assert!(wait_before_retry(&broken(), false, 1).is_none());
    }

    #[test]
    fn what_will_not_change_is_not_tried_again() {
        let refused = EgressError::from(Refusal::NotHttps {
            origin: "http://api.example".to_owned(),
        });
        assert!(wait_before_retry(&refused, true, 1).is_none());
    }
}
