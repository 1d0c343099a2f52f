//! Rotating a secret of an app: a new one beside the one before, and the end of that.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{App, shown};
use crate::access::ManagesApps;
use crate::content::{Content, Named};
use crate::problem::Problem;
use crate::secret::Secret;
use crate::service::Shared;

/// A secret in place of another.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSecret {
    /// The new one. It is never shown again.
    value: Secret,
}

/// Rotate a secret of an app
///
/// The new one is used from now on, and the one before where the API does not take it, so
/// that it does not matter which of both places learns of it first. To ask for the same
/// again changes nothing. It takes the right `manage`; for the tenant `default`, an
/// operator's key.
#[utoipa::path(
    put, path = "/v1/connectors/{connector}/apps/{app}/secrets/{secret}/rotation", tag = "apps",
    operation_id = "rotate-app-secret",
    params(
        ("connector" = String, Path, description = "The connector's key."),
        ("app" = String, Path, description = "The app's name, such as `default`."),
        ("secret" = String, Path, description = "The secret's name, such as `client_secret`."),
    ),
    request_body = NewSecret,
    responses((status = 200, description = "It is being rotated.", body = App))
)]
pub(crate) async fn begin(
    ManagesApps(host): ManagesApps,
    State(shared): State<Arc<Shared>>,
    Named((connector, app, secret)): Named<(String, String, String)>,
    Content(new): Content<NewSecret>,
) -> Result<Json<App>, Problem> {
    let Secret(value) = new.value;
    host.rotate_app_secret(&connector, &app, &secret, value)
        .await?;
    shown(&host, &shared, &connector, &app).await
}

/// End the rotation of a secret
///
/// The one before is forgotten, if there is one. It takes the right `manage`; for the
/// tenant `default`, an operator's key.
#[utoipa::path(
    delete, path = "/v1/connectors/{connector}/apps/{app}/secrets/{secret}/rotation", tag = "apps",
    operation_id = "end-app-rotation",
    params(
        ("connector" = String, Path, description = "The connector's key."),
        ("app" = String, Path, description = "The app's name, such as `default`."),
        ("secret" = String, Path, description = "The secret's name, such as `client_secret`."),
    ),
    responses((status = 204, description = "It is not being rotated any more."))
)]
pub(crate) async fn end(
    ManagesApps(host): ManagesApps,
    Named((connector, app, secret)): Named<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    host.end_app_rotation(&connector, &app, Some(&secret))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
