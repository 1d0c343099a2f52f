//! Apps in the store: the operator's, and tenants' own.

use secrecy::SecretString;

use super::StoreError;
use super::kept::{Apps, Change, Connections, Grants, Held, KeptApp, Scope, Whose};
use super::model::{App, GrantState, Servers};
use super::seal::{Place, SealError, Sealed};
use super::sealer::Sealer;
use super::store::Store;
use super::tenant::Tenant;

/// An app, and where it may be used.
#[derive(Clone, Debug)]
pub(crate) struct AppInUse {
    pub(crate) app: App,
    /// Whose it is.
    pub(crate) of: Tenant,
    /// The authorization servers that it was set for; none for an app that an
    /// earlier version of the host has kept.
    pub(crate) servers: Option<Servers>,
}

impl Store {
    /// Registers an app, in place of the connector's earlier one, and gives its
    /// grants another chance that were refused for its sake.
    /// `servers` are those that the app may be used at.
    pub(crate) async fn set_app(&self, app: App, servers: Servers) -> Result<(), StoreError> {
        let tenant = self.tenant().clone();
        let scope = Scope {
            // The operator's app is also that of tenants without their own.
            of: if tenant.is_default() {
                Whose::All
            } else {
                Whose::Own
            },
            connections: Connections::OfConnector(app.connector.clone()),
            // They are changed, and renewals may be under way.
            grants: Grants::OfConnector(app.connector.clone()),
            ..of(&app.connector)
        };
        self.change(scope, move |held, sealer| {
            Ok((set_app(held, &tenant, sealer, &app, servers)?, ()))
        })
        .await
    }

    /// The app that is registered for a connector.
    pub(crate) async fn app(&self, connector: &str) -> Result<Option<App>, StoreError> {
        let kept = self.kept_app(connector).await?;
        Ok(kept.map(|AppInUse { app, .. }| app))
    }

    /// The apps that the tenant may use, the one that sign-ins use first: the
    /// tenant's own, and the operator's.
    pub(crate) async fn apps_in_use(&self, connector: &str) -> Result<Vec<AppInUse>, StoreError> {
        let mut apps = Vec::new();
        apps.extend(self.kept_app(connector).await?);
        if !self.tenant().is_default() {
            apps.extend(self.operators().kept_app(connector).await?);
        }
        Ok(apps)
    }

    async fn kept_app(&self, connector: &str) -> Result<Option<AppInUse>, StoreError> {
        self.see(of(connector), |mut held, sealer| {
            let Some((_, kept)) = held.apps.pop_first() else {
                return Ok(None);
            };
            let client_secret = kept.open_client_secret(sealer)?;
            let app = App {
                connector: kept.connector,
                client_id: kept.client_id,
                client_secret,
            };
            Ok(Some(AppInUse {
                app,
                of: kept.tenant,
                servers: kept.servers,
            }))
        })
        .await
    }

    /// Whether the operator or any tenant has an app for a connector.
    pub(crate) async fn has_any_app(&self, connector: &str) -> Result<bool, StoreError> {
        let scope = Scope {
            of: Whose::All,
            ..of(connector)
        };
        self.see(scope, |held, _| Ok(!held.apps.is_empty())).await
    }

    /// Forgets the apps that all tenants have for a connector, and the sign-ins
    /// to it that are under way.
    pub(crate) async fn remove_all_apps(&self, connector: &str) -> Result<(), StoreError> {
        let scope = Scope {
            of: Whose::All,
            ..of(connector)
        };
        let sign_ins = Change::SignInsOf(connector.to_owned());
        self.change(scope, |held, _| {
            let mut changes = gone(held);
            changes.push(sign_ins);
            Ok((changes, ()))
        })
        .await
    }

    /// Forgets an app, and with it the sign-ins that it has asked for; says whether there was one.
    pub(crate) async fn remove_app(&self, connector: &str) -> Result<bool, StoreError> {
        self.change(of(connector), |held, _| {
            let gone = gone(held);
            let was_there = !gone.is_empty();
            Ok((gone, was_there))
        })
        .await
    }
}

fn of(connector: &str) -> Scope {
    Scope {
        apps: Apps::Of(connector.to_owned()),
        ..Scope::default()
    }
}

fn gone(held: Held) -> Vec<Change> {
    let keys = held.apps.into_keys();
    keys.map(|(tenant, connector)| Change::AppGone(tenant, connector))
        .collect()
}

fn set_app(
    held: Held,
    tenant: &Tenant,
    sealer: &Sealer,
    app: &App,
    servers: Servers,
) -> Result<Vec<Change>, StoreError> {
    let key = (tenant.clone(), app.connector.clone());
    let earlier = held.apps.get(&key);
    let mut kept = KeptApp {
        tenant: tenant.clone(),
        connector: app.connector.clone(),
        client_id: app.client_id.clone(),
        client_secret: None,
        servers: Some(servers),
        common_redirect: earlier
            .is_some_and(|earlier| earlier.common_redirect && earlier.client_id == app.client_id),
    };
    kept.take_client_secret(app.client_secret.as_ref(), sealer)?;
    let mut changes = vec![Change::App(kept)];
    // Its grants may be as good as before: the next call finds out.
    for mut kept in held.grants.into_values() {
        let refused = matches!(kept.grant.state, GrantState::ClientRefused { .. });
        let key = (kept.tenant.clone(), app.connector.clone());
        let own = held.apps.get(&key).map(|own| own.client_id.as_str());
        let serves = kept.tenant == *tenant || tenant.is_default() && own != Some(&app.client_id);
        if refused && serves && kept.grant.client_id == app.client_id {
            kept.grant.state = GrantState::Living;
            changes.push(Change::Grant(Box::new(kept)));
        }
    }
    Ok(changes)
}

impl KeptApp {
    /// Takes another secret, or none.
    pub(super) fn take_client_secret(
        &mut self,
        secret: Option<&SecretString>,
        sealer: &Sealer,
    ) -> Result<(), SealError> {
        let place = place(&self.tenant, &self.connector);
        self.client_secret = secret
            .map(|secret| sealer.seal(place, secret))
            .transpose()?;
        Ok(())
    }

    /// Its secret, when it has one.
    pub(super) fn open_client_secret(
        &self,
        sealer: &Sealer,
    ) -> Result<Option<SecretString>, SealError> {
        let sealed = self.client_secret.as_ref();
        sealed
            .map(|sealed| sealer.open(place(&self.tenant, &self.connector), sealed))
            .transpose()
    }

    /// Every sealed value that it has, with its place.
    pub(super) fn each_sealed<E>(
        &mut self,
        mut work: impl FnMut(Place<'_>, &mut Sealed) -> Result<(), E>,
    ) -> Result<(), E> {
        match &mut self.client_secret {
            Some(sealed) => work(place(&self.tenant, &self.connector), sealed),
            None => Ok(()),
        }
    }
}

fn place<'a>(tenant: &'a Tenant, connector: &'a str) -> Place<'a> {
    Place {
        tenant: tenant.as_str(),
        table: "apps",
        row: connector,
        column: "client_secret",
    }
}
