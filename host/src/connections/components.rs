//! The components of connectors, by digest: what one host has added, every host of
//! the store has.
//!
//! A component that another takes the place of is kept for a while, so that the
//! runs that it has begun are gone on with by it. One that is removed is withdrawn:
//! it goes at once, with those that came before it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::StoreError;
use super::kept::{Change, Components, KeptComponent, Scope, in_seconds};
use super::store::Store;

/// How long a component is kept that another has taken the place of.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Store {
    /// Keeps a component as the present one of its connector. Those that were
    /// replaced too long ago go.
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
                let replaced_at = *kept.replaced_at.get_or_insert(now);
                let until = replaced_at.checked_add(KEPT).unwrap_or(Timestamp::MAX);
                changes.push(match until <= now {
                    true => Change::ComponentGone(kept.digest),
                    false => Change::Component(Box::new(kept)),
                });
            }
            // The one that was present makes room first: there never are two.
            changes.push(Change::Component(Box::new(KeptComponent {
                digest,
                connector,
                bytes: Some(bytes),
                added_at: now,
                replaced_at: None,
            })));
            Ok((changes, ()))
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
