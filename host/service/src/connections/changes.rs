//! Changing connections: each change by itself, so that it is made or not.

use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::removed::Removed;
use super::view::Connection;
use crate::access::Manages;
use crate::content::{Content, Named};
use crate::problem::Problem;

/// The name that a connection is to have.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewName {
    /// 1 to 64 letters, digits, `-`, `_`, `.` or `@`, of which the first is no `-`.
    #[schema(min_length = 1, max_length = 64)]
    name: String,
}

/// Enable a connection
///
/// It can be used again. It takes the right `manage`.
#[utoipa::path(
    post, path = "/v1/connections/{connection}/enable", tag = "connections",
    operation_id = "enable-connection",
    params(("connection" = String, Path, description = "The connection's name or id.")),
    responses((status = 200, description = "The connection as it is now.", body = Connection))
)]
pub(crate) async fn enable(
    Manages(host): Manages,
    Named(name): Named<String>,
) -> Result<Json<Connection>, Problem> {
    let changed = host.enable(&name).await?;
    Ok(Json(Connection::of(&host, changed).await?))
}

/// Disable a connection
///
/// It can't be used until it is enabled or connected again. It takes the right
/// `manage`.
#[utoipa::path(
    post, path = "/v1/connections/{connection}/disable", tag = "connections",
    operation_id = "disable-connection",
    params(("connection" = String, Path, description = "The connection's name or id.")),
    responses((status = 200, description = "The connection as it is now.", body = Connection))
)]
pub(crate) async fn disable(
    Manages(host): Manages,
    Named(name): Named<String>,
) -> Result<Json<Connection>, Problem> {
    let changed = host.disable(&name).await?;
    Ok(Json(Connection::of(&host, changed).await?))
}

/// Rename a connection
///
/// Its id stays the same. It takes the right `manage`.
#[utoipa::path(
    post, path = "/v1/connections/{connection}/rename", tag = "connections",
    operation_id = "rename-connection",
    params(("connection" = String, Path, description = "The connection's name or id.")),
    request_body = NewName,
    responses((status = 200, description = "The connection as it is now.", body = Connection))
)]
pub(crate) async fn rename(
    Manages(host): Manages,
    Named(name): Named<String>,
    Content(new): Content<NewName>,
) -> Result<Json<Connection>, Problem> {
    let changed = host.rename(&name, &new.name).await?;
    Ok(Json(Connection::of(&host, changed).await?))
}

/// Make a connection the default
///
/// Calls to its connector use it that name none. It takes the right `manage`.
#[utoipa::path(
    post, path = "/v1/connections/{connection}/default", tag = "connections",
    operation_id = "make-connection-default",
    params(("connection" = String, Path, description = "The connection's name or id.")),
    responses((status = 200, description = "The connection as it is now.", body = Connection))
)]
pub(crate) async fn make_default(
    Manages(host): Manages,
    Named(name): Named<String>,
) -> Result<Json<Connection>, Problem> {
    let changed = host.set_default(&name).await?;
    Ok(Json(Connection::of(&host, changed).await?))
}

/// Remove a connection
///
/// Its tokens are revoked unless another connection uses them; it goes even when
/// they can't be. It takes the right `manage`.
#[utoipa::path(
    delete, path = "/v1/connections/{connection}", tag = "connections",
    operation_id = "remove-connection",
    params(("connection" = String, Path, description = "The connection's name or id.")),
    responses((status = 200, description = "It was removed.", body = Removed))
)]
pub(crate) async fn remove(
    Manages(host): Manages,
    Named(name): Named<String>,
) -> Result<Json<Removed>, Problem> {
    // An app that goes with the connection tells nothing any more once that is gone.
    let connection = host.connection(&name).await?;
    let mut apps = host.apps_of(&[connection]).await?;
    let removal = host.remove(&name).await?;
    Ok(Json(Removed::of(removal, apps.pop().flatten())))
}
