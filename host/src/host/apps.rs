//! The tenant's own apps: registered, shown, their secrets rotated, forgotten.

use std::collections::BTreeSet;

use secrecy::SecretString;

use super::Host;
use super::client::Which;
use crate::Error;
use crate::component::Connector;
use crate::connections::{
    App, AppInUse, CLIENT_SECRET, Connection, OperatorsApp, RegisteredApp, StoreError,
};
use crate::manifest::SecretUse;

impl Host {
    /// Registers an app of the tenant's own for a connector, in place of an earlier one
    /// of its name, for the authorization servers that somebody has agreed to. The apps
    /// of the tenant `default` are the operator's, and serve all tenants that have none of
    /// their own of that name.
    ///
    /// While its client id stays, an app keeps those of its secrets that are not given,
    /// the client secret aside: an app without that is a public client, unless it
    /// [keeps](App::keep_client_secret) the one that it has.
    ///
    /// # Errors
    /// When the connector is unknown, when it has no use for a secret of that name, when
    /// the client id has not 1 to 512 bytes or a secret not 1 to 16,384 bytes, when
    /// the client has another name here, when there are 100 apps of the tenant's for the
    /// connector, or when the store can't be written.
    pub async fn set_app(&self, app: App) -> Result<(), Error> {
        let connector = self.connector(&app.connector).await?;
        for name in app.secrets.keys() {
            check_secret(&connector, name)?;
        }
        let servers = self.servers_for_app(&connector).await?;
        Ok(self.store().await?.set_app(app, servers).await?)
    }

    /// The names of the secrets that apps of a connector can have: the
    /// [client secret](CLIENT_SECRET), and those that its auth methods sign with.
    #[must_use]
    pub fn secrets_of_apps(connector: &Connector) -> Vec<String> {
        let methods = connector.manifest().auth_methods.iter();
        let signing = methods.flat_map(|method| &method.secrets);
        let signing = signing.filter(|(_, used)| **used == SecretUse::Sign);
        let mut names: BTreeSet<&str> = signing.map(|(name, _)| name.as_str()).collect();
        // Whatever else a connector calls so.
        names.remove(CLIENT_SECRET);
        let all = std::iter::once(CLIENT_SECRET).chain(names);
        all.map(str::to_owned).collect()
    }

    /// The tenant's own apps, by connector and name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn apps(&self) -> Result<Vec<RegisteredApp>, Error> {
        Ok(self.store().await?.apps().await?)
    }

    /// The operator's apps that serve the tenant, by connector and name: those of names that
    /// the tenant has no own one of. There are none for the tenant `default`, whose apps they
    /// are.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn apps_of_operator(&self) -> Result<Vec<OperatorsApp>, Error> {
        Ok(self.store().await?.apps_of_operator().await?)
    }

    /// The tenant's own app of that name for a connector.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn app(&self, connector: &str, name: &str) -> Result<Option<RegisteredApp>, Error> {
        Ok(self.store().await?.app(connector, name).await?)
    }

    /// Begins to rotate a secret of an app of the tenant's own. The new one is used from
    /// now on, and the one before where that is not taken: at the authorization server
    /// when it refuses the client, and for deliveries that are not authentic by the new
    /// one. So it does not matter in which order the API and this host learn of it. To
    /// begin the same again changes nothing.
    ///
    /// # Errors
    /// When the new one has not 1 to 16,384 bytes, when there is no such app, when it has no
    /// such secret, when that is being rotated already, or when the store can't be written.
    pub async fn rotate_app_secret(
        &self,
        connector: &str,
        app: &str,
        secret: &str,
        new: SecretString,
    ) -> Result<(), Error> {
        let store = self.store().await?;
        let rotated = store.rotate_app_secret(connector, app, secret, new).await;
        self.told_of_secret(connector, secret, rotated).await
    }

    /// Ends the rotation of a secret of an app, or of all that it has: those before are
    /// forgotten. Returns the names of those that were being rotated.
    ///
    /// # Errors
    /// When there is no such app, when it has no such secret, or when the store can't be
    /// written.
    pub async fn end_app_rotation(
        &self,
        connector: &str,
        app: &str,
        secret: Option<&str>,
    ) -> Result<Vec<String>, Error> {
        let store = self.store().await?;
        let ended = store.end_app_rotation(connector, app, secret).await;
        let secret = secret.unwrap_or(CLIENT_SECRET);
        self.told_of_secret(connector, secret, ended).await
    }

    /// What came of a change to a secret. Where the app has none of the name, and no app
    /// of the connector can have one, the names are told that there are.
    async fn told_of_secret<T>(
        &self,
        connector: &str,
        secret: &str,
        outcome: Result<T, StoreError>,
    ) -> Result<T, Error> {
        if matches!(outcome, Err(StoreError::NoAppSecret { .. })) {
            let connector = self.connector(connector).await?;
            check_secret(&connector, secret)?;
        }
        Ok(outcome?)
    }

    /// Forgets the tenant's own app of that name for a connector, and the sign-ins that
    /// it has asked for; says whether there was one.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn remove_app(&self, connector: &str, name: &str) -> Result<bool, Error> {
        Ok(self.store().await?.remove_app(connector, name).await?)
    }

    /// The app that accounts go through which are connected by an auth method with
    /// those settings, if that is one for apps and one of that name is registered.
    pub(super) async fn app_of_method(
        &self,
        connector: &Connector,
        method: &str,
        settings: &serde_json::Map<String, serde_json::Value>,
        name: &str,
    ) -> Result<Option<AppInUse>, Error> {
        if !goes_by_an_app(connector, method, settings).await {
            return Ok(None);
        }
        let key = &connector.manifest().key;
        match self.app_to_use(key, Which::Named(name)).await {
            Ok(app) => Ok(Some(app)),
            Err(Error::NoApp { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The app that a connection goes through, if it is one and still there.
    pub(super) async fn app_of_connection(
        &self,
        connector: &Connector,
        connection: &Connection,
    ) -> Result<Option<AppInUse>, Error> {
        let Connection {
            method,
            settings,
            grant,
            ..
        } = connection;
        if !goes_by_an_app(connector, method, settings).await {
            return Ok(None);
        }
        // Another tenant's app of the same client id is not the one that it was made with.
        let of_grant = self.of(connection.grant_tenant.clone());
        let key = &connector.manifest().key;
        of_grant.app_of_client(key, &grant.client_id).await
    }
}

/// Whether who is connected by an auth method with those settings goes through an app,
/// and none that the settings name.
pub(super) async fn goes_by_an_app(
    connector: &Connector,
    method: &str,
    settings: &serde_json::Map<String, serde_json::Value>,
) -> bool {
    // With settings that lead nowhere nobody is connected.
    let authorization = Host::authorize(connector, method, settings).await;
    authorization.is_ok_and(|authorization| authorization.server().client.id.is_none())
}

/// Refuses a secret that nothing would use.
fn check_secret(connector: &Connector, secret: &str) -> Result<(), Error> {
    let known = Host::secrets_of_apps(connector);
    if known.iter().any(|name| name == secret) {
        return Ok(());
    }
    Err(Error::UnknownAppSecret {
        connector: connector.manifest().key.clone(),
        secret: secret.to_owned(),
        known,
    })
}
