//! Whether a call may have written, and what has become of what it sends.
//!
//! What must not be sent twice is sticky: once a byte of it has left, whatever ends
//! the call has to say that it may have been carried out. Only that very exchange can
//! take it back, by an answer that says that it was not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};

use super::Progress;
use super::traffic::locked;

/// Whether a call may have written: it has sent what must not be sent twice, and
/// nothing has said since that it was not carried out. Whoever ends a call before its
/// time learns it here. Clones are of the same call.
#[derive(Clone, Debug, Default)]
pub struct MayHaveWritten(Arc<AtomicBool>);

impl MayHaveWritten {
    /// Whether it is so by now.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// Notes what is known of a call that is taken up.
    pub(crate) fn note(&self, progress: &Progress) {
        self.set(progress.may_have_written());
    }

    fn set(&self, may_have_written: bool) {
        self.0.store(may_have_written, Ordering::SeqCst);
    }
}

/// What has become of the request of a step that must not be sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// There is none, or it was not carried out.
    NotCarriedOut,
    /// It may have been: there is no answer yet, or one that leaves it open.
    Open,
    /// It may have been, and the connector is told so and judges it.
    Lost,
    /// It was.
    CarriedOut,
    /// It was, by a server that said to look elsewhere for the answer.
    Redirected,
}

/// What a step writes.
pub(super) struct Writes<'a> {
    fate: Mutex<Fate>,
    /// Whether an earlier step may have written.
    earlier: bool,
    told: &'a MayHaveWritten,
}

impl<'a> Writes<'a> {
    /// Nothing so far, after steps of which that is known.
    pub(super) fn after(earlier: bool, told: &'a MayHaveWritten) -> Self {
        let writes = Self {
            fate: Mutex::new(Fate::NotCarriedOut),
            earlier,
            told,
        };
        writes.is(Fate::NotCarriedOut);
        writes
    }

    /// The request leaves.
    pub(super) fn leaves(&self) {
        self.is(Fate::Open);
    }

    /// Nothing of it has left, or the API has said that it was not carried out.
    pub(super) fn was_not_carried_out(&self) {
        self.is(Fate::NotCarriedOut);
    }

    /// There will be no answer.
    pub(super) fn is_lost(&self) {
        self.is(Fate::Lost);
    }

    /// There is an answer, maybe after a redirect by a server that had carried it out.
    /// What the API calls the client's error it has not carried out (RFC 9110 section
    /// 15.5); what it calls its own error may be halfway. That it can't handle a request
    /// now (section 15.6.4) it has said when it says when it can: gateways say the same of
    /// a server that broke off after it had the request, and don't know when.
    pub(super) fn was_answered(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        after_carrying_out: bool,
    ) {
        let can_later =
            status == StatusCode::SERVICE_UNAVAILABLE && headers.contains_key(RETRY_AFTER);
        self.is(if after_carrying_out {
            Fate::Redirected
        } else if status.is_success() {
            Fate::CarriedOut
        } else if status.is_client_error() || can_later {
            Fate::NotCarriedOut
        } else {
            Fate::Open
        });
    }

    /// The connector has read in the answer that the API rejects the credential:
    /// whatever the status, it was not carried out, unless that was said of another
    /// request to which it was redirected.
    pub(super) fn was_rejected(&self) {
        if *locked(&self.fate) != Fate::Redirected {
            self.is(Fate::NotCarriedOut);
        }
    }

    /// Whether what comes now is after a write, as far as this step goes. What was lost
    /// is counted elsewhere.
    pub(super) fn counts(&self) -> bool {
        let fate = *locked(&self.fate);
        matches!(fate, Fate::Open | Fate::CarriedOut | Fate::Redirected)
    }

    fn is(&self, fate: Fate) {
        *locked(&self.fate) = fate;
        self.told.set(self.earlier || fate != Fate::NotCarriedOut);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_stays_written_whatever_a_later_request_comes_to() {
        let told = MayHaveWritten::default();
        let none = HeaderMap::new();
        let first = Writes::after(false, &told);
        assert!(!told.is_set());
        first.leaves();
        assert!(told.is_set());
        first.was_answered(StatusCode::CREATED, &none, false);
        assert!(told.is_set() && first.counts());
        let second = Writes::after(true, &told);
        for undone in [StatusCode::UNAUTHORIZED, StatusCode::CONFLICT] {
            second.leaves();
            second.was_answered(undone, &none, false);
            assert!(told.is_set() && !second.counts());
        }
    }

    #[test]
    fn an_answer_says_whether_it_was_carried_out() {
        let told = MayHaveWritten::default();
        let none = HeaderMap::new();
        let writes = Writes::after(false, &told);
        for (status, after, may_have) in [
            (StatusCode::OK, false, true),
            (StatusCode::BAD_REQUEST, false, false),
            (StatusCode::TOO_MANY_REQUESTS, false, false),
            (StatusCode::SERVICE_UNAVAILABLE, false, true),
            (StatusCode::BAD_GATEWAY, false, true),
            (StatusCode::NOT_MODIFIED, false, true),
            (StatusCode::UNAUTHORIZED, true, true),
        ] {
            writes.leaves();
            writes.was_answered(status, &none, after);
            assert_eq!(told.is_set(), may_have, "{status}");
            assert_eq!(writes.counts(), may_have, "{status}");
        }
        let in_a_minute: HeaderMap = [(RETRY_AFTER, "60".parse().unwrap())].into_iter().collect();
        for (status, may_have) in [
            (StatusCode::SERVICE_UNAVAILABLE, false),
            (StatusCode::BAD_GATEWAY, true),
        ] {
            writes.leaves();
            writes.was_answered(status, &in_a_minute, false);
            assert_eq!(told.is_set(), may_have, "{status}");
        }
        writes.was_answered(StatusCode::UNAUTHORIZED, &none, true);
        // That was the redirected one.
        writes.was_rejected();
        assert!(told.is_set());
        writes.leaves();
        writes.was_answered(StatusCode::OK, &none, false);
        writes.was_rejected();
        assert!(!told.is_set());
    }
}
