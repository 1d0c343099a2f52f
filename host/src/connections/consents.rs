//! What was agreed to: for connectors, and for grants and apps beside them.

use std::collections::BTreeMap;

use super::StoreError;
use super::kept::{Apps, Change, Connections, Grants, Held, Scope, Whose};
use super::model::Agreed;
use super::store::Store;
use super::tenant::Tenant;
use crate::consent::Consent;

/// What was agreed to for a grant.
#[derive(Clone, Debug)]
pub(crate) struct GrantConsent {
    pub(crate) tenant: Tenant,
    pub(crate) grant_id: String,
    /// The names of the connections that use it, with the tenant of those
    /// that are not the operator's.
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

    /// What was agreed to for each grant of a connector, of all tenants.
    pub(crate) async fn grant_consents(
        &self,
        connector: &str,
    ) -> Result<Vec<GrantConsent>, StoreError> {
        let scope = Scope {
            of: Whose::All,
            connections: Connections::OfConnector(connector.to_owned(), None),
            ..Scope::default()
        };
        self.see(scope, |held, _| grant_consents(&held)).await
    }

    /// Keeps what somebody has agreed to for a connector, and with it what that
    /// means for its grants and its apps. A grant whose server has another token
    /// endpoint now is known by that.
    pub(crate) async fn agree(
        &self,
        connector: &str,
        agreed: Agreed,
        grants: Vec<GrantConsent>,
    ) -> Result<(), StoreError> {
        let connector = connector.to_owned();
        let ids = grants.iter().map(|grant| grant.grant_id.clone());
        let scope = Scope {
            of: Whose::All,
            grants: Grants::WithIds(ids.collect()),
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
        let key = (&kept.tenant, &kept.grant_id);
        if let Some(known) = grants.get_mut(&key) {
            known.connections.push(name);
            continue;
        }
        let grant = &held.grant_of(kept)?.grant;
        let consent = GrantConsent {
            tenant: kept.tenant.clone(),
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
) -> Vec<Change> {
    let mut changes = Vec::new();
    for GrantConsent {
        tenant,
        grant_id,
        consent,
        ..
    } in grants
    {
        let kept = held.grants.remove(&(tenant, grant_id));
        let (Some(consent), Some(mut kept)) = (consent, kept) else {
            continue;
        };
        if let Some(server) = consent.servers.values().flatten().next() {
            kept.grant.token_endpoint.clone_from(&server.token_endpoint);
        }
        kept.grant.consent = Some(consent);
        changes.push(Change::Grant(Box::new(kept)));
    }
    for mut app in held.apps.into_values() {
        app.servers = Some(agreed.consent.servers.clone());
        changes.push(Change::App(app));
    }
    changes.push(Change::Agreed(connector, agreed));
    changes
}
