//! Apps in the store: the operator's, and tenants' own.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};

use super::StoreError;
use super::app::{
    App, AppInUse, AppSecret, CLIENT_SECRET, DEFAULT_APP, OperatorsApp, RegisteredApp,
    check_app_name, check_app_secret, check_client_id,
};
use super::id::new_id;
use super::kept::{
    AppKey, Apps, Change, Connections, Grants, Held, KeptApp, KeptAppSecret, Scope, Whose,
};
use super::model::{GrantState, Servers};
use super::sealer::Sealer;
use super::store::Store;
use super::tenant::Tenant;

/// How many apps an owner may have for a connector.
const MOST: usize = 100;

impl Store {
    /// Registers an app, in place of the earlier one of that name, and gives its
    /// grants another chance that were refused for its sake. What it had of secrets that
    /// are not given stays as long as its client does, the client secret aside unless the app
    /// keeps it: an app without that is a public client.
    /// `servers` are those that the app may be used at.
    pub(crate) async fn set_app(&self, app: App, servers: Servers) -> Result<(), StoreError> {
        check_app_name(&app.name)?;
        check_client_id(&app.client_id)?;
        for (name, value) in &app.secrets {
            check_app_secret(name, value)?;
        }
        let tenant = self.tenant().clone();
        let scope = self.changing_an_app(&app.connector);
        self.change(scope, move |held, sealer| {
            Ok((set_app(held, &tenant, sealer, app, servers)?, ()))
        })
        .await
    }

    /// Begins to rotate a secret of an app: the new one is the current one from now on,
    /// and the one before is kept beside it. To begin the same once more changes nothing.
    pub(crate) async fn rotate_app_secret(
        &self,
        connector: &str,
        app: &str,
        secret: &str,
        new: SecretString,
    ) -> Result<(), StoreError> {
        check_app_secret(secret, &new)?;
        let key = self.app_key(connector, app);
        let (secret, scope) = (secret.to_owned(), self.changing_an_app(connector));
        self.change(scope, move |held, sealer| {
            Ok((rotate(held, &key, &secret, &new, sealer)?, ()))
        })
        .await
    }

    /// Ends the rotation of a secret, or of all that an app has: those before are
    /// forgotten. Returns the names of those that were being rotated.
    pub(crate) async fn end_app_rotation(
        &self,
        connector: &str,
        app: &str,
        secret: Option<&str>,
    ) -> Result<Vec<String>, StoreError> {
        let (key, secret) = (self.app_key(connector, app), secret.map(str::to_owned));
        self.change(alone_with(connector), move |mut held, _| {
            let Some(mut kept) = held.apps.remove(&key) else {
                return Err(no_such_app(&key));
            };
            if let Some(name) = secret
                .as_ref()
                .filter(|name| !kept.secrets.contains_key(*name))
            {
                return Err(no_app_secret(&key, name));
            }
            let mut ended = Vec::new();
            for (name, its) in &mut kept.secrets {
                let is_meant = secret.as_ref().is_none_or(|meant| meant == name);
                if is_meant && its.previous.take().is_some() {
                    ended.push(name.clone());
                }
            }
            let changes = match ended.is_empty() {
                true => Vec::new(),
                false => vec![Change::App(Box::new(kept))],
            };
            Ok((changes, ended))
        })
        .await
    }

    /// The tenant's own apps, by connector and name.
    pub(crate) async fn apps(&self) -> Result<Vec<RegisteredApp>, StoreError> {
        let scope = Scope {
            apps: Apps::All,
            ..Scope::default()
        };
        self.see(scope, |held, _| {
            Ok(held.apps.into_values().map(KeptApp::told).collect())
        })
        .await
    }

    /// The operator's apps that serve the tenant, by connector and name: those of names that
    /// it has no own one of. The operator is served by none but its own.
    pub(crate) async fn apps_of_operator(&self) -> Result<Vec<OperatorsApp>, StoreError> {
        if self.tenant().is_default() {
            return Ok(Vec::new());
        }
        let own = self.apps().await?;
        let is_own = |app: &RegisteredApp| {
            let mut own = own.iter();
            own.any(|own| own.connector == app.connector && own.name == app.name)
        };
        let mut serving = self.operators().apps().await?;
        serving.retain(|app| !is_own(app));
        let told = serving.into_iter().map(|app| OperatorsApp {
            connector: app.connector,
            name: app.name,
            client_id: app.client_id,
        });
        Ok(told.collect())
    }

    /// The tenant's own app of that name for a connector.
    pub(crate) async fn app(
        &self,
        connector: &str,
        app: &str,
    ) -> Result<Option<RegisteredApp>, StoreError> {
        let key = self.app_key(connector, app);
        self.see(of(connector), move |mut held, _| {
            Ok(held.apps.remove(&key).map(KeptApp::told))
        })
        .await
    }

    /// The apps that the tenant may use for a connector: its own, and then the
    /// operator's; of each, the one named `default` first.
    pub(crate) async fn apps_in_use(&self, connector: &str) -> Result<Vec<AppInUse>, StoreError> {
        let mut apps = self.own_apps_in_use(connector).await?;
        if !self.tenant().is_default() {
            apps.extend(self.operators().own_apps_in_use(connector).await?);
        }
        Ok(apps)
    }

    async fn own_apps_in_use(&self, connector: &str) -> Result<Vec<AppInUse>, StoreError> {
        self.see(of(connector), |held, sealer| {
            let mut apps = Vec::new();
            for kept in held.apps.into_values() {
                apps.push(kept.in_use(sealer)?);
            }
            apps.sort_by_key(|app| app.name != DEFAULT_APP);
            Ok(apps)
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
            let keys = held.apps.into_keys();
            let mut changes: Vec<Change> = keys.map(Change::AppGone).collect();
            changes.push(sign_ins);
            Ok((changes, ()))
        })
        .await
    }

    /// Forgets an app, and with it the sign-ins that it has asked for; says whether there was one.
    pub(crate) async fn remove_app(&self, connector: &str, app: &str) -> Result<bool, StoreError> {
        let key = self.app_key(connector, app);
        self.change(alone_with(connector), move |held, _| {
            let was_there = held.apps.contains_key(&key);
            let gone = was_there.then_some(Change::AppGone(key));
            Ok((gone.into_iter().collect(), was_there))
        })
        .await
    }

    fn app_key(&self, connector: &str, app: &str) -> AppKey {
        (self.tenant().clone(), connector.to_owned(), app.to_owned())
    }

    /// To see the apps of a connector, and the grants that may be theirs.
    fn changing_an_app(&self, connector: &str) -> Scope {
        Scope {
            // The operator's app is also that of tenants without their own.
            of: if self.tenant().is_default() {
                Whose::All
            } else {
                Whose::Own
            },
            // They are changed, and renewals may be under way.
            grants: Grants::OfConnector(connector.to_owned()),
            ..alone_with(connector)
        }
    }
}

/// To see the apps of a connector, and be alone in changing those of their owner: it is
/// so whoever sees its connections.
fn alone_with(connector: &str) -> Scope {
    Scope {
        connections: Connections::OfConnector(connector.to_owned()),
        ..of(connector)
    }
}

fn of(connector: &str) -> Scope {
    Scope {
        apps: Apps::Of(connector.to_owned()),
        ..Scope::default()
    }
}

/// The app of an owner that is of that client.
fn own_app_of<'a>(
    apps: &'a BTreeMap<AppKey, KeptApp>,
    owner: &Tenant,
    client_id: &str,
) -> Option<&'a KeptApp> {
    let mut apps = apps.values();
    apps.find(|kept| kept.tenant == *owner && kept.client_id == client_id)
}

fn no_such_app((_, connector, name): &AppKey) -> StoreError {
    StoreError::NoSuchApp {
        connector: connector.clone(),
        name: name.clone(),
    }
}

fn no_app_secret((_, connector, name): &AppKey, secret: &str) -> StoreError {
    StoreError::NoAppSecret {
        connector: connector.clone(),
        name: name.clone(),
        secret: secret.to_owned(),
    }
}

/// Refuses more apps of an owner for a connector than there may be.
pub(super) fn check_number_of_apps(connector: &str, number: usize) -> Result<(), StoreError> {
    if number <= MOST {
        return Ok(());
    }
    Err(StoreError::TooManyApps {
        connector: connector.to_owned(),
        number,
    })
}

fn set_app(
    held: Held,
    tenant: &Tenant,
    sealer: &Sealer,
    app: App,
    servers: Servers,
) -> Result<Vec<Change>, StoreError> {
    let App {
        connector,
        name,
        client_id,
        secrets,
        keeps_client_secret,
    } = app;
    // Grants say whose they are by the client id alone.
    let other = own_app_of(&held.apps, tenant, &client_id);
    if let Some(other) = other.filter(|other| other.name != name) {
        return Err(StoreError::AppOfOtherName {
            connector,
            client_id,
            other: other.name.clone(),
        });
    }
    let key = (tenant.clone(), connector.clone(), name.clone());
    let of_owner = held.apps.values().filter(|kept| kept.tenant == *tenant);
    let number = of_owner.count();
    if !held.apps.contains_key(&key) {
        check_number_of_apps(&connector, number + 1)?;
    }
    let earlier = held.apps.get(&key);
    let address = match earlier {
        Some(earlier) => earlier.address.clone(),
        None => new_id()?,
    };
    let earlier = earlier.filter(|earlier| earlier.client_id == client_id);
    let mut kept = KeptApp {
        tenant: tenant.clone(),
        connector,
        name,
        client_id,
        secrets: earlier
            .map(|earlier| earlier.secrets.clone())
            .unwrap_or_default(),
        servers: Some(servers),
        common_redirect: earlier.is_some_and(|earlier| earlier.common_redirect),
        grant_id: None,
        address,
    };
    if !secrets.contains_key(CLIENT_SECRET) && !keeps_client_secret {
        kept.secrets.remove(CLIENT_SECRET);
    }
    for (name, value) in &secrets {
        kept.set_secret(name, value, sealer)?;
    }
    Ok(changed(kept, held))
}

/// An app is changed, and its grants may be as good as before: the next call finds
/// out.
fn changed(kept: KeptApp, held: Held) -> Vec<Change> {
    let (tenant, client_id) = (&kept.tenant, &kept.client_id);
    let mut changes = Vec::new();
    for mut of_app in held.grants.into_values() {
        let refused = matches!(of_app.grant.state, GrantState::ClientRefused { .. });
        let own = own_app_of(&held.apps, &of_app.tenant, client_id);
        let serves = of_app.tenant == *tenant || tenant.is_default() && own.is_none();
        if refused && serves && of_app.grant.client_id == *client_id {
            of_app.grant.state = GrantState::Living;
            changes.push(Change::Grant(Box::new(of_app)));
        }
    }
    changes.insert(0, Change::App(Box::new(kept)));
    changes
}

fn rotate(
    held: Held,
    key: &AppKey,
    secret: &str,
    new: &SecretString,
    sealer: &Sealer,
) -> Result<Vec<Change>, StoreError> {
    let mut kept = held.apps.get(key).ok_or_else(|| no_such_app(key))?.clone();
    let current = kept.open_secret(secret, sealer)?;
    let current = current.ok_or_else(|| no_app_secret(key, secret))?;
    if current.current.expose_secret() == new.expose_secret() {
        // Whoever lost the answer says it again.
        return Ok(Vec::new());
    }
    if current.previous.is_some() {
        let (_, connector, name) = key.clone();
        return Err(StoreError::RotationUnderWay {
            connector,
            name,
            secret: secret.to_owned(),
        });
    }
    kept.rotate_secret(secret, new, sealer)?;
    Ok(changed(kept, held))
}

impl KeptApp {
    /// The app without its secrets.
    fn told(self) -> RegisteredApp {
        let secrets = self.secrets.into_iter();
        RegisteredApp {
            connector: self.connector,
            name: self.name,
            client_id: self.client_id,
            delivery_address: self.address,
            secrets: secrets
                .map(|(name, KeptAppSecret { previous, .. })| AppSecret {
                    name,
                    is_rotated: previous.is_some(),
                })
                .collect(),
        }
    }

    fn in_use(self, sealer: &Sealer) -> Result<AppInUse, StoreError> {
        Ok(AppInUse {
            secrets: self.open_secrets(sealer)?,
            connector: self.connector,
            name: self.name,
            client_id: self.client_id,
            of: self.tenant,
            servers: self.servers,
        })
    }
}
