//! The connectors of a host: adding, finding and removing them.
//!
//! What another host adds or removes is noticed within a second. Calls under way go
//! on with the component that they have begun with.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::components::Present;
use super::consent::wanted;
use super::unusable::is_refusal;
use super::{GaveWay, Host, Inner, WantsMore};
use crate::Error;
use crate::component::Connector;
use crate::connections::{Connection, StoreError};
use crate::consent::Permission;

/// How long what is known of a connector is believed before the store is asked
/// again.
const BELIEVED: SignedDuration = SignedDuration::from_secs(1);
/// How long until it is asked in the background, for calls that come before that time is
/// over: where there are always some, none waits.
const FRESH: SignedDuration = SignedDuration::from_millis(500);

/// A connector that was added.
#[derive(Debug)]
#[non_exhaustive]
pub struct Added {
    /// The connector.
    pub connector: Connector,
    /// The version that had its key before.
    pub replaced: Option<String>,
    /// What was accepted that nobody had agreed to before.
    pub accepted: Option<WantsMore>,
    /// The grants that have given way by that to others of their account.
    pub gave_way: Vec<GaveWay>,
}

/// A component that could be added, and what to know before it is.
#[derive(Debug)]
#[non_exhaustive]
pub struct Candidate {
    /// The connector that it is.
    pub connector: Connector,
    /// Whether it is the first of its key here, so that to add it agrees to all that it
    /// wants.
    pub is_first: bool,
    /// What it wants that nobody has agreed to, where somebody has agreed to anything
    /// for its key: it is [added](Host::add) by [`Host::add_accepting`] alone.
    pub wants_more: Option<WantsMore>,
}

/// A connector that this process has at hand, and how it came to it.
#[derive(Clone, Debug)]
pub(super) struct Remembered {
    connector: Connector,
    /// Whether whoever runs this process has given it, for as long as that runs.
    /// All others are here because somebody has added them, and may be removed by
    /// any process.
    was_given: bool,
    /// When the store last said that it is the present one.
    seen_at: Timestamp,
    /// Whether it is asked again since, in the background.
    is_asked: bool,
    /// What it may do on this host, once somebody has asked.
    permission: Option<Arc<Permission>>,
}

impl Remembered {
    /// What tells it from another.
    fn is(&self) -> (String, bool) {
        (self.connector.digest().to_owned(), self.was_given)
    }
}

impl Host {
    /// Checks a component, and says what adding it would agree to, for whoever asks
    /// somebody first. Nothing is kept of it but what was compiled.
    ///
    /// # Errors
    /// When the component is refused, the store can't be read, or this host is for another
    /// tenant than `default`.
    pub async fn candidate(&self, component: &[u8]) -> Result<Candidate, Error> {
        self.check_is_operators()?;
        let connector = self.compile(component.to_vec()).await?;
        let (is_first, wants_more) = self.asked_to_agree(&connector).await?;
        Ok(Candidate {
            connector,
            is_first,
            wants_more,
        })
    }

    /// Checks a component and keeps it under its key, in place of an earlier
    /// version. Connections stay as they are. To add the first one agrees to what
    /// it wants.
    ///
    /// # Errors
    /// When the component is refused or can't be kept, and
    /// [`Error::WantsMore`] when it wants more than somebody has agreed to.
    pub async fn add(&self, component: &[u8]) -> Result<Added, Error> {
        self.add_agreeing(component, false).await
    }

    /// The same, and agrees to all that the component wants, for the connections
    /// of its connector too.
    ///
    /// # Errors
    /// When the component is refused or can't be kept.
    pub async fn add_accepting(&self, component: &[u8]) -> Result<Added, Error> {
        self.add_agreeing(component, true).await
    }

    async fn add_agreeing(&self, component: &[u8], accepts: bool) -> Result<Added, Error> {
        self.check_is_operators()?;
        let connector = self.compile(component.to_vec()).await?;
        let key = connector.manifest().key.clone();
        let (accepted, gave_way) = self.agree(&connector, accepts).await?;
        let replaced = match self.connector(&key).await {
            Ok(earlier) => Some(earlier.manifest().version.clone()),
            Err(_) => None,
        };
        self.keep_component(&connector, component).await?;
        self.remember(&connector, false);
        Ok(Added {
            connector,
            replaced,
            accepted,
            gave_way,
        })
    }

    /// Checks a component and uses it under its key for as long as this host
    /// lives, without keeping it. To load it agrees to what it wants, unless a
    /// connector of its key was added: what somebody has agreed to for that
    /// counts. A connection that is there keeps to what was agreed to when it was
    /// made: a new action that changes something is refused for it until it is
    /// connected again, or [`Self::add_accepting`] agrees to it for all.
    ///
    /// # Errors
    /// When the component is refused.
    pub async fn load(&self, component: &[u8]) -> Result<Connector, Error> {
        let connector = self.compile(component.to_vec()).await?;
        self.remember(&connector, true);
        Ok(connector)
    }

    /// Whether the connector is here because whoever runs this process has loaded
    /// it.
    pub(super) fn was_given(&self, connector: &Connector) -> bool {
        let remembered = self.remembered();
        let same = remembered.get(&connector.manifest().key);
        same.is_some_and(|same| same.was_given && same.connector.digest() == connector.digest())
    }

    /// What the connector may do as far as its manifest and the operator say: the
    /// same for all its calls, so it is made once.
    pub(super) fn permission(&self, connector: &Connector) -> Result<Arc<Permission>, Error> {
        let manifest = connector.manifest();
        let mut loaded = self.remembered();
        let mut remembered = loaded.get_mut(&manifest.key);
        // There may be another version by now than the one of a call under way.
        remembered = remembered.filter(|same| same.connector.digest() == connector.digest());
        if let Some(permission) = remembered
            .as_ref()
            .and_then(|same| same.permission.as_ref())
        {
            return Ok(Arc::clone(permission));
        }
        let Inner {
            policy, reroutes, ..
        } = &*self.inner;
        let rules = policy.of(&manifest.key);
        let permission = Permission::new(manifest, wanted(connector)?, rules, reroutes);
        if let Some(same) = remembered {
            same.permission = Some(Arc::clone(&permission));
        }
        Ok(permission)
    }

    /// The connector of that key that whoever runs this process has loaded.
    pub(super) fn given(&self, key: &str) -> Option<Connector> {
        let remembered = self.remembered();
        let given = remembered.get(key).filter(|known| known.was_given)?;
        Some(given.connector.clone())
    }

    /// The connector of that key: the component that is present now, whichever host of
    /// the store has added it.
    ///
    /// # Errors
    /// When there is none, or it can't be read; [`Error::UnusableConnector`] when this host
    /// takes no such component any more.
    pub async fn connector(&self, key: &str) -> Result<Connector, Error> {
        self.find(key).await.map_err(|error| {
            let is_refusal = is_refusal(&error);
            match error {
                Error::Load(source) if is_refusal => Error::UnusableConnector {
                    key: key.to_owned(),
                    source: Box::new(source),
                },
                error => error,
            }
        })
    }

    /// The same, refused by the component's own error.
    pub(super) async fn find(&self, key: &str) -> Result<Connector, Error> {
        if let Some(connector) = self.at_hand(key) {
            return Ok(connector);
        }
        self.look_for(key).await
    }

    /// The same, as the store has it now.
    async fn look_for(&self, key: &str) -> Result<Connector, Error> {
        self.look_after_components();
        let before = self.remembered().get(key).map(Remembered::is);
        let present = self.present(key).await?;
        let known = self.remembered().get(key).map(|it| it.connector.clone());
        let found = match (present, known) {
            (Some(Present::Kept(digest)), Some(known)) if known.digest() == digest => Some(known),
            (Some(Present::InFile), Some(known)) => Some(known),
            (Some(Present::Kept(digest)), _) => self.fetch(key, &digest).await?,
            (Some(Present::InFile), None) => Some(self.in_file_alone(key).await?),
            (None, _) => None,
        };
        match found {
            Some(connector) => {
                // What this process has added, loaded or removed meanwhile counts.
                if self.remembered().get(key).map(Remembered::is) == before {
                    self.remember(&connector, false);
                }
                Ok(connector)
            }
            None => {
                if self.remembered().get(key).map(Remembered::is) == before {
                    self.remembered().remove(key);
                }
                Err(self.unknown(key).await?)
            }
        }
    }

    /// The connector that need not be looked for: one that was given, or that was
    /// just now the present one.
    fn at_hand(&self, key: &str) -> Option<Connector> {
        let now = self.inner.clock.now();
        let mut remembered = self.remembered();
        let known = remembered.get_mut(key)?;
        if known.was_given {
            return Some(known.connector.clone());
        }
        let is_within = |length| {
            let until = known.seen_at.checked_add(length);
            known.seen_at <= now && until.is_ok_and(|until| now < until)
        };
        if !is_within(BELIEVED) {
            return None;
        }
        if !is_within(FRESH) && !std::mem::replace(&mut known.is_asked, true) {
            let (host, key) = (self.clone(), key.to_owned());
            self.inner.tasks.spawn(async move {
                // What goes wrong, the next call meets.
                let _ = host.look_for(&key).await;
            });
        }
        Some(known.connector.clone())
    }

    async fn unknown(&self, key: &str) -> Result<Error, Error> {
        let mut known: BTreeSet<_> = self.added_keys().await?.into_iter().collect();
        known.extend(self.given_to_this().into_keys());
        Ok(Error::UnknownConnector {
            key: key.to_owned(),
            known: known.into_iter().collect(),
        })
    }

    /// The connectors that whoever runs this process has loaded.
    pub(super) fn given_to_this(&self) -> BTreeMap<String, Connector> {
        let remembered = self.remembered();
        let given = remembered.iter().filter(|(_, known)| known.was_given);
        given
            .map(|(key, known)| (key.clone(), known.connector.clone()))
            .collect()
    }

    /// The connector that was added under a key, whatever is loaded under it; none
    /// when there is none that can be used.
    pub(super) async fn added(&self, key: &str) -> Result<Option<Connector>, Error> {
        let added = match self.present(key).await? {
            None => return Ok(None),
            Some(Present::Kept(digest)) => self.fetch(key, &digest).await,
            Some(Present::InFile) => self.in_file_alone(key).await.map(Some),
        };
        match added {
            // Whoever is told so adds it again: it can't be held against itself.
            Err(Error::Load(_) | Error::Store(StoreError::ComponentAltered { .. })) => Ok(None),
            added => added,
        }
    }

    /// Forgets a connector that was added: its components, what was compiled of
    /// them, what was agreed to for it, and the apps that sign in with it. No host of
    /// the store begins anything with it any more. A component that no longer loads
    /// goes as well.
    ///
    /// # Errors
    /// When there is none of that key, when there are connections of it, of any
    /// tenant, which [`Host::remove`] takes away one by one, or when the component
    /// or the app can't be deleted.
    pub async fn remove_connector(&self, key: &str) -> Result<(), Error> {
        self.check_is_operators()?;
        self.check_added(key).await?;
        let store = self.store().await?;
        let connections = store.names_of_all(key).await?;
        if !connections.is_empty() {
            return Err(Error::ConnectorInUse {
                connector: key.to_owned(),
                connections,
            });
        }
        store.remove_all_apps(key).await?;
        self.remembered().remove(key);
        store.forget_agreed(key).await?;
        self.withdraw(key).await
    }

    /// The names of the connections that other tenants have of a connector, each
    /// with its tenant, for the operator: while there are any, the connector can't
    /// be removed.
    ///
    /// # Errors
    /// When this host is for another tenant than `default`, or the store can't be
    /// read.
    pub async fn connections_of_other_tenants(&self, key: &str) -> Result<Vec<String>, Error> {
        self.check_is_operators()?;
        Ok(self.store().await?.names_of_others(key).await?)
    }

    /// Refuses a connector that was not added.
    async fn check_added(&self, key: &str) -> Result<(), Error> {
        let known = self.added_keys().await?;
        if known.iter().any(|known| known == key) {
            return Ok(());
        }
        let key = key.to_owned();
        Err(Error::UnknownConnector { key, known })
    }

    /// The connections that the tenant has of a connector that was added, by
    /// name.
    ///
    /// # Errors
    /// When there is no connector of that key, or the store can't be read.
    pub async fn connections_of(&self, key: &str) -> Result<Vec<Connection>, Error> {
        self.check_added(key).await?;
        let mut connections = self.connections().await?;
        connections.retain(|connection| connection.connector == key);
        Ok(connections)
    }

    fn remember(&self, connector: &Connector, was_given: bool) {
        let seen_at = self.inner.clock.now();
        let mut remembered = self.remembered();
        let key = &connector.manifest().key;
        if let Some(known) = remembered.get_mut(key)
            && known.connector.digest() == connector.digest()
            && known.was_given == was_given
        {
            known.seen_at = seen_at;
            known.is_asked = false;
            return;
        }
        let new = Remembered {
            connector: connector.clone(),
            was_given,
            seen_at,
            is_asked: false,
            permission: None,
        };
        remembered.insert(key.clone(), new);
    }

    fn remembered(
        &self,
    ) -> std::sync::MutexGuard<'_, std::collections::HashMap<String, Remembered>> {
        self.inner
            .loaded
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
