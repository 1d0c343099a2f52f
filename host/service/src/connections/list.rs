//! Seeing connections.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::{Connection, StateName};
use crate::access::Reads;
use crate::content::{Listed, Named};
use crate::cursor::{self, PageParameters};
use crate::problem::Problem;

/// Connections, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConnectionList {
    /// Those of this page.
    items: Vec<Connection>,
    /// Where the next page begins; null on the last.
    next_cursor: Option<String>,
}

/// Which connections.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConnectionQuery {
    /// Those of this connector alone, by its key.
    connector: Option<String>,
    /// Those in this state alone.
    #[param(inline)]
    state: Option<StateName>,
}

/// List connections
///
/// It takes the right `read`.
#[utoipa::path(
    get, path = "/v1/connections", tag = "connections", operation_id = "list-connections",
    params(ConnectionQuery, PageParameters),
    responses((status = 200, description = "A page of them.", body = ConnectionList))
)]
pub(crate) async fn list(
    Reads(host): Reads,
    Listed { which, page }: Listed<ConnectionQuery>,
) -> Result<Json<ConnectionList>, Problem> {
    let mut connections = host.connections().await?;
    if let Some(connector) = &which.connector {
        connections.retain(|connection| connection.connector == *connector);
    }
    let mut shown: Vec<Connection> = connections.into_iter().map(Connection::from).collect();
    if let Some(state) = which.state {
        shown.retain(|connection| connection.state() == state);
    }
    let (items, next_cursor) = cursor::page(shown, Connection::name, &page)?;
    Ok(Json(ConnectionList { items, next_cursor }))
}

/// Show a connection
///
/// It takes the right `read`.
#[utoipa::path(
    get, path = "/v1/connections/{connection}", tag = "connections",
    operation_id = "show-connection",
    params(("connection" = String, Path, description = "The connection's name or id.")),
    responses((status = 200, description = "The connection.", body = Connection))
)]
pub(crate) async fn show(
    Reads(host): Reads,
    Named(name): Named<String>,
) -> Result<Json<Connection>, Problem> {
    Ok(Json(host.connection(&name).await?.into()))
}
