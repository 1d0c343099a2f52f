//! The cool-down after trouble with the authorization server.
//!
//! It is kept with the grant, so that all tasks and all processes that use the
//! grant share it: a server in trouble is asked by one of them at a time, and
//! ever more rarely.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::connections::Trouble;
use crate::driver::CredentialError;
use crate::oauth::OAuthError;

/// The longest cool-down that the host chooses itself.
const LONGEST: Duration = Duration::from_secs(5 * 60);
/// The longest that a server can ask for.
const LONGEST_ASKED_FOR: Duration = Duration::from_secs(60 * 60);

/// What to tell while the cool-down lasts.
pub(super) fn cool_down_of(trouble: Option<&Trouble>, now: Timestamp) -> Option<CredentialError> {
    let trouble = trouble?;
    let left = now.duration_until(trouble.retry_at);
    // A clock that was set back makes no cool-down longer than one can be.
    let lasts = left.is_positive() && left.unsigned_abs() <= LONGEST_ASKED_FOR;
    lasts.then(|| CredentialError::in_trouble(trouble))
}

/// The trouble that a renewal has met after `earlier` ones in a row: a cool-down
/// of 1 s, 2 s, 4 s and so on, or what the server asks for.
pub(super) fn trouble_after(earlier: u32, error: &OAuthError, now: Timestamp) -> Trouble {
    let doubled = Duration::from_secs(1_u64.checked_shl(earlier).unwrap_or(u64::MAX));
    let asked_for = error.retry_after().unwrap_or_default();
    let cool_down = doubled.min(LONGEST).max(asked_for.min(LONGEST_ASKED_FOR));
    let cool_down = SignedDuration::try_from(cool_down).unwrap_or(SignedDuration::MAX);
    Trouble {
        reason: error.to_string(),
        count: earlier.saturating_add(1),
        retry_at: now.saturating_add(cool_down).unwrap_or(now),
    }
}

impl CredentialError {
    pub(super) fn in_trouble(trouble: &Trouble) -> Self {
        let Trouble {
            reason, retry_at, ..
        } = trouble;
        Self::Unavailable(format!("{reason}. It is tried again from {retry_at} on"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn server_error(retry_after: Option<Duration>) -> OAuthError {
        OAuthError::Unavailable {
            endpoint: "https://as.example/token".to_owned(),
            status: 503,
            retry_after,
        }
    }

    fn cool_down(earlier: u32, retry_after: Option<Duration>) -> i64 {
        let trouble = trouble_after(earlier, &server_error(retry_after), at(1_000));
        trouble.retry_at.as_second() - 1_000
    }

    #[test]
    fn each_trouble_in_a_row_doubles_the_cool_down_up_to_five_minutes() {
        let cool_downs: Vec<_> = (0..10).map(|earlier| cool_down(earlier, None)).collect();
        assert_eq!(cool_downs, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
        assert_eq!(cool_down(u32::MAX, None), 300);
    }

    #[test]
    fn a_server_can_ask_for_a_longer_cool_down_but_not_for_ever() {
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(cool_down(0, seconds(900)), 900);
        assert_eq!(cool_down(4, seconds(1)), 16);
        assert_eq!(cool_down(0, seconds(u64::MAX)), 3_600);
    }

    #[test]
    fn a_cool_down_ends_at_its_time_and_when_the_clock_was_set_back() {
        let trouble = trouble_after(2, &server_error(None), at(10_000));
        let lasts = |now| cool_down_of(Some(&trouble), at(now)).is_some();
        assert!(lasts(10_000) && lasts(10_003));
        assert!(!lasts(10_004));
        assert!(!lasts(1_000), "the clock was two hours ahead");
        assert!(cool_down_of(None, at(10_000)).is_none());
    }
}
