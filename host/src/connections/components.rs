//! The components of connectors, by digest: what one host has added, every host of
//! the store has.
//!
//! A component that another takes the place of is kept as long as somebody may need it,
//! so that the runs that it has begun are gone on with by it. Runs of calls that are made
//! once are in the store; of those that are kept elsewhere it is told when they are put
//! there. One that is removed is withdrawn: it goes at once, with those that came before
//! it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::StoreError;
use super::kept::{Change, Components, KeptComponent, Outcomes, Scope, in_seconds};
use super::outcomes::KEPT_FOR;
use super::store::Store;

/// How long a component is kept at least that another has taken the place of: hosts go on
/// with what they remember for a moment, and calls are under way.
const GRACE: SignedDuration = SignedDuration::from_hours(1);
/// How long a run may stay where the store does not see it.
const ELSEWHERE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How often it need be told that runs are put there.
pub(crate) const TOLD_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// What became of the components that were replaced.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Needed {
    /// The digests of those that nobody needs, which have gone.
    pub(crate) gone: Vec<String>,
    /// The digests of those that there are.
    pub(crate) left: BTreeSet<String>,
}

impl KeptComponent {
    /// Whether somebody may need it. A call that is made once and has no outcome needs the
    /// component that it was begun with, which was present then, or is remembered.
    fn is_needed(&self, under_way_since: Option<Timestamp>, now: Timestamp) -> bool {
        let Some(replaced_at) = self.replaced_at else {
            return true;
        };
        let after = |time: Timestamp, length| time.checked_add(length).unwrap_or(Timestamp::MAX);
        let last_begun = after(replaced_at, GRACE);
        now < last_begun
            || under_way_since.is_some_and(|begun| begun < last_begun)
            // What is told of runs elsewhere is told once in a while.
            || now < after(self.wanted_at, ELSEWHERE + TOLD_EVERY)
    }
}

impl Store {
    /// Keeps a component as the present one of its connector.
    pub(crate) async fn add_component(
        &self,
        connector: &str,
        digest: &str,
        bytes: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.put_component(connector, digest, bytes, now, true)
            .await
    }

    /// The same, unless the connector has one.
    pub(crate) async fn take_component(
        &self,
        connector: &str,
        digest: &str,
        bytes: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.put_component(connector, digest, bytes, now, false)
            .await
    }

    async fn put_component(
        &self,
        connector: &str,
        digest: &str,
        bytes: Vec<u8>,
        now: Timestamp,
        replaces: bool,
    ) -> Result<(), StoreError> {
        let (connector, digest) = (connector.to_owned(), digest.to_owned());
        self.change(of(Components::Of(connector.clone())), move |held, _| {
            let now = in_seconds(now);
            let mut changes = Vec::new();
            let mut present = held.components.iter();
            if !replaces && present.any(|kept| kept.replaced_at.is_none()) {
                return Ok((changes, ()));
            }
            for mut kept in held.components {
                if kept.digest == digest {
                    continue;
                }
                kept.replaced_at.get_or_insert(now);
                changes.push(Change::Component(Box::new(kept)));
            }
            // The one that was present makes room first: there never are two.
            changes.push(Change::Component(Box::new(KeptComponent {
                digest,
                connector,
                bytes: Some(bytes),
                wanted_at: now,
                replaced_at: None,
            })));
            Ok((changes, ()))
        })
        .await
    }

    /// Drops the components that were replaced and that nobody needs.
    pub(crate) async fn drop_unneeded(&self, now: Timestamp) -> Result<Needed, StoreError> {
        let scope = Scope {
            components: Components::All,
            outcomes: Outcomes::FirstUnderWay(now.checked_sub(KEPT_FOR).unwrap_or(now)),
            ..Scope::default()
        };
        let store = self.operators();
        let dropping = store.change(scope, move |mut held, _| {
            let under_way_since = held.outcomes.pop().map(|first| first.begun_at);
            let mut needed = Needed::default();
            for kept in held.components {
                if kept.is_needed(under_way_since, now) {
                    needed.left.insert(kept.digest);
                } else {
                    needed.gone.push(kept.digest);
                }
            }
            let gone = needed.gone.iter().cloned().map(Change::ComponentGone);
            Ok((gone.collect(), needed))
        });
        dropping.await
    }

    /// Notes that a run of a component is kept where the store does not see it. Of one that
    /// the store does not have, nothing is noted.
    pub(crate) async fn want_component(
        &self,
        connector: &str,
        digest: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let scope = of(Components::Of(connector.to_owned()));
        let digest = digest.to_owned();
        self.change(scope, move |held, _| {
            let mut kept = held.components.into_iter();
            let wanted = kept.find(|kept| kept.digest == digest).map(|mut kept| {
                kept.wanted_at = kept.wanted_at.max(in_seconds(now));
                Change::Component(Box::new(kept))
            });
            Ok((wanted.into_iter().collect(), ()))
        })
        .await
    }

    /// The digest of the present component of a connector.
    pub(crate) async fn component_of(&self, connector: &str) -> Result<Option<String>, StoreError> {
        let scope = of(Components::Of(connector.to_owned()));
        self.see(scope, |held, _| {
            let mut kept = held.components.into_iter();
            let present = kept.find(|kept| kept.replaced_at.is_none());
            Ok(present.map(|kept| kept.digest))
        })
        .await
    }

    /// The digests of the present components, by connector.
    pub(crate) async fn components(&self) -> Result<BTreeMap<String, String>, StoreError> {
        self.see(of(Components::Present), |held, _| {
            let kept = held.components.into_iter();
            Ok(kept.map(|kept| (kept.connector, kept.digest)).collect())
        })
        .await
    }

    /// The component of that digest and connector, present or replaced.
    pub(crate) async fn component(
        &self,
        connector: &str,
        digest: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let connector = connector.to_owned();
        self.see(of(Components::Whole(digest.to_owned())), move |held, _| {
            let mut kept = held.components.into_iter();
            let whole = kept.find(|kept| kept.connector == connector);
            Ok(whole.and_then(|kept| kept.bytes))
        })
        .await
    }

    /// Withdraws the components of a connector, those that were replaced too, and
    /// tells their digests.
    pub(crate) async fn remove_components(
        &self,
        connector: &str,
    ) -> Result<Vec<String>, StoreError> {
        let scope = of(Components::Of(connector.to_owned()));
        self.change(scope, |held, _| {
            let kept = held.components.into_iter();
            let digests: Vec<_> = kept.map(|kept| kept.digest).collect();
            let gone = digests.iter().cloned().map(Change::ComponentGone);
            Ok((gone.collect(), digests))
        })
        .await
    }
}

fn of(components: Components) -> Scope {
    Scope {
        components,
        ..Scope::default()
    }
}
