//! What was agreed to: for connectors, and for grants and apps beside them.

use std::collections::BTreeMap;

use super::StoreError;
use super::kept::{Apps, Change, Connections, Grants, Held, Scope};
use super::model::Agreed;
use super::store::Store;
use crate::consent::Consent;

/// What was agreed to for a grant.
#[derive(Clone, Debug)]
pub(crate) struct GrantConsent {
    pub(crate) grant_id: String,
    /// The names of the connections that use it.
    pub(crate) connections: Vec<String>,
    /// The auth method of one of them.
    pub(crate) method: String,
    pub(crate) token_endpoint: String,
    /// None for a grant that an earlier version of the host has made.
    pub(crate) consent: Option<Consent>,
}

impl GrantConsent {
    /// What is agreed to for a grant of which it was not known, once somebody has
    /// accepted what is wanted: of the servers, the one that has made it.
    pub(crate) fn first_consent(&self, wanted: &Consent) -> Option<Consent> {
        let servers = wanted.servers.get(&self.method)?;
        let mut servers = servers.iter();
        let server = servers.find(|server| server.token_endpoint == self.token_endpoint)?;
        Some(wanted.clone().of_grant(&self.method, server))
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
    /// endpoint now is known by that.
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
    let mut changes = Vec::new();
    let mut moving = Vec::new();
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
        if kept.grant.token_endpoint == token_endpoint {
            changes.push(Change::Grant(Box::new(kept.clone())));
            continue;
        }
        // Two may change places.
        kept.grant.token_endpoint = format!("moving {grant_id}");
        changes.push(Change::Grant(Box::new(kept.clone())));
        moving.push((grant_id, token_endpoint));
    }
    for (grant_id, to) in moving {
        changes.extend(moved(&mut held, &grant_id, to));
    }
    for mut app in held.apps.into_values() {
        app.servers = Some(agreed.consent.servers.clone());
        changes.push(Change::App(app));
    }
    changes.push(Change::Agreed(connector, agreed));
    changes
}

/// The grant at the token endpoint that it has now. Where another of its account
/// and client is there, its connections use that one: a server knows one grant of
/// each, and its own is from a server that the connector has given up.
fn moved(held: &mut Held, grant_id: &str, to: String) -> Vec<Change> {
    let Some(mut kept) = held.grants.remove(grant_id) else {
        return Vec::new();
    };
    let account = &kept.grant.account.subject;
    let there = held.grants.iter().find(|(_, other)| {
        account.is_some()
            && other.grant.token_endpoint == to
            && other.grant.client_id == kept.grant.client_id
            && other.grant.account.subject == *account
    });
    let Some((there, _)) = there else {
        kept.grant.token_endpoint = to;
        held.grants.insert(grant_id.to_owned(), kept.clone());
        return vec![Change::Grant(Box::new(kept))];
    };
    let there = there.clone();
    let mut changes = Vec::new();
    for connection in &mut held.connections {
        if connection.grant_id == grant_id {
            connection.grant_id.clone_from(&there);
            changes.push(Change::Connection(Box::new(connection.clone())));
        }
    }
    changes.push(Change::GrantGone(grant_id.to_owned()));
    changes
}
