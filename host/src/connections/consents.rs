//! What was agreed to: for connectors, and for grants and apps beside them.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::StoreError;
use super::grants::{GrantSecrets, open};
use super::kept::{
    Apps, Change, Connections, GrantKey, Grants, Held, KeptConnection, KeptGrant, Scope, Whose,
};
use super::model::{Agreed, Connection, GrantState, Servers};
use super::sealer::Sealer;
use super::store::Store;
use super::subject_key::subject_key;
use super::tenant::Tenant;
use crate::consent::Consent;

/// What was agreed to for a grant.
#[derive(Clone, Debug)]
pub(crate) struct GrantConsent {
    /// Whose the grant is.
    pub(crate) tenant: Tenant,
    pub(crate) grant_id: String,
    /// The names of the connections that use it, with the tenant of those
    /// that are not the operator's.
    pub(crate) connections: Vec<String>,
    /// The auth method of one of them.
    pub(crate) method: String,
    /// Where its tokens come from: the authorization server that it is known by.
    pub(crate) token_endpoint: String,
    /// None for a grant that an earlier version of the host has made.
    pub(crate) consent: Option<Consent>,
}

/// A living grant that has given way to another of its tenant, account and client.
/// It is kept no more.
#[derive(Debug)]
pub(crate) struct GivenWay {
    /// One of the connections that used it, as it was with it.
    pub(crate) connection: Connection,
    /// The names of all of them, as the operator is shown them.
    pub(crate) names: Vec<String>,
    /// Its tokens, as far as they can be opened.
    pub(crate) secrets: Result<GrantSecrets, StoreError>,
    /// Where the app that is its client was set for; none where that is not known.
    pub(crate) servers_of_app: Option<Servers>,
}

impl GrantConsent {
    /// What is agreed to for a grant of which it was not known, once somebody has
    /// accepted what is wanted: of the servers, the one that has made it.
    fn first_consent(&self, wanted: &Consent) -> Option<Consent> {
        let servers = wanted.servers.get(&self.method)?;
        let mut servers = servers.iter();
        let server = servers.find(|server| server.token_endpoint == self.token_endpoint)?;
        Some(wanted.clone().of_grant(&self.method, server))
    }

    /// What is agreed to for it once somebody has accepted what is wanted, and
    /// where its server is then.
    #[must_use]
    pub(crate) fn accepting(self, wanted: &Consent) -> Self {
        let Some(before) = &self.consent else {
            let consent = self.first_consent(wanted);
            return Self { consent, ..self };
        };
        let consent = before.accepting(wanted);
        let server = before.server_after(&consent, &self.token_endpoint);
        let token_endpoint = match server {
            Some(server) => server.token_endpoint.clone(),
            None => self.token_endpoint,
        };
        Self {
            token_endpoint,
            consent: Some(consent),
            ..self
        }
    }
}

impl Store {
    /// What was agreed to for a connector.
    pub(crate) async fn agreed(&self, connector: &str) -> Result<Option<Agreed>, StoreError> {
        let connector = connector.to_owned();
        let scope = Scope {
            agreed: Some(connector.clone()),
            ..Scope::default()
        };
        self.see(scope, move |mut held, _| Ok(held.agreed.remove(&connector)))
            .await
    }

    /// What was agreed to for each grant of a connector, of all tenants.
    pub(crate) async fn grant_consents(
        &self,
        connector: &str,
    ) -> Result<Vec<GrantConsent>, StoreError> {
        let scope = Scope {
            of: Whose::All,
            connections: Connections::OfConnector(connector.to_owned()),
            ..Scope::default()
        };
        self.see(scope, |held, _| grant_consents(&held)).await
    }

    /// Keeps what somebody has agreed to for a connector, and with it what that
    /// means for its grants and its apps. A grant whose server has another token
    /// endpoint now is known by that. Of grants of one account and client that
    /// then are at one server, one stays for each tenant, which all the tenant's
    /// connections use. Those that gave way are told.
    pub(crate) async fn agree(
        &self,
        connector: &str,
        agreed: Agreed,
        grants: Vec<GrantConsent>,
    ) -> Result<Vec<GivenWay>, StoreError> {
        let connector = connector.to_owned();
        let scope = Scope {
            of: Whose::All,
            connections: Connections::OfConnector(connector.clone()),
            grants: Grants::OfConnector(connector.clone()),
            apps: Apps::Of(connector.clone()),
            brought: true,
            ..Scope::default()
        };
        self.change(scope, move |held, sealer| {
            Ok(agree(held, connector, agreed, grants, sealer))
        })
        .await
    }

    /// Keeps of what a connector wants that of which its record says nothing: what no
    /// manifest could say when that was made, or none has said. All else stays as
    /// somebody has agreed to it.
    pub(crate) async fn agree_to_what_is_not_known(
        &self,
        connector: &str,
        wanted: Consent,
    ) -> Result<(), StoreError> {
        let connector = connector.to_owned();
        let scope = Scope {
            agreed: Some(connector.clone()),
            ..Scope::default()
        };
        self.change(scope, move |mut held, _| {
            let Some(mut agreed) = held.agreed.remove(&connector) else {
                return Ok((Vec::new(), ()));
            };
            let before = agreed.consent.clone();
            agreed.consent = agreed.consent.knowing(&wanted);
            if agreed.consent == before {
                return Ok((Vec::new(), ()));
            }
            Ok((vec![Change::Agreed(connector, Box::new(agreed))], ()))
        })
        .await
    }

    /// Forgets what was agreed to for a connector. Whatever has its key next is
    /// agreed to anew.
    pub(crate) async fn forget_agreed(&self, connector: &str) -> Result<(), StoreError> {
        let gone = Change::AgreedGone(connector.to_owned());
        self.change(Scope::default(), move |_, _| Ok((vec![gone], ())))
            .await
    }

    /// Whether the redirect address of the time before each connector had its
    /// own is the one that an app is registered with.
    pub(crate) async fn has_common_redirect(
        &self,
        connector: &str,
        client_id: &str,
    ) -> Result<bool, StoreError> {
        let (own, client_id) = (self.tenant().clone(), client_id.to_owned());
        let scope = Scope {
            // The operator's app may be the one that is meant.
            of: Whose::All,
            grants: Grants::OfConnector(connector.to_owned()),
            apps: Apps::Of(connector.to_owned()),
            ..Scope::default()
        };
        self.see(scope, move |held, _| {
            let counts = |tenant: &Tenant| *tenant == own || tenant.is_default();
            let of_grant = held.grants.values().any(|kept| {
                counts(&kept.tenant) && kept.common_redirect && kept.grant.client_id == client_id
            });
            let of_app = held.apps.values().any(|kept| {
                counts(&kept.tenant) && kept.common_redirect && kept.client_id == client_id
            });
            Ok(of_grant || of_app)
        })
        .await
    }
}

fn grant_consents(held: &Held) -> Result<Vec<GrantConsent>, StoreError> {
    let mut grants: BTreeMap<_, GrantConsent> = BTreeMap::new();
    for kept in &held.connections {
        let name = kept.name_for_operator();
        let key = kept.grant_key();
        if let Some(known) = grants.get_mut(&key) {
            known.connections.push(name);
            continue;
        }
        let grant = &held.grant_of(kept)?.grant;
        let consent = GrantConsent {
            tenant: kept.grant_tenant.clone(),
            grant_id: kept.grant_id.clone(),
            connections: vec![name],
            method: kept.method.clone(),
            token_endpoint: grant.token_endpoint.clone(),
            consent: grant.consent.clone(),
        };
        grants.insert(key, consent);
    }
    Ok(grants.into_values().collect())
}

fn agree(
    mut held: Held,
    connector: String,
    agreed: Agreed,
    grants: Vec<GrantConsent>,
    sealer: &Sealer,
) -> (Vec<Change>, Vec<GivenWay>) {
    let mut moved = BTreeSet::new();
    let mut before = BTreeMap::new();
    for GrantConsent {
        tenant,
        grant_id,
        consent,
        token_endpoint,
        ..
    } in grants
    {
        let key = (tenant, grant_id);
        let (Some(consent), Some(kept)) = (consent, held.grants.get_mut(&key)) else {
            continue;
        };
        if kept.grant.token_endpoint != token_endpoint {
            before.insert(key.clone(), kept.clone());
            let _ = moved.insert(key);
        }
        kept.grant.consent = Some(consent);
        kept.grant.token_endpoint = token_endpoint;
    }
    let users = match moved.is_empty() {
        true => Vec::new(),
        false => held.connections.clone(),
    };
    let mut changes = unite(&mut held, &moved);
    before.retain(|key, kept| {
        let lives = kept.grant.state == GrantState::Living && kept.grant.moved_at.is_none();
        lives && !held.grants.contains_key(key)
    });
    let given_way = before.into_iter();
    let given_way =
        given_way.filter_map(|(key, kept)| given_way_of(&held, &users, &key, kept, sealer));
    let given_way = given_way.collect();
    // Two may change places: each makes room before any goes to its own.
    for key in &moved {
        if let Some(mut kept) = held.grants.get(key).cloned() {
            kept.grant.token_endpoint = format!("moving {}", kept.grant.id);
            changes.push(Change::Grant(Box::new(kept)));
        }
    }
    let grants = held.grants.into_values();
    changes.extend(grants.map(|kept| Change::Grant(Box::new(kept))));
    for mut app in held.apps.into_values() {
        app.servers = Some(agreed.consent.servers.clone());
        changes.push(Change::App(Box::new(app)));
    }
    changes.push(Change::Agreed(connector, Box::new(agreed)));
    (changes, given_way)
}

/// What is told of a grant that has given way, which its connections used.
fn given_way_of(
    held: &Held,
    users: &[KeptConnection],
    key: &GrantKey,
    kept: KeptGrant,
    sealer: &Sealer,
) -> Option<GivenWay> {
    let users = users.iter().filter(|user| user.grant_key() == *key);
    let names = users.clone().map(KeptConnection::name_for_operator);
    let names = names.collect();
    let connection = held.told_with(users.clone().next()?, kept.grant.clone());
    let mut apps = held.apps.values();
    // A tenant's own grant of earlier may be by the operator's app.
    let app = apps.find(|app| {
        (app.tenant == key.0 || app.tenant.is_default()) && app.client_id == kept.grant.client_id
    });
    Some(GivenWay {
        connection,
        names,
        servers_of_app: app.and_then(|app| app.servers.clone()),
        secrets: open(held, kept, sealer),
    })
}

/// Lets one grant stay of those that are of one tenant, account and client at one
/// server once some have moved there: one that lives, of those one that was there
/// before, whose tokens are that server's own, and of those the newest.
fn unite(held: &mut Held, moved: &BTreeSet<GrantKey>) -> Vec<Change> {
    let mut keys: Vec<GrantKey> = held.grants.keys().cloned().collect();
    let rank = |key: &GrantKey| {
        let grant = &held.grants[key].grant;
        let lives = grant.state == GrantState::Living;
        (!lives, moved.contains(key), Reverse(grant.received_at))
    };
    keys.sort_by_key(rank);
    let mut stays: BTreeMap<(Tenant, String, String, String), GrantKey> = BTreeMap::new();
    let mut changes = Vec::new();
    for key in keys {
        let grant = &held.grants[&key].grant;
        let known_by = (
            key.0.clone(),
            grant.token_endpoint.clone(),
            grant.client_id.clone(),
            subject_key(grant),
        );
        match stays.entry(known_by) {
            Entry::Vacant(entry) => drop(entry.insert(key)),
            Entry::Occupied(entry) => changes.extend(replace(held, &key, entry.get())),
        }
    }
    changes
}

/// Lets the connections of a grant use another of the same tenant in its place.
fn replace(held: &mut Held, key: &GrantKey, by: &GrantKey) -> Vec<Change> {
    let Some(gone) = held.grants.remove(key) else {
        return Vec::new();
    };
    if let (Some(of_gone), Some(stays)) = (gone.grant.consent, held.grants.get_mut(by)) {
        let consent = &mut stays.grant.consent;
        *consent = consent.take().map(|agreed| of_gone.after_sign_in(agreed));
    }
    let mut changes = Vec::new();
    for kept in &mut held.connections {
        if kept.grant_key() == *key {
            kept.grant_id.clone_from(&by.1);
            changes.push(Change::Connection(Box::new(kept.clone())));
        }
    }
    let (tenant, grant_id) = key.clone();
    changes.push(Change::GrantGone(tenant, grant_id));
    changes
}
