//! A tenant's own apps for a connector: the OAuth clients that sign-ins use by auth
//! methods which name none. Those of the tenant `default` are the operator's, and serve
//! all tenants without one of their name.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use connector_host::component::Connector;
use connector_host::connections::{self, CLIENT_SECRET, DEFAULT_APP, RegisteredApp, StoreError};
use connector_host::manifest::AuthorizationKind;
use connector_host::{Error, Host};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{ManagesApps, Reads};
use crate::content::{Content, Named};
use crate::problem::{Code, Problem};
use crate::secret::Secret;
use crate::service::Shared;
use crate::settings::Settings;

pub(crate) mod rotation;

/// An app, to be registered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApp {
    /// The client identifier (RFC 6749 section 2.2).
    #[schema(min_length = 1, max_length = 512)]
    client_id: String,
    /// The client secret; none for a public client. It is never shown again.
    client_secret: Option<Secret>,
    /// Other secrets by name, such as what webhook deliveries are signed with: those that
    /// auth methods of the connector sign with. Those that are not given stay as they are
    /// while the client id does. They are never shown again.
    #[serde(default)]
    secrets: BTreeMap<String, Secret>,
}

/// An app that is registered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct App {
    /// The connector's key.
    connector: String,
    /// Its name, of those that the tenant has for the connector.
    name: String,
    /// The client identifier (RFC 6749 section 2.2).
    client_id: String,
    /// What its webhook deliveries are known by to the embedding program: it stays the same, and
    /// nobody can guess it.
    delivery_address: String,
    /// Whether there is a client secret.
    has_client_secret: bool,
    /// Its secrets, without their values.
    secrets: Vec<AppSecret>,
    /// Where the browser comes back to of somebody who connects by a link of a connect
    /// session: it has to stand in the app letter by letter. Null where the connector has no
    /// auth method that a browser comes back from.
    redirect_uri: Option<String>,
}

/// A secret that an app has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppSecret {
    /// Its name; the client secret's is `client_secret`.
    name: String,
    /// Whether it is being rotated: then the one before is kept beside it.
    rotating: bool,
}

/// The apps for a connector.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppList {
    /// The tenant's own, by name.
    items: Vec<App>,
    /// Those of the operator that serve the tenant, as it has none of their names, by name.
    of_operator: Vec<OperatorsApp>,
}

/// An app of the operator, as tenants know it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OperatorsApp {
    /// The connector's key.
    connector: String,
    /// Its name.
    name: String,
    /// The client identifier, which every sign-in by it shows (RFC 6749 section 2.2).
    client_id: String,
}

impl From<connections::OperatorsApp> for OperatorsApp {
    fn from(app: connections::OperatorsApp) -> Self {
        Self {
            connector: app.connector,
            name: app.name,
            client_id: app.client_id,
        }
    }
}

impl App {
    fn of(app: RegisteredApp, connector: &Connector, settings: &Settings) -> Self {
        let mut methods = connector.manifest().auth_methods.iter();
        let returns =
            methods.any(|method| method.authorization == AuthorizationKind::AuthorizationCode);
        let secrets = app.secrets.into_iter().map(|secret| AppSecret {
            name: secret.name,
            rotating: secret.is_rotated,
        });
        let secrets: Vec<_> = secrets.collect();
        Self {
            redirect_uri: returns.then(|| settings.redirect_uri(&app.connector).into()),
            connector: app.connector,
            name: app.name,
            client_id: app.client_id,
            delivery_address: app.delivery_address,
            has_client_secret: secrets.iter().any(|secret| secret.name == CLIENT_SECRET),
            secrets,
        }
    }
}

/// List the apps of a connector
///
/// The tenant's own, and those of the operator that serve it. It takes the right `read`.
#[utoipa::path(
    get, path = "/v1/connectors/{connector}/apps", tag = "apps", operation_id = "list-apps",
    params(("connector" = String, Path, description = "The connector's key.")),
    responses((status = 200, description = "The apps.", body = AppList))
)]
pub(crate) async fn list(
    Reads(host): Reads,
    State(shared): State<Arc<Shared>>,
    Named(key): Named<String>,
) -> Result<Json<AppList>, Problem> {
    let connector = host.connector(&key).await?;
    let mut apps = host.apps().await?;
    apps.retain(|app| app.connector == key);
    let told = |app| App::of(app, &connector, &shared.settings);
    let items = apps.into_iter().map(told).collect();
    let mut serving = host.apps_of_operator().await?;
    serving.retain(|app| app.connector == key);
    let of_operator = serving.into_iter().map(OperatorsApp::from).collect();
    Ok(Json(AppList { items, of_operator }))
}

/// Show an app of a connector
///
/// It takes the right `read`.
#[utoipa::path(
    get, path = "/v1/connectors/{connector}/apps/{app}", tag = "apps",
    operation_id = "show-named-app",
    params(
        ("connector" = String, Path, description = "The connector's key."),
        ("app" = String, Path, description = "The app's name."),
    ),
    responses((status = 200, description = "The app.", body = App))
)]
pub(crate) async fn show_named(
    Reads(host): Reads,
    State(shared): State<Arc<Shared>>,
    Named((connector, app)): Named<(String, String)>,
) -> Result<Json<App>, Problem> {
    shown(&host, &shared, &connector, &app).await
}

/// Show the app of a connector
///
/// The one named `default`. It takes the right `read`.
#[utoipa::path(
    get, path = "/v1/connectors/{connector}/app", tag = "apps", operation_id = "show-app",
    params(("connector" = String, Path, description = "The connector's key.")),
    responses((status = 200, description = "The app.", body = App))
)]
pub(crate) async fn show(
    Reads(host): Reads,
    State(shared): State<Arc<Shared>>,
    Named(connector): Named<String>,
) -> Result<Json<App>, Problem> {
    shown(&host, &shared, &connector, DEFAULT_APP).await
}

/// Register an app of a connector
///
/// It takes the place of an earlier one of its name: letters, digits, `-`, `_`, `.` or
/// `@`, of which the first is no `-`. A client is registered under one name. It takes the
/// right `manage`; for the tenant `default`, whose apps serve all tenants without one of
/// that name, an operator's key.
#[utoipa::path(
    put, path = "/v1/connectors/{connector}/apps/{app}", tag = "apps",
    operation_id = "set-named-app",
    params(
        ("connector" = String, Path, description = "The connector's key."),
        ("app" = String, Path, description = "The app's name."),
    ),
    request_body = NewApp,
    responses((status = 200, description = "It is registered.", body = App))
)]
pub(crate) async fn set_named(
    ManagesApps(host): ManagesApps,
    State(shared): State<Arc<Shared>>,
    Named((connector, app)): Named<(String, String)>,
    Content(new): Content<NewApp>,
) -> Result<Json<App>, Problem> {
    register(&host, &shared, &connector, &app, new).await
}

/// Register the app of a connector
///
/// The one named `default`. It takes the place of an earlier one. It takes the right
/// `manage`; for the tenant `default`, whose app serves all tenants without their own, an
/// operator's key.
#[utoipa::path(
    put, path = "/v1/connectors/{connector}/app", tag = "apps", operation_id = "set-app",
    params(("connector" = String, Path, description = "The connector's key.")),
    request_body = NewApp,
    responses((status = 200, description = "It is registered.", body = App))
)]
pub(crate) async fn set(
    ManagesApps(host): ManagesApps,
    State(shared): State<Arc<Shared>>,
    Named(connector): Named<String>,
    Content(new): Content<NewApp>,
) -> Result<Json<App>, Problem> {
    register(&host, &shared, &connector, DEFAULT_APP, new).await
}

/// Forget an app of a connector
///
/// It takes the right `manage`; for the tenant `default`, an operator's key.
#[utoipa::path(
    delete, path = "/v1/connectors/{connector}/apps/{app}", tag = "apps",
    operation_id = "remove-named-app",
    params(
        ("connector" = String, Path, description = "The connector's key."),
        ("app" = String, Path, description = "The app's name."),
    ),
    responses((status = 204, description = "It is forgotten."))
)]
pub(crate) async fn remove_named(
    ManagesApps(host): ManagesApps,
    Named((connector, app)): Named<(String, String)>,
) -> Result<StatusCode, Problem> {
    forget(&host, &connector, &app).await
}

/// Forget the app of a connector
///
/// The one named `default`. It takes the right `manage`; for the tenant `default`, an
/// operator's key.
#[utoipa::path(
    delete, path = "/v1/connectors/{connector}/app", tag = "apps", operation_id = "remove-app",
    params(("connector" = String, Path, description = "The connector's key.")),
    responses((status = 204, description = "It is forgotten."))
)]
pub(crate) async fn remove(
    ManagesApps(host): ManagesApps,
    Named(connector): Named<String>,
) -> Result<StatusCode, Problem> {
    forget(&host, &connector, DEFAULT_APP).await
}

async fn shown(host: &Host, shared: &Shared, key: &str, app: &str) -> Result<Json<App>, Problem> {
    let connector = host.connector(key).await?;
    match host.app(key, app).await? {
        Some(app) => Ok(Json(App::of(app, &connector, &shared.settings))),
        None => Err(none(key, app)),
    }
}

async fn register(
    host: &Host,
    shared: &Shared,
    connector: &str,
    app: &str,
    new: NewApp,
) -> Result<Json<App>, Problem> {
    let mut to_set = connections::App::new(connector, new.client_id).name(app);
    for (name, Secret(value)) in new.secrets {
        if name == CLIENT_SECRET {
            let words = "the client secret has a member of its own, `client_secret`";
            let place = format!("secrets.{CLIENT_SECRET}");
            return Err(Problem::new(Code::WrongBody, words).at(place, words));
        }
        to_set = to_set.secret(name, value);
    }
    if let Some(Secret(value)) = new.client_secret {
        to_set = to_set.secret(CLIENT_SECRET, value);
    }
    host.set_app(to_set).await?;
    shown(host, shared, connector, app).await
}

async fn forget(host: &Host, connector: &str, app: &str) -> Result<StatusCode, Problem> {
    if host.remove_app(connector, app).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(none(connector, app))
    }
}

fn none(connector: &str, app: &str) -> Problem {
    Problem::from(Error::from(StoreError::NoSuchApp {
        connector: connector.to_owned(),
        name: app.to_owned(),
    }))
}
