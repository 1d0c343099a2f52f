//! What a host that runs for long does now and then: it drops the versions of connectors
//! that nobody needs any more, and the code that was compiled of them; and what others
//! need to know for that: which versions have runs that the store does not see.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::Host;
use crate::Error;
use crate::blocking::blocking;
use crate::connections::{Needed, TOLD_EVERY};

/// How often components are looked after.
const EVERY: SignedDuration = SignedDuration::from_hours(1);

/// What was done of it, and what there is to do.
#[derive(Debug)]
pub(super) struct Upkeep(Mutex<State>);

#[derive(Debug)]
struct State {
    /// When components were last looked after, or this host began.
    looked_at: Timestamp,
    /// The digests of the components of the store that this process has compiled.
    compiled: BTreeSet<String>,
    /// When it was last told of each digest that runs are kept elsewhere.
    told: HashMap<String, Timestamp>,
}

impl Upkeep {
    pub(super) fn new(now: Timestamp) -> Self {
        Self(Mutex::new(State {
            looked_at: now,
            compiled: BTreeSet::new(),
            told: HashMap::new(),
        }))
    }

    /// Remembers that there is code of a component of the store.
    pub(super) fn has_compiled(&self, digest: &str) {
        self.state().compiled.insert(digest.to_owned());
    }

    /// Whether whoever asks is to look after components.
    fn is_due(&self, now: Timestamp) -> bool {
        let mut state = self.state();
        let is_due = !is_within(state.looked_at, EVERY, now);
        if is_due {
            state.looked_at = now;
        }
        is_due
    }

    /// Whether whoever asks is to tell that runs of that component are kept elsewhere.
    fn is_to_be_told(&self, digest: &str, now: Timestamp) -> bool {
        let mut state = self.state();
        state.told.retain(|_, at| is_within(*at, TOLD_EVERY, now));
        !state.told.contains_key(digest)
    }

    fn was_told(&self, digest: &str, now: Timestamp) {
        self.state().told.insert(digest.to_owned(), now);
    }

    /// The digests whose code is of no use: of components that have gone, whoever has
    /// dropped them.
    fn of_no_use(&self, needed: Needed) -> BTreeSet<String> {
        let Needed { gone, left } = needed;
        let compiled = &mut self.state().compiled;
        let mut of_no_use: BTreeSet<String> = compiled.difference(&left).cloned().collect();
        compiled.retain(|digest| left.contains(digest));
        of_no_use.extend(gone);
        of_no_use
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether that was so short ago. What is in the future is not: the clock was put back.
fn is_within(time: Timestamp, length: SignedDuration, now: Timestamp) -> bool {
    let until = time.checked_add(length).unwrap_or(Timestamp::MAX);
    (time..until).contains(&now)
}

impl Host {
    /// Looks after components in the background, where that was not done for a while and
    /// there is a store. Nobody waits for it, and nothing fails by it.
    pub(super) fn look_after_components(&self) {
        let is_open = self.inner.store.initialized();
        if is_open && self.inner.upkeep.is_due(self.inner.clock.now()) {
            let host = self.clone();
            let work = async move { host.drop_unneeded_components().await };
            self.inner.tasks.spawn(work);
        }
    }

    /// Drops the components that nobody needs, and the code of all that have gone.
    pub(super) async fn drop_unneeded_components(&self) {
        let now = self.inner.clock.now();
        let needed = async { Ok::<_, Error>(self.store().await?.drop_unneeded(now).await?) };
        let needed = match needed.await {
            Ok(needed) => needed,
            Err(error) => {
                tracing::warn!(%error, "versions of connectors that nobody needs stay for now");
                return;
            }
        };
        let of_no_use = self.inner.upkeep.of_no_use(needed);
        let runtime = self.inner.runtime.clone();
        blocking(move || {
            for digest in of_no_use {
                runtime.forget(&digest);
            }
        })
        .await;
    }

    /// Tells that a run of a component is kept where the store does not see it, unless
    /// that was told a short while ago.
    pub(super) async fn tell_of_run_elsewhere(
        &self,
        connector: &str,
        digest: &str,
    ) -> Result<(), Error> {
        let (upkeep, now) = (&self.inner.upkeep, self.inner.clock.now());
        if upkeep.is_to_be_told(digest, now) {
            let store = self.store().await?;
            store.want_component(connector, digest, now).await?;
            upkeep.was_told(digest, now);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn components_are_looked_after_by_one_of_those_who_come_within_an_hour() {
        let upkeep = Upkeep::new(at(0));
        assert!(!upkeep.is_due(at(3_599)), "whoever ends soon leaves it");
        assert!(upkeep.is_due(at(3_600)));
        assert!(!upkeep.is_due(at(3_601)));
        assert!(upkeep.is_due(at(7_200)));
        assert!(upkeep.is_due(at(10)), "the clock was put back");
    }

    #[test]
    fn of_a_component_it_is_told_once_an_hour_that_runs_are_elsewhere_and_again_when_that_failed() {
        let upkeep = Upkeep::new(at(0));
        assert!(upkeep.is_to_be_told("a", at(0)) && upkeep.is_to_be_told("a", at(1)));
        upkeep.was_told("a", at(1));
        assert!(!upkeep.is_to_be_told("a", at(3_600)) && upkeep.is_to_be_told("b", at(3_600)));
        assert!(upkeep.is_to_be_told("a", at(3_601)));
    }

    #[test]
    fn code_goes_with_its_component_whichever_host_has_dropped_that() {
        let upkeep = Upkeep::new(at(0));
        for digest in ["present", "dropped elsewhere", "dropped here"] {
            upkeep.has_compiled(digest);
        }
        let needed = || Needed {
            gone: vec!["dropped here".to_owned()],
            left: BTreeSet::from(["present".to_owned(), "never compiled here".to_owned()]),
        };
        let of_no_use = upkeep.of_no_use(needed());
        assert!(of_no_use.iter().eq(["dropped elsewhere", "dropped here"]));
        assert!(upkeep.of_no_use(needed()).iter().eq(["dropped here"]));
    }
}
