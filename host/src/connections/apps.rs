//! The operator's own apps in the store.

use secrecy::SecretString;

use super::StoreError;
use super::kept::{Apps, Change, Connections, Held, KeptApp, Scope};
use super::model::{App, GrantState, Servers};
use super::seal::{Place, SealError, Sealed, Sealer};
use super::store::Store;

impl Store {
    /// Registers an app, in place of the connector's earlier one, and gives its
    /// grants another chance that were refused for its sake.
    /// `servers` are those that the app may be used at.
    pub(crate) async fn set_app(&self, app: App, servers: Servers) -> Result<(), StoreError> {
        let scope = Scope {
            connections: Connections::OfConnector(app.connector.clone(), None),
            ..of(&app.connector)
        };
        self.change(scope, move |held, sealer| {
            Ok((set_app(held, sealer, &app, servers)?, ()))
        })
        .await
    }

    /// The app that is registered for a connector.
    pub(crate) async fn app(&self, connector: &str) -> Result<Option<App>, StoreError> {
        self.see(of(connector), |mut held, sealer| {
            let Some((connector, kept)) = held.apps.pop_first() else {
                return Ok(None);
            };
            let client_secret = kept.open_client_secret(sealer)?;
            Ok(Some(App {
                connector,
                client_id: kept.client_id,
                client_secret,
            }))
        })
        .await
    }

    /// The authorization servers that the app of a connector was set for; none
    /// for an app that an earlier version of the host has kept.
    pub(crate) async fn app_servers(&self, connector: &str) -> Result<Option<Servers>, StoreError> {
        self.see(of(connector), |mut held, _| {
            let kept = held.apps.pop_first();
            Ok(kept.and_then(|(_, kept)| kept.servers))
        })
        .await
    }

    /// Forgets an app; says whether there was one.
    pub(crate) async fn remove_app(&self, connector: &str) -> Result<bool, StoreError> {
        self.change(of(connector), |held, _| {
            let gone: Vec<_> = held.apps.into_keys().map(Change::AppGone).collect();
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

fn set_app(
    held: Held,
    sealer: &Sealer,
    app: &App,
    servers: Servers,
) -> Result<Vec<Change>, StoreError> {
    let earlier = held.apps.get(&app.connector);
    let mut kept = KeptApp {
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
        if refused && kept.grant.client_id == app.client_id {
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
        let place = place(&self.connector);
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
            .map(|sealed| sealer.open(place(&self.connector), sealed))
            .transpose()
    }

    /// Every sealed value that it has, with its place.
    pub(super) fn each_sealed<E>(
        &mut self,
        mut work: impl FnMut(Place<'_>, &mut Sealed) -> Result<(), E>,
    ) -> Result<(), E> {
        match &mut self.client_secret {
            Some(sealed) => work(place(&self.connector), sealed),
            None => Ok(()),
        }
    }
}

fn place(connector: &str) -> Place<'_> {
    Place {
        table: "apps",
        row: connector,
        column: "client_secret",
    }
}
