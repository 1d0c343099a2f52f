//! Seeing connections.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::{Connection, StateName};
use crate::access::Reads;
use crate::content::{Listed, Named};
use crate::cursor::{Page, PageParameters};
use crate::problem::Problem;

/// How many connections are looked at at once: however many a page may have, no more of them
/// are in memory than these and what fits on it.
const AT_ONCE: usize = 101;

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
    let (limit, mut after) = (page.limit()?, page.after()?);
    let connector = which.connector.as_deref();
    // One more, to know whether there is another page. A state is none of the store's.
    let at_once = match which.state {
        None => AT_ONCE.min(limit + 1),
        Some(_) => AT_ONCE,
    };
    let mut shown = Page::new(limit);
    while !shown.is_whole() {
        let some = host.connections_after(after.as_deref(), connector, at_once);
        let mut some = some.await?;
        let is_all = some.len() < at_once;
        after = some.last().map(|last| last.name.clone());
        some.retain(|one| which.state.is_none_or(|state| StateName::of(one) == state));
        shown.add(Connection::all(&host, some).await?);
        if is_all {
            break;
        }
    }
    let (items, next_cursor) = shown.ends(Connection::name);
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
    let connection = host.connection(&name).await?;
    Ok(Json(Connection::of(&host, connection).await?))
}
