//! The renewals of a grant: their beginning, and how each ended. All are to be
//! called under the grant's lock, which a sign-in does not take: so each does
//! nothing to a grant whose generation has moved on.

use jiff::{SignedDuration, Timestamp};

use super::StoreError;
use super::grants::only;
use super::kept::{Change, Held, KeptGrant, in_seconds};
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
    /// It may pass.
    Trouble(Trouble),
}

impl Store {
    /// Writes down that a renewal begins, before anything is sent: a store that
    /// can't be written now could not keep the answer either. Says whether the
    /// grant is still in that generation.
    pub(crate) async fn begin_renewal(
        &self,
        grant_id: &str,
        generation: u64,
        now: Timestamp,
        fence: Fence,
    ) -> Result<bool, StoreError> {
        self.change(only(grant_id), move |held, _| {
            let Some(mut kept) = in_generation(held, generation, fence) else {
                return Ok((Vec::new(), false));
            };
            kept.unfinished_renewal.get_or_insert(in_seconds(now));
            Ok((vec![Change::Grant(Box::new(kept))], true))
        })
        .await
    }

    /// Puts new tokens in the place of those of `generation`, durably.
    pub(crate) async fn finish_renewal(
        &self,
        grant_id: &str,
        generation: u64,
        tokens: Tokens,
        fence: Fence,
    ) -> Result<(), StoreError> {
        self.change(only(grant_id), move |held, sealer| {
            let Some(mut kept) = in_generation(held, generation, fence) else {
                return Ok((Vec::new(), ()));
            };
            kept.take_tokens(&tokens, sealer)?;
            Ok((vec![Change::Grant(Box::new(kept))], ()))
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
        self.change(only(grant_id), move |held, _| {
            let Some(mut kept) = in_generation(held, generation, fence) else {
                return Ok((Vec::new(), ()));
            };
            kept.unfinished_renewal = unfinished_renewal.map(in_seconds);
            (kept.grant.state, kept.grant.trouble) = match failure {
                RenewalFailure::Ended(reason) => (GrantState::Ended { reason }, None),
                RenewalFailure::ClientRefused(reason) => {
                    (GrantState::ClientRefused { reason }, None)
                }
                RenewalFailure::Trouble(trouble) => {
                    let retry_at = rounded_up(trouble.retry_at);
                    let trouble = Trouble {
                        retry_at,
                        ..trouble
                    };
                    (GrantState::Living, Some(trouble))
                }
            };
            Ok((vec![Change::Grant(Box::new(kept))], ()))
        })
        .await
    }
}

/// The grant that was to be seen, when it is in that generation still, and
/// nobody has come after whose lease it is.
fn in_generation(held: Held, generation: u64, fence: Fence) -> Option<KeptGrant> {
    let Fence(fence) = fence;
    let mut grants = held.grants.into_values();
    grants.find(|kept| {
        // Where a later lease has ended without new tokens, these are the newest.
        let has_right = fence.is_none_or(|fence| kept.fence == fence || !kept.is_leased);
        kept.grant.generation == generation && has_right
    })
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
