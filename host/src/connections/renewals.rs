//! The renewals of a grant: their beginning, and how each ended. All are to be
//! called under the grant's lock, which a sign-in does not take: so each does
//! nothing to a grant whose generation has moved on.

use jiff::{SignedDuration, Timestamp};

use super::StoreError;
use super::grants::only;
use super::kept::{Change, Held, KeptGrant, Scope, in_seconds};
use super::model::{GrantState, Tokens, Trouble};
use super::store::Store;
use super::turns::Fence;

/// Why a renewal brought no tokens; the texts are the ends of sentences.
#[derive(Clone, Debug)]
pub(crate) enum RenewalFailure {
    /// The grant is of no use any more.
    Ended(String),
    /// The client is; the tokens may be as good as before.
    ClientRefused(String),
    /// The client is by the secret that somebody brings for it; what is kept may be as good
    /// as before.
    SecretRefused(String),
    /// It may pass.
    Trouble(Trouble),
}

impl Store {
    /// Writes down that a renewal begins, before anything is sent: a store that
    /// can't be written now could not keep the answer either. Says whether the
    /// grant is still in that generation, and the right to renew it is still there.
    pub(crate) async fn begin_renewal(
        &self,
        grant_id: &str,
        generation: u64,
        now: Timestamp,
        fence: Fence,
    ) -> Result<bool, StoreError> {
        self.change(renewing(grant_id), move |held, _| {
            let mut kept = match found(held, generation, fence) {
                Found::InGeneration(kept) if fence.holds(&kept) => kept,
                _ => return Ok((Vec::new(), false)),
            };
            kept.unfinished_renewal.get_or_insert(in_seconds(now));
            Ok((vec![Change::Grant(kept)], true))
        })
        .await
    }

    /// Puts new tokens in the place of those of `generation`, durably, unless
    /// newer ones are there. Says whether that is settled: it is not as long as
    /// somebody else has the right to renew the grant, who may bring newer ones.
    pub(crate) async fn finish_renewal(
        &self,
        grant_id: &str,
        generation: u64,
        tokens: Tokens,
        fence: Fence,
    ) -> Result<bool, StoreError> {
        self.change(settling(grant_id), move |held, sealer| {
            let mut kept = match found(held, generation, fence) {
                Found::InGeneration(kept) => kept,
                Found::MovedOn => return Ok((Vec::new(), true)),
                Found::Leased => return Ok((Vec::new(), false)),
            };
            kept.take_tokens(&tokens, sealer)?;
            kept.is_leased = false;
            Ok((vec![Change::Grant(kept)], true))
        })
        .await
    }

    /// Notes why a renewal brought no tokens, and when the oldest renewal began
    /// whose outcome is unknown, this one included.
    pub(crate) async fn fail_renewal(
        &self,
        grant_id: &str,
        generation: u64,
        failure: RenewalFailure,
        unfinished_renewal: Option<Timestamp>,
        fence: Fence,
    ) -> Result<(), StoreError> {
        self.change(settling(grant_id), move |held, _| {
            let Found::InGeneration(mut kept) = found(held, generation, fence) else {
                return Ok((Vec::new(), ()));
            };
            kept.unfinished_renewal = unfinished_renewal.map(in_seconds);
            kept.is_leased = false;
            (kept.grant.state, kept.grant.trouble) = match failure {
                RenewalFailure::Ended(reason) => (GrantState::Ended { reason }, None),
                RenewalFailure::ClientRefused(reason) => {
                    (GrantState::ClientRefused { reason }, None)
                }
                RenewalFailure::SecretRefused(_) => (kept.grant.state, kept.grant.trouble),
                RenewalFailure::Trouble(trouble) => {
                    let retry_at = rounded_up(trouble.retry_at);
                    let trouble = Trouble {
                        retry_at,
                        ..trouble
                    };
                    (GrantState::Living, Some(trouble))
                }
            };
            Ok((vec![Change::Grant(kept)], ()))
        })
        .await
    }
}

/// To see one grant, for a renewal. Its row is all that has to stay as it is: what is
/// sealed is sealed with the data key of the tenant, which is the same whatever key of the
/// store that is sealed with.
fn renewing(grant_id: &str) -> Scope {
    Scope {
        by_rows: true,
        ..only(grant_id)
    }
}

/// The same for the outcome.
fn settling(grant_id: &str) -> Scope {
    Scope {
        newer_too: true,
        ..renewing(grant_id)
    }
}

/// What has become of a grant since somebody got the right to renew it.
enum Found {
    /// It is in that generation still, and nobody else has the right.
    InGeneration(Box<KeptGrant>),
    /// It has newer tokens, or is gone.
    MovedOn,
    /// Somebody else has the right.
    Leased,
}

fn found(held: Held, generation: u64, fence: Fence) -> Found {
    let mut grants = held.grants.into_values();
    match grants.find(|kept| kept.grant.generation == generation) {
        None => Found::MovedOn,
        // Where a later lease has ended without new tokens, there are none newer
        // than those of an earlier one.
        Some(kept) if kept.is_leased && fence.is_before(&kept) => Found::Leased,
        Some(kept) => Found::InGeneration(Box::new(kept)),
    }
}

/// The first full second that is not before `time`.
fn rounded_up(time: Timestamp) -> Timestamp {
    let second = in_seconds(time);
    if time > second {
        second
            .saturating_add(SignedDuration::from_secs(1))
            .unwrap_or(second)
    } else {
        second
    }
}
