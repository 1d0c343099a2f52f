//! What a rule sees: the rows that it wanted, as they were at one moment.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::rows::{
    AppKey, GrantKey, KeptApiKey, KeptApp, KeptComponent, KeptConnectSession, KeptConnection,
    KeptGrant, KeptOutcome, KeptSecrets, KeptSignIn,
};
use crate::connections::StoreError;
use crate::connections::audit::AuditPage;
use crate::connections::id::ConnectionId;
use crate::connections::key::KeyId;
use crate::connections::model::{Agreed, Connection, Grant};
use crate::connections::sealer::DataKeys;
use crate::connections::tenant::Tenant;
use crate::told::in_short;

/// What a store held at one moment, as far as it was wanted.
#[derive(Debug, Default)]
pub(in crate::connections) struct Held {
    /// The key that all data keys are sealed with; none for a new store.
    pub(in crate::connections) sealed_with: Option<KeyId>,
    /// By tenant and name.
    pub(in crate::connections) connections: Vec<KeptConnection>,
    /// Whether the tenant is there whose rows are to be seen.
    pub(in crate::connections) has_tenant: bool,
    /// Whether those of all tenants are to be seen.
    pub(in crate::connections) of_all: bool,
    /// Those whose rows are to be seen.
    pub(in crate::connections) tenants: Vec<Tenant>,
    /// Their data keys. None has none but for a moment, after an earlier version
    /// of the host.
    pub(in crate::connections) data_keys: DataKeys,
    /// By the tenant and the id of their connection.
    pub(in crate::connections) secrets: BTreeMap<(Tenant, String), KeptSecrets>,
    /// By tenant and id.
    pub(in crate::connections) grants: BTreeMap<(Tenant, String), KeptGrant>,
    /// Those that are registered.
    pub(in crate::connections) apps: BTreeMap<AppKey, KeptApp>,
    /// Those that were brought, by their grants.
    pub(in crate::connections) brought: BTreeMap<GrantKey, KeptApp>,
    /// By when they were made.
    pub(in crate::connections) api_keys: Vec<KeptApiKey>,
    /// By id.
    pub(in crate::connections) connect_sessions: Vec<KeptConnectSession>,
    /// How many of them are open, where that is wanted.
    pub(in crate::connections) open_sessions: u64,
    pub(in crate::connections) sign_ins: Vec<KeptSignIn>,
    /// Whether any was ever made, where that is wanted.
    pub(in crate::connections) has_had_api_keys: bool,
    pub(in crate::connections) components: Vec<KeptComponent>,
    pub(in crate::connections) outcomes: Vec<KeptOutcome>,
    pub(in crate::connections) audit: AuditPage,
    /// By connector.
    pub(in crate::connections) agreed: BTreeMap<String, Agreed>,
    /// Those of connections that are taken, or of tenants.
    pub(in crate::connections) names: BTreeSet<String>,
    pub(in crate::connections) any_secret: bool,
}

impl Held {
    /// An app of which something was read, as it is held.
    pub(in crate::connections) fn app(&mut self, kept: KeptApp) -> &mut KeptApp {
        match kept.grant_id.clone() {
            Some(id) => self
                .brought
                .entry((kept.tenant.clone(), id))
                .or_insert(kept),
            None => self.apps.entry(kept.key()).or_insert(kept),
        }
    }

    /// The connection of that id, or else of that name: an id stays what it is,
    /// whatever somebody names another connection.
    pub(in crate::connections) fn named(&self, name: &str) -> Option<&KeptConnection> {
        let mut connections = self.connections.iter();
        let by_id = connections.find(|kept| kept.id == name);
        by_id.or_else(|| self.connections.iter().find(|kept| kept.name == name))
    }

    /// The same, to be changed.
    pub(in crate::connections) fn named_mut(
        &mut self,
        name: &str,
    ) -> Result<&mut KeptConnection, StoreError> {
        let id = self.named(name).map(|kept| kept.id.clone());
        let mut connections = self.connections.iter_mut();
        connections
            .find(|kept| Some(&kept.id) == id.as_ref())
            .ok_or_else(|| StoreError::NoConnection {
                name: in_short(name),
            })
    }

    /// The connection of that name, as it is told.
    pub(in crate::connections) fn connection(&self, name: &str) -> Result<Connection, StoreError> {
        let kept = self.named(name).ok_or_else(|| StoreError::NoConnection {
            name: in_short(name),
        })?;
        self.told(kept)
    }

    /// A connection with its grant, as it is told.
    pub(in crate::connections) fn told(
        &self,
        kept: &KeptConnection,
    ) -> Result<Connection, StoreError> {
        let grant = self.grant_of(kept)?.grant.clone();
        Ok(self.told_with(kept, grant))
    }

    /// A connection with a grant that it has, or had.
    pub(in crate::connections) fn told_with(
        &self,
        kept: &KeptConnection,
        grant: Grant,
    ) -> Connection {
        let agreed = self.agreed.get(&kept.connector);
        let kept = kept.clone();
        Connection {
            id: ConnectionId(kept.id),
            name: kept.name,
            connector: kept.connector,
            method: kept.method,
            settings: kept.settings,
            owner: kept.owner,
            is_default: kept.is_default,
            disabled_at: kept.disabled_at,
            created_at: kept.created_at,
            last_used_at: kept.last_used_at,
            agreed: agreed.map(|agreed| agreed.consent.clone()),
            grant_tenant: kept.grant_tenant,
            grant,
        }
    }

    /// The grant that a connection uses.
    pub(in crate::connections) fn grant_of(
        &self,
        kept: &KeptConnection,
    ) -> Result<&KeptGrant, StoreError> {
        self.grants
            .get(&kept.grant_key())
            .ok_or(StoreError::GrantGone)
    }

    /// The grant of that id, where those of one tenant are seen.
    pub(in crate::connections) fn take_grant(&mut self, id: &str) -> Option<KeptGrant> {
        let key = self.grants.keys().find(|(_, kept)| kept == id)?.clone();
        self.grants.remove(&key)
    }

    /// The secret settings of the connection of that id, where those of one
    /// tenant are seen.
    pub(in crate::connections) fn take_secrets(&mut self, id: &str) -> Option<KeptSecrets> {
        let key = self.secrets.keys().find(|(_, kept)| kept == id)?.clone();
        self.secrets.remove(&key)
    }

    /// Those of a connector, by name.
    pub(in crate::connections) fn of_connector(
        &self,
        connector: &str,
    ) -> impl Iterator<Item = &KeptConnection> {
        let connections = self.connections.iter();
        connections.filter(move |kept| kept.connector == connector)
    }

    /// The grants that connections use which are seen.
    pub(in crate::connections) fn grants_in_use(&self) -> BTreeSet<GrantKey> {
        let connections = self.connections.iter();
        connections.map(KeptConnection::grant_key).collect()
    }

    /// The end of those grants that were in use before.
    pub(in crate::connections) fn unused_grants(&self, before: &BTreeSet<GrantKey>) -> Vec<Change> {
        let unused = before - &self.grants_in_use();
        let gone = |(tenant, id)| Change::GrantUnused(tenant, id);
        unused.into_iter().map(gone).collect()
    }
}
