//! What was agreed to: for connectors, and for grants and apps beside them.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::StoreError;
use super::kept::{Apps, Change, Connections, Grants, Held, Scope};
use super::model::{Agreed, GrantState};
use super::store::Store;
use super::subject_key::subject_key;
use crate::consent::Consent;

/// What was agreed to for a grant.
#[derive(Clone, Debug)]
pub(crate) struct GrantConsent {
    pub(crate) grant_id: String,
    /// The names of the connections that use it.
    pub(crate) connections: Vec<String>,
    /// The auth method of one of them.
    pub(crate) method: String,
    /// Where its tokens come from: the authorization server that it is known by.
    pub(crate) token_endpoint: String,
    /// None for a grant that an earlier version of the host has made.
    pub(crate) consent: Option<Consent>,
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

    /// What was agreed to for each grant of a connector.
    pub(crate) async fn grant_consents(
        &self,
        connector: &str,
    ) -> Result<Vec<GrantConsent>, StoreError> {
        let scope = Scope {
            connections: Connections::OfConnector(connector.to_owned(), None),
            ..Scope::default()
        };
        self.see(scope, |held, _| grant_consents(&held)).await
    }

    /// Keeps what somebody has agreed to for a connector, and with it what that
    /// means for its grants and its app. A grant whose server has another token
    /// endpoint now is known by that. Of grants of one account and client that
    /// then are at one server, one stays, which all their connections use.
    pub(crate) async fn agree(
        &self,
        connector: &str,
        agreed: Agreed,
        grants: Vec<GrantConsent>,
    ) -> Result<(), StoreError> {
        let connector = connector.to_owned();
        let scope = Scope {
            connections: Connections::OfConnector(connector.clone(), None),
            grants: Grants::OfConnector(connector.clone()),
            apps: Apps::Of(connector.clone()),
            ..Scope::default()
        };
        self.change(scope, move |held, _| {
            Ok((agree(held, connector, agreed, grants), ()))
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
        let client_id = client_id.to_owned();
        let scope = Scope {
            grants: Grants::OfConnector(connector.to_owned()),
            apps: Apps::Of(connector.to_owned()),
            ..Scope::default()
        };
        self.see(scope, move |held, _| {
            let mut grants = held.grants.values();
            let mut apps = held.apps.values();
            let of_grant =
                grants.any(|kept| kept.common_redirect && kept.grant.client_id == client_id);
            let of_app = apps.any(|kept| kept.common_redirect && kept.client_id == client_id);
            Ok(of_grant || of_app)
        })
        .await
    }
}

fn grant_consents(held: &Held) -> Result<Vec<GrantConsent>, StoreError> {
    let mut grants: BTreeMap<&str, GrantConsent> = BTreeMap::new();
    for kept in &held.connections {
        if let Some(known) = grants.get_mut(kept.grant_id.as_str()) {
            known.connections.push(kept.name.clone());
            continue;
        }
        let grant = &held.grant(&kept.grant_id)?.grant;
        let consent = GrantConsent {
            grant_id: kept.grant_id.clone(),
            connections: vec![kept.name.clone()],
            method: kept.method.clone(),
            token_endpoint: grant.token_endpoint.clone(),
            consent: grant.consent.clone(),
        };
        grants.insert(&kept.grant_id, consent);
    }
    Ok(grants.into_values().collect())
}

fn agree(
    mut held: Held,
    connector: String,
    agreed: Agreed,
    grants: Vec<GrantConsent>,
) -> Vec<Change> {
    let mut moved = BTreeSet::new();
    for GrantConsent {
        grant_id,
        consent,
        token_endpoint,
        ..
    } in grants
    {
        let (Some(consent), Some(kept)) = (consent, held.grants.get_mut(&grant_id)) else {
            continue;
        };
        kept.grant.consent = Some(consent);
        if kept.grant.token_endpoint != token_endpoint {
            kept.grant.token_endpoint = token_endpoint;
            let _ = moved.insert(grant_id);
        }
    }
    let mut changes = unite(&mut held, &moved);
    // Two may change places: each makes room before any goes to its own.
    for id in &moved {
        if let Some(mut kept) = held.grants.get(id).cloned() {
            kept.grant.token_endpoint = format!("moving {id}");
            changes.push(Change::Grant(Box::new(kept)));
        }
    }
    let grants = held.grants.into_values();
    changes.extend(grants.map(|kept| Change::Grant(Box::new(kept))));
    for mut app in held.apps.into_values() {
        app.servers = Some(agreed.consent.servers.clone());
        changes.push(Change::App(app));
    }
    changes.push(Change::Agreed(connector, agreed));
    changes
}

/// Lets one grant stay of those that are of one account and client at one server
/// once some have moved there: one that lives, of those one that was there before,
/// whose tokens are that server's own, and of those the newest.
fn unite(held: &mut Held, moved: &BTreeSet<String>) -> Vec<Change> {
    let mut ids: Vec<String> = held.grants.keys().cloned().collect();
    let rank = |id: &String| {
        let grant = &held.grants[id].grant;
        let lives = grant.state == GrantState::Living;
        (!lives, moved.contains(id), Reverse(grant.received_at))
    };
    ids.sort_by_key(rank);
    let mut stays: BTreeMap<(String, String, String), String> = BTreeMap::new();
    let mut changes = Vec::new();
    for id in ids {
        let grant = &held.grants[&id].grant;
        let known_by = (
            grant.token_endpoint.clone(),
            grant.client_id.clone(),
            subject_key(grant.account.subject.as_ref(), &id),
        );
        match stays.entry(known_by) {
            Entry::Vacant(entry) => drop(entry.insert(id)),
            Entry::Occupied(entry) => changes.extend(replace(held, &id, entry.get())),
        }
    }
    changes
}

/// Lets the connections of a grant use another in its place.
fn replace(held: &mut Held, grant_id: &str, by: &str) -> Vec<Change> {
    let Some(gone) = held.grants.remove(grant_id) else {
        return Vec::new();
    };
    if let (Some(of_gone), Some(stays)) = (gone.grant.consent, held.grants.get_mut(by)) {
        let consent = &mut stays.grant.consent;
        *consent = consent.take().map(|agreed| of_gone.after_sign_in(agreed));
    }
    let mut changes = Vec::new();
    for kept in &mut held.connections {
        if kept.grant_id == grant_id {
            by.clone_into(&mut kept.grant_id);
            changes.push(Change::Connection(Box::new(kept.clone())));
        }
    }
    changes.push(Change::GrantGone(grant_id.to_owned()));
    changes
}
