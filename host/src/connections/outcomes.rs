//! Calls that are made once, whoever asks for them again within a day: how far they
//! are, and in the end what came of them.
//!
//! One host works at a call at a time. It holds it for a while, and goes on holding it
//! as long as it lives; whoever finds it held by nobody takes it over, with what was
//! kept of it last, and whoever has lost it can keep nothing of it any more.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::StoreError;
use super::apart::MOST_APART;
use super::id::new_id;
use super::kept::{Change, KeptOutcome, Outcomes, Scope, in_seconds};
use super::seal::{Place, SealError, Sealed};
use super::sealer::Sealer;
use super::store::Store;

/// How long an outcome is kept.
pub(super) const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);
/// How long a call is held by whoever works at it and says nothing.
const HELD_FOR: SignedDuration = SignedDuration::from_secs(60);
/// How often whoever works at a call says so.
pub(crate) const HELD_EVERY: Duration = Duration::from_secs(15);

/// Nobody takes a call over that another holds, however far apart their clocks may be, and
/// though the other could once not say so.
const _: () = {
    let apart = 2 * MOST_APART.as_secs().unsigned_abs();
    assert!(HELD_FOR.as_secs().unsigned_abs() > apart + 2 * HELD_EVERY.as_secs());
};

/// What there is of a call that is to be made once.
#[derive(Debug)]
pub(crate) enum OutcomeClaim {
    /// It is the caller's to make, under this name: from its beginning, or from where
    /// another host has left it.
    Mine(String, Option<SecretString>),
    /// Another works at it.
    UnderWay,
    /// It was another request.
    OtherRequest,
    /// It was made, and that came of it.
    Done(SecretString),
}

impl KeptOutcome {
    /// Its sealed value, with its place.
    pub(super) fn each_sealed<E>(
        &mut self,
        work: impl Fn(Place<'_>, &mut Sealed) -> Result<(), E>,
    ) -> Result<(), E> {
        match &mut self.content {
            Some(content) => work(place(self.tenant.as_str(), &self.id), content),
            None => Ok(()),
        }
    }

    fn opened(&self, sealer: &Sealer) -> Result<Option<SecretString>, SealError> {
        let content = self.content.as_ref();
        let open = |content| sealer.open(place(self.tenant.as_str(), &self.id), content);
        content.map(open).transpose()
    }

    fn seal(&mut self, content: &SecretString, sealer: &Sealer) -> Result<(), SealError> {
        let sealed = sealer.seal(place(self.tenant.as_str(), &self.id), content)?;
        self.content = Some(sealed);
        Ok(())
    }
}

fn place<'a>(tenant: &'a str, id: &'a str) -> Place<'a> {
    Place {
        tenant,
        table: "outcomes",
        row: id,
        column: "content",
    }
}

impl Store {
    /// Takes a call that nobody works at, or says what there is of it.
    pub(crate) async fn claim_outcome(
        &self,
        id: String,
        fingerprint: String,
        now: Timestamp,
    ) -> Result<OutcomeClaim, StoreError> {
        let (tenant, holder) = (self.tenant().clone(), new_id()?);
        self.change(of(&id), move |mut held, sealer| {
            let too_old = now - KEPT_FOR;
            let mut changes = vec![Change::OutcomesGone(too_old)];
            let found = held.outcomes.pop();
            let mut kept = match found.filter(|kept| kept.begun_at >= too_old) {
                Some(kept) if kept.fingerprint != fingerprint => {
                    return Ok((changes, OutcomeClaim::OtherRequest));
                }
                Some(kept) if kept.is_done => {
                    let outcome = kept.opened(sealer)?.unwrap_or_default();
                    return Ok((changes, OutcomeClaim::Done(outcome)));
                }
                Some(kept) if kept.held_until > now => {
                    return Ok((changes, OutcomeClaim::UnderWay));
                }
                Some(kept) => kept,
                None => KeptOutcome {
                    tenant,
                    id,
                    fingerprint,
                    begun_at: in_seconds(now),
                    is_done: false,
                    holder: String::new(),
                    held_until: now,
                    content: None,
                },
            };
            let run = kept.opened(sealer)?;
            kept.holder.clone_from(&holder);
            kept.held_until = now + HELD_FOR;
            changes.push(Change::Outcome(Box::new(kept)));
            Ok((changes, OutcomeClaim::Mine(holder, run)))
        })
        .await
    }

    /// Holds a call for longer; says whether it still was held.
    pub(crate) async fn hold_outcome(
        &self,
        id: &str,
        holder: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.change_outcome(id, holder, move |kept, _| {
            kept.held_until = now + HELD_FOR;
            Ok(())
        })
        .await
    }

    /// Keeps how far a call is; says whether it still was held.
    pub(crate) async fn keep_run(
        &self,
        id: &str,
        holder: &str,
        run: SecretString,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.change_outcome(id, holder, move |kept, sealer| {
            kept.held_until = now + HELD_FOR;
            Ok(kept.seal(&run, sealer)?)
        })
        .await
    }

    /// Keeps what came of a call; says whether it still was held.
    pub(crate) async fn keep_outcome(
        &self,
        id: &str,
        holder: &str,
        outcome: SecretString,
    ) -> Result<bool, StoreError> {
        self.change_outcome(id, holder, move |kept, sealer| {
            kept.is_done = true;
            Ok(kept.seal(&outcome, sealer)?)
        })
        .await
    }

    /// Leaves a call to whoever asks for it next.
    pub(crate) async fn put_down_outcome(
        &self,
        id: &str,
        holder: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.change_outcome(id, holder, move |kept, _| {
            // Nothing comes after it that is on its way still.
            kept.holder.clear();
            kept.held_until = now;
            Ok(())
        })
        .await
    }

    /// Forgets a call that has changed nothing: whoever asks again makes it anew.
    pub(crate) async fn forget_outcome(&self, id: &str, holder: &str) -> Result<(), StoreError> {
        let (tenant, holder) = (self.tenant().clone(), holder.to_owned());
        self.change(of(id), move |mut held, _| {
            let own = held.outcomes.pop().filter(|kept| kept.is_held_by(&holder));
            let gone = own.map(|kept| Change::OutcomeGone(tenant, kept.id));
            Ok((gone.into_iter().collect(), ()))
        })
        .await
    }

    async fn change_outcome(
        &self,
        id: &str,
        holder: &str,
        change: impl FnOnce(&mut KeptOutcome, &Sealer) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<bool, StoreError> {
        let holder = holder.to_owned();
        self.change(of(id), move |mut held, sealer| {
            let own = held.outcomes.pop().filter(|kept| kept.is_held_by(&holder));
            let Some(mut kept) = own else {
                return Ok((Vec::new(), false));
            };
            change(&mut kept, sealer)?;
            Ok((vec![Change::Outcome(Box::new(kept))], true))
        })
        .await
    }
}

impl KeptOutcome {
    fn is_held_by(&self, holder: &str) -> bool {
        !self.is_done && self.holder == holder
    }
}

fn of(id: &str) -> Scope {
    Scope {
        outcomes: Outcomes::WithId(id.to_owned()),
        ..Scope::default()
    }
}
