//! Deliveries in the store: which app one is for that was sent to an address, and which
//! connections go through that.

use super::StoreError;
use super::grants::only;
use super::id::ConnectionId;
use super::kept::{
    Apps, Concerned, Connections, GrantKey, Held, KeptApp, KeptConnection, OfClient, Scope, Whose,
};
use super::sealer::Sealer;
use super::store::Store;
use super::subject_key::part_of_account;
use super::tenant::Tenant;
use crate::subject::Subject;

/// The app that an address is of.
#[derive(Clone, Debug)]
pub(crate) struct AppAt {
    /// Whose it is.
    pub(crate) tenant: Tenant,
    pub(crate) connector: String,
    pub(crate) kind: AppKind,
    client_id: String,
}

/// How an app came to be.
#[derive(Clone, Debug)]
pub(crate) enum AppKind {
    /// It is registered under a name.
    Registered(String),
    /// It was brought for the grant of that id.
    Brought(String),
}

/// A connection that an event concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConcernedConnection {
    /// The tenant that it is of.
    pub tenant: String,
    /// Its id, which stays the same.
    pub id: ConnectionId,
    /// Its name.
    pub name: String,
    /// Whether it is disabled: then nobody is told of events by it.
    pub is_disabled: bool,
}

impl AppAt {
    fn of(kept: KeptApp) -> Self {
        Self {
            tenant: kept.tenant,
            connector: kept.connector,
            client_id: kept.client_id,
            kind: match kept.grant_id {
                Some(grant_id) => AppKind::Brought(grant_id),
                None => AppKind::Registered(kept.name),
            },
        }
    }

    /// Whether a grant is of this app, as renewals find the app of a grant. Of one that
    /// is registered the apps have to be seen of the connector.
    fn has(&self, held: &Held, (of, id): &GrantKey) -> bool {
        let name = match &self.kind {
            AppKind::Brought(grant_id) => return *of == self.tenant && id == grant_id,
            AppKind::Registered(name) => name,
        };
        let key = (of.clone(), id.clone());
        let is_its_client = held.grants.get(&key).is_some_and(|kept| {
            kept.connector == self.connector && kept.grant.client_id == self.client_id
        });
        if !is_its_client || held.brought.contains_key(&key) {
            return false;
        }
        let of_client = |owner: &Tenant| {
            let mut apps = held.apps.values();
            apps.find(|app| {
                app.tenant == *owner
                    && app.connector == self.connector
                    && app.client_id == self.client_id
            })
        };
        let app = of_client(of).or_else(|| of_client(&Tenant::default()));
        app.is_some_and(|app| app.tenant == self.tenant && app.name == *name)
    }
}

impl Store {
    /// The app of that address, whoever's it is.
    pub(crate) async fn app_at(&self, address: &str) -> Result<Option<AppAt>, StoreError> {
        let scope = Scope {
            apps: Apps::At(address.to_owned()),
            ..Scope::default()
        };
        self.operators()
            .see(scope, |held, _| {
                let apps = held.apps.into_values().chain(held.brought.into_values());
                Ok(apps.map(AppAt::of).next())
            })
            .await
    }

    /// The address of the app that was brought for a grant of the tenant's, if one was.
    pub(crate) async fn address_of_brought(
        &self,
        grant_id: &str,
    ) -> Result<Option<String>, StoreError> {
        let scope = Scope {
            brought: true,
            ..only(grant_id)
        };
        self.see(scope, |held, _| {
            Ok(held.brought.into_values().next().map(|app| app.address))
        })
        .await
    }

    /// The ids of the tenant's connections that use a grant of its own, by their names.
    pub(crate) async fn users_of_grant(
        &self,
        connector: &str,
        grant_id: &str,
    ) -> Result<Vec<ConnectionId>, StoreError> {
        let (of, id) = (self.tenant().clone(), grant_id.to_owned());
        let scope = using(connector, grant_id);
        self.see(scope, move |held, _| {
            let uses = |kept: &&KeptConnection| kept.grant_tenant == of && kept.grant_id == id;
            let users = held.connections.iter().filter(uses);
            Ok(users.map(|kept| ConnectionId(kept.id.clone())).collect())
        })
        .await
    }

    /// The connections, by tenant and name, that go through an app and that something
    /// concerns which is of a subject.
    pub(crate) async fn concerned(
        &self,
        app: &AppAt,
        subject: &Subject,
    ) -> Result<Vec<ConcernedConnection>, StoreError> {
        let scope = match &app.kind {
            AppKind::Brought(grant_id) => using(&app.connector, grant_id),
            AppKind::Registered(_) => Scope {
                of: match app.tenant.is_default() {
                    true => Whose::All,
                    false => Whose::Own,
                },
                connections: Connections::OfClient(Box::new(OfClient {
                    connector: app.connector.clone(),
                    client_id: app.client_id.clone(),
                    account: part_of_account(&subject.account),
                })),
                apps: Apps::Of(app.connector.clone()),
                brought: true,
                ..Scope::default()
            },
        };
        let store = self.of(&app.tenant);
        let (app, subject) = (app.clone(), subject.clone());
        let view = move |held: Held, _: &Sealer| {
            let mut concerned = Vec::new();
            for kept in &held.connections {
                let account = &held.grant_of(kept)?.grant.account;
                let is_concerned = subject.concerns(account.subject.as_ref(), account.reach);
                if is_concerned && app.has(&held, &kept.grant_key()) {
                    concerned.push(ConcernedConnection {
                        tenant: kept.tenant.to_string(),
                        id: ConnectionId(kept.id.clone()),
                        name: kept.name.clone(),
                        is_disabled: kept.disabled_at.is_some(),
                    });
                }
            }
            Ok(concerned)
        };
        store.see(scope, view).await
    }
}

/// To see the connections of a tenant that use one of its grants.
fn using(connector: &str, grant_id: &str) -> Scope {
    Scope {
        connections: Connections::Concerned(Box::new(Concerned {
            connector: connector.to_owned(),
            named: None,
            account: None,
            grant: Some(grant_id.to_owned()),
        })),
        ..Scope::default()
    }
}
