//! What calls need of the store, remembered in this process.
//!
//! To read a connection and to open its token takes a transaction, a thread and the
//! cipher; most calls need what the last one needed. It is remembered here, and used
//! only while the backend says that nobody else has changed the store: by a version,
//! which is another after each change of others, or by telling what they changed.
//! What this process changes is forgotten before whoever changed it is told.
//!
//! What was read while something was forgotten is not remembered: it may be from
//! before the change. That a thing is not there is never remembered.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::api_keys::Holder;
use super::at_hand::{AtHand, GrantAtHand};
use super::kept::{Change, KeptApiKey};
use super::tenant::Tenant;

/// How many things are remembered at most: a connection is one, and the token of
/// its grant another.
const MOST: usize = 4096;

/// What was read of a store, and is as it was.
pub(super) struct Memory {
    state: Mutex<State>,
    most: usize,
}

#[derive(Default)]
struct State {
    /// The version of the store that everything here is of.
    version: Option<u64>,
    /// Counts how often something was forgotten.
    forgotten: u64,
    /// What was asked for since the older things were put aside.
    recent: HashMap<String, Entry>,
    /// What was asked for before that. It goes when there are enough recent things.
    older: HashMap<String, Entry>,
}

struct Entry {
    tenant: Tenant,
    thing: Thing,
}

/// A thing that is remembered.
#[derive(Clone)]
pub(super) enum Thing {
    Connection(Arc<AtHand>),
    Grant(Arc<GrantAtHand>),
    ApiKey(Arc<KeptApiKey>),
    /// The tenant is there.
    Tenant,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asked<'a> {
    /// The connection of this id, or else of this name.
    Named(&'a str),
    /// The connection that a connector's calls use when they name none.
    DefaultOf(&'a str),
    /// The grant of this id, with its token.
    Grant(&'a str),
    /// The API key of this id.
    ApiKey(&'a str),
    /// The tenant itself.
    Tenant,
}

/// The moment before something is read that is to be remembered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    version: u64,
    forgotten: u64,
}

/// What is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Forget {
    /// A connection. Of one that is not gone, the connector as well, whose default
    /// it may be now.
    Connection(Tenant, String, Option<String>),
    /// A grant, and the connections that use it.
    Grant(Tenant, String),
    /// The connections of a connector, of all tenants.
    Connector(String),
    /// The API key of this id.
    ApiKey(String),
    /// All that is a tenant's, and the tenant itself.
    Tenant(Tenant),
    Everything,
}

impl Default for Memory {
    fn default() -> Self {
        Self::of(MOST)
    }
}

impl Memory {
    /// One for so many things.
    pub(super) fn of(most: usize) -> Self {
        Self {
            state: Mutex::default(),
            most,
        }
    }

    /// What is remembered, if it is of that version of the store; or else the mark
    /// with which it may be remembered once it was read.
    pub(super) fn find(
        &self,
        version: u64,
        tenant: &Tenant,
        asked: Asked<'_>,
    ) -> Result<Thing, Mark> {
        let mut state = self.state();
        state.is_of(version);
        let key = key(tenant, asked);
        if let Some(entry) = state.recent.get(&key) {
            return Ok(entry.thing.clone());
        }
        if let Some(entry) = state.older.remove(&key) {
            let thing = entry.thing.clone();
            state.add(key, entry, self.most);
            return Ok(thing);
        }
        Err(Mark {
            version,
            forgotten: state.forgotten,
        })
    }

    /// Remembers what was read since the mark, unless anything was forgotten
    /// meanwhile.
    pub(super) fn keep(&self, mark: Mark, tenant: &Tenant, asked: Asked<'_>, thing: Thing) {
        let mut state = self.state();
        if state.version != Some(mark.version) || state.forgotten != mark.forgotten {
            return;
        }
        let entry = Entry {
            tenant: tenant.clone(),
            thing,
        };
        state.add(key(tenant, asked), entry, self.most);
    }

    /// Forgets what is said, and whatever is being read now.
    pub(super) fn forget(&self, what: &Forget) {
        let mut state = self.state();
        state.forgotten += 1;
        if matches!(what, Forget::Everything) {
            state.clear();
            return;
        }
        state.recent.retain(|key, entry| !what.is(key, entry));
        state.older.retain(|key, entry| !what.is(key, entry));
    }

    // It is whole at any time, so a panic elsewhere does not matter.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        let state = self.state();
        state.recent.len() + state.older.len()
    }
}

impl State {
    /// Forgets everything that is of another version.
    fn is_of(&mut self, version: u64) {
        if self.version != Some(version) {
            self.clear();
            self.version = Some(version);
        }
    }

    fn add(&mut self, key: String, entry: Entry, most: usize) {
        if self.recent.len() >= most / 2 {
            self.older = std::mem::take(&mut self.recent);
        }
        self.older.remove(&key);
        self.recent.insert(key, entry);
    }

    fn clear(&mut self) {
        self.recent = HashMap::new();
        self.older = HashMap::new();
    }
}

/// It shows nothing of what is in it.
impl fmt::Debug for Memory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Memory")
            .field("most", &self.most)
            .finish_non_exhaustive()
    }
}

const NAMED: char = 'n';
const DEFAULT: char = 'd';
const GRANT: char = 'g';
const API_KEY: char = 'k';
const TENANT: char = 't';

/// What a thing is found by: no name of a tenant has a blank in it.
fn key(tenant: &Tenant, asked: Asked<'_>) -> String {
    let (kind, name) = match asked {
        Asked::Named(name) => (NAMED, name),
        Asked::DefaultOf(connector) => (DEFAULT, connector),
        Asked::Grant(id) => (GRANT, id),
        Asked::ApiKey(id) => (API_KEY, id),
        Asked::Tenant => (TENANT, ""),
    };
    let mut key = String::with_capacity(tenant.as_str().len() + 2 + name.len());
    key.push(kind);
    key.push_str(tenant.as_str());
    key.push(' ');
    key.push_str(name);
    key
}

impl Forget {
    /// What has to be forgotten when that is changed.
    fn of(change: &Change) -> Option<Self> {
        match change {
            Change::Connection(kept) => Some(Self::Connection(
                kept.tenant.clone(),
                kept.id.clone(),
                Some(kept.connector.clone()),
            )),
            Change::ConnectionGone(tenant, id) => {
                Some(Self::Connection(tenant.clone(), id.clone(), None))
            }
            Change::Grant(kept) => Some(Self::Grant(kept.tenant.clone(), kept.grant.id.clone())),
            Change::GrantGone(tenant, id) | Change::GrantUnused(tenant, id) => {
                Some(Self::Grant(tenant.clone(), id.clone()))
            }
            Change::Agreed(connector, _) | Change::AgreedGone(connector) => {
                Some(Self::Connector(connector.clone()))
            }
            Change::TenantGone(tenant) | Change::DataKey(tenant, _) => {
                Some(Self::Tenant(tenant.clone()))
            }
            Change::ApiKey(kept) => Some(Self::ApiKey(kept.key.id.clone())),
            Change::ApiKeyGone(id) | Change::ApiKeyUsed(id, _) => Some(Self::ApiKey(id.clone())),
            Change::Key(_) => Some(Self::Everything),
            // Of these nothing is remembered; of a use, whoever notes it knows.
            Change::Tenant(..)
            | Change::Secrets(..)
            | Change::App(_)
            | Change::AppGone(..)
            | Change::ConnectSession(_)
            | Change::ConnectSessionGone(_)
            | Change::ConnectSessionsOver(..)
            | Change::Outcome(_)
            | Change::OutcomeGone(..)
            | Change::OutcomesGone(_)
            | Change::SignIn(_)
            | Change::SignInGone(..)
            | Change::SignInsOf(_)
            | Change::SignInsOver(_)
            | Change::Component(_)
            | Change::ComponentGone(_)
            | Change::Audit(_)
            | Change::AuditBefore(_)
            | Change::AuditBeyond(..)
            | Change::ConnectionsUsed(_) => None,
        }
    }

    fn is(&self, key: &str, entry: &Entry) -> bool {
        match (self, &entry.thing) {
            (Self::Everything, _) => true,
            // The keys of all tenants are kept for the operator.
            (Self::Tenant(tenant), Thing::ApiKey(known)) => {
                known.key.holder == Holder::Tenant(tenant.clone())
            }
            (Self::Tenant(tenant), _) => entry.tenant == *tenant,
            (Self::ApiKey(id), Thing::ApiKey(known)) => known.key.id == *id,
            (Self::Connector(connector), Thing::Connection(known)) => known.connector == *connector,
            (Self::Connection(tenant, id, connector), Thing::Connection(known)) => {
                let may_be_default =
                    || key.starts_with(DEFAULT) && connector.as_ref() == Some(&known.connector);
                entry.tenant == *tenant && (known.id.as_str() == id || may_be_default())
            }
            (Self::Grant(tenant, id), Thing::Connection(known)) => {
                known.grant_tenant == *tenant && known.grant.id == *id
            }
            (Self::Grant(tenant, id), Thing::Grant(known)) => {
                entry.tenant == *tenant && known.id == *id
            }
            (Self::ApiKey(_), _)
            | (_, Thing::ApiKey(_) | Thing::Tenant)
            | (Self::Connector(_) | Self::Connection(..), Thing::Grant(_)) => false,
        }
    }
}

/// Forgets, when it is dropped, what is changed meanwhile: once the changes are made,
/// or when it is not known whether they are.
pub(super) struct Forgetting {
    memory: Arc<Memory>,
    what: Vec<Forget>,
}

impl Forgetting {
    /// None when nothing that is remembered is changed.
    pub(super) fn of(memory: &Arc<Memory>, changes: &[Change]) -> Option<Self> {
        let mut what: Vec<Forget> = Vec::new();
        for forget in changes.iter().filter_map(Forget::of) {
            if !what.contains(&forget) {
                what.push(forget);
            }
        }
        (!what.is_empty()).then(|| Self {
            memory: Arc::clone(memory),
            what,
        })
    }
}

impl Drop for Forgetting {
    fn drop(&mut self) {
        for what in &self.what {
            self.memory.forget(what);
        }
    }
}
