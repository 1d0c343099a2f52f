//! Which OAuth client a connection acts as.

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::Host;
use crate::Error;
use crate::component::Connector;
use crate::connections::{AppInUse, DEFAULT_APP};
use crate::consent::{Bounds, ConsentRefusal, Named, is_among};
use crate::contract::{Authorization, AuthorizationServer};
use crate::manifest::{Endpoints, SecretUse};
use crate::oauth;

/// Which of the apps that a tenant may use is meant.
#[derive(Clone, Copy, Debug)]
pub(super) enum Which<'a> {
    /// The one of that name, for who signs in.
    Named(&'a str),
    /// The one of that client id, for what was signed in to by it.
    OfClient(&'a str),
}

impl Host {
    /// How the connector gets a credential for an auth method.
    pub(super) async fn authorize(
        connector: &Connector,
        method: &str,
        settings: &Map<String, Value>,
    ) -> Result<Authorization, Error> {
        let settings = Value::from(settings.clone()).to_string();
        let (method, size) = (method.to_owned(), settings.len());
        let authorize = move |connector: &Connector| connector.authorize(&method, &settings);
        let (answer, _) = connector.compute(Duration::MAX, size, authorize).await;
        Ok(answer??)
    }

    /// The client that the connector names, with the secret that `own_secret`
    /// finds for it; or one of the apps that the tenant may use, when the connector
    /// names none. It acts at the authorization server that the connector names, when
    /// that is one that may be used.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is of another, and all of one call"
    )]
    pub(super) async fn oauth_client(
        &self,
        connector: &Connector,
        bounds: &Bounds,
        method: &str,
        settings: &Map<String, Value>,
        authorization: &Authorization,
        which: Which<'_>,
        own_secret: impl FnOnce(&AuthorizationServer) -> Result<Option<SecretString>, Error>,
    ) -> Result<(oauth::Client, Endpoints), Error> {
        let mut named = Named::by(authorization);
        if let Some(method) = connector.manifest().auth_method(method) {
            named = named.where_entered(settings, method, bounds);
        }
        let endpoints = bounds.server(method, &named)?.clone();
        let mut server = authorization.server().clone();
        // Whether the tokens can be ended is not the component's to decide.
        server
            .revocation_endpoint
            .clone_from(&endpoints.revocation_endpoint);
        let (id, secrets) = match &server.client.id {
            Some(id) => (id.clone(), own_secret(&server)?.into()),
            None => {
                let key = &connector.manifest().key;
                let app = self.app_to_use(key, which).await?;
                let app = only_at(app, method, &endpoints)?;
                let secrets = app.client_secrets();
                (app.client_id, secrets)
            }
        };
        let client = oauth::Client {
            id,
            secrets,
            server,
            issuer: endpoints.issuer.clone(),
            errors: connector.manifest().authorization_errors.clone(),
            http: self.inner.client.clone(),
            policy: bounds.policy().clone(),
        };
        let connector = &connector.manifest().key;
        Ok((self.watch(client, connector, None), endpoints))
    }

    /// The app that the tenant uses for a connector, of its own and the operator's: its
    /// own come first.
    pub(super) async fn app_to_use(
        &self,
        connector: &str,
        which: Which<'_>,
    ) -> Result<AppInUse, Error> {
        let apps = self.store().await?.apps_in_use(connector).await?;
        let of_name = |name: &str| apps.iter().find(|app| app.name == name);
        let app = match which {
            Which::Named(name) => of_name(name),
            Which::OfClient(id) => {
                let of_client = apps.iter().find(|app| app.client_id == id);
                // Whoever is told that it is another is told which.
                of_client.or_else(|| of_name(DEFAULT_APP))
            }
        };
        let connector = connector.to_owned();
        match (app, which) {
            (Some(app), _) => Ok(app.clone()),
            (None, Which::Named(name)) if name != DEFAULT_APP => Err(Error::UnknownApp {
                connector,
                name: name.to_owned(),
                known: apps.into_iter().map(|app| app.name).collect(),
            }),
            (None, _) => Err(Error::NoApp { connector }),
        }
    }

    /// The app that is the client of a grant, if the tenant may use one that is.
    pub(super) async fn app_of_client(
        &self,
        connector: &str,
        client_id: &str,
    ) -> Result<Option<AppInUse>, Error> {
        let apps = self.store().await?.apps_in_use(connector).await?;
        let is_it = |app: &AppInUse| app.client_id == client_id;
        Ok(apps.into_iter().find(is_it))
    }
}

/// The app, for an authorization server. Nothing else gives its client secret to what
/// sends it: it goes to none that the app was not set for.
pub(super) fn only_at(
    app: AppInUse,
    method: &str,
    endpoints: &Endpoints,
) -> Result<AppInUse, Error> {
    let is_set_for = app.servers.as_ref().is_none_or(|servers| {
        let servers = servers.get(method);
        servers.is_some_and(|servers| is_among(endpoints, servers))
    });
    if is_set_for {
        return Ok(app);
    }
    Err(ConsentRefusal::AppElsewhere {
        connector: app.connector,
        endpoint: endpoints.token_endpoint.clone(),
    }
    .into())
}

/// Refuses an app for what goes by a client of its own.
pub(super) fn check_takes_an_app(
    connector: &Connector,
    method: &str,
    authorization: &Authorization,
    app: &str,
) -> Result<(), Error> {
    match authorization.server().client.id {
        None => Ok(()),
        Some(_) => Err(app_not_taken(connector, method, app)),
    }
}

/// Refuses an app for an auth method that takes none, as far as that shows before somebody has
/// entered settings. Where the connector can't say yet, whoever has to enter the secret of a
/// client brings a client.
pub(super) async fn check_may_take_an_app(
    connector: &Connector,
    method: &str,
    settings: &Map<String, Value>,
    app: &str,
) -> Result<(), Error> {
    if let Ok(authorization) = Host::authorize(connector, method, settings).await {
        return check_takes_an_app(connector, method, &authorization, app);
    }
    let manifest = connector.manifest();
    let brings_a_client = manifest.auth_method(method).is_some_and(|method| {
        let is_secret_of_client =
            |name: &str| method.secrets.get(name) == Some(&SecretUse::ClientSecret);
        let mut settings = method.settings();
        settings.any(|setting| setting.required && is_secret_of_client(setting.name))
    });
    match brings_a_client {
        true => Err(app_not_taken(connector, method, app)),
        false => Ok(()),
    }
}

fn app_not_taken(connector: &Connector, method: &str, app: &str) -> Error {
    Error::AppNotTaken {
        connector: connector.manifest().key.clone(),
        method: method.to_owned(),
        app: app.to_owned(),
    }
}

/// The secret that the client authenticates with, of those that somebody gave:
/// one that is for that, as the manifest says and somebody has agreed to.
pub(super) fn client_secret_of(
    bounds: &Bounds,
    method: &str,
    server: &AuthorizationServer,
    secrets: &[(String, SecretString)],
) -> Result<Option<SecretString>, Error> {
    let Some(setting) = &server.client.secret_setting else {
        return Ok(None);
    };
    bounds.check_client_secret(method, setting)?;
    let given = secrets.iter().find(|(name, _)| name == setting);
    Ok(given.map(|(_, value)| value.clone()))
}
