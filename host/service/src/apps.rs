//! A tenant's own app for a connector: the OAuth client that sign-ins use by auth
//! methods which name none. The one of the tenant `default` is the operator's, and
//! serves all tenants without their own.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use connector_host::component::Connector;
use connector_host::connections;
use connector_host::manifest::AuthorizationKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{ManagesApps, Reads};
use crate::content::{Content, Named};
use crate::problem::{Code, Problem};
use crate::secret::Secret;
use crate::service::Shared;
use crate::settings::Settings;

/// An app, to be registered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApp {
    /// The client identifier (RFC 6749 section 2.2).
    client_id: String,
    /// The client secret; none for a public client. It is never shown again.
    client_secret: Option<Secret>,
}

/// An app that is registered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct App {
    /// The connector's key.
    connector: String,
    /// The client identifier (RFC 6749 section 2.2).
    client_id: String,
    /// Whether there is a client secret.
    has_secret: bool,
    /// Where the browser comes back to of somebody who connects by a link of a connect
    /// session: it has to stand in the app letter by letter. Null where the connector has no
    /// auth method that a browser comes back from.
    redirect_uri: Option<String>,
}

impl App {
    fn of(app: connections::App, connector: &Connector, settings: &Settings) -> Self {
        let mut methods = connector.manifest().auth_methods.iter();
        let returns =
            methods.any(|method| method.authorization == AuthorizationKind::AuthorizationCode);
        Self {
            redirect_uri: returns.then(|| settings.redirect_uri(&app.connector).into()),
            connector: app.connector,
            client_id: app.client_id,
            has_secret: app.client_secret.is_some(),
        }
    }
}

/// Show the app of a connector
///
/// It takes the right `read`.
#[utoipa::path(
    get, path = "/v1/connectors/{connector}/app", tag = "apps", operation_id = "show-app",
    params(("connector" = String, Path, description = "The connector's key.")),
    responses((status = 200, description = "The app.", body = App))
)]
pub(crate) async fn show(
    Reads(host): Reads,
    State(shared): State<Arc<Shared>>,
    Named(key): Named<String>,
) -> Result<Json<App>, Problem> {
    let connector = host.connector(&key).await?;
    match host.app(&key).await? {
        Some(app) => Ok(Json(App::of(app, &connector, &shared.settings))),
        None => Err(none(&key)),
    }
}

/// Register the app of a connector
///
/// It takes the place of an earlier one. It takes the right `manage`; for the tenant
/// `default`, whose app serves all tenants without their own, an operator's key.
#[utoipa::path(
    put, path = "/v1/connectors/{connector}/app", tag = "apps", operation_id = "set-app",
    params(("connector" = String, Path, description = "The connector's key.")),
    request_body = NewApp,
    responses((status = 200, description = "It is registered.", body = App))
)]
pub(crate) async fn set(
    ManagesApps(host): ManagesApps,
    State(shared): State<Arc<Shared>>,
    Named(key): Named<String>,
    Content(new): Content<NewApp>,
) -> Result<Json<App>, Problem> {
    let connector = host.connector(&key).await?;
    let app = connections::App {
        connector: key,
        client_id: new.client_id,
        client_secret: new.client_secret.map(|Secret(secret)| secret),
    };
    host.set_app(app.clone()).await?;
    Ok(Json(App::of(app, &connector, &shared.settings)))
}

/// Forget the app of a connector
///
/// It takes the right `manage`; for the tenant `default`, an operator's key.
#[utoipa::path(
    delete, path = "/v1/connectors/{connector}/app", tag = "apps", operation_id = "remove-app",
    params(("connector" = String, Path, description = "The connector's key.")),
    responses((status = 204, description = "It is forgotten."))
)]
pub(crate) async fn remove(
    ManagesApps(host): ManagesApps,
    Named(connector): Named<String>,
) -> Result<StatusCode, Problem> {
    if host.remove_app(&connector).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(none(&connector))
    }
}

fn none(connector: &str) -> Problem {
    let words = format!("no app of one's own is registered for `{connector}`");
    Problem::new(Code::NoSuchApp, words)
}
