//! Connectors: what is here, what it may do, and adding another.

pub(crate) mod actions;
mod view;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::response::IntoResponse;
use connector_host::Error;
use serde::Deserialize;

use view::{Added, Connector, ConnectorList};

use crate::access::{Operates, Reads};
use crate::content::{Asked, Bytes, Component, Named};
use crate::problem::{Code, Problem};
use crate::service::Shared;

/// What is agreed to by adding a connector.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddQuery {
    /// The SHA-256 of the component, in hexadecimal digits, to agree to what it
    /// wants more than was agreed to before: the `digest` of `wants` of a problem
    /// `wants-more`. No other component is accepted by it.
    #[param(min_length = 64, max_length = 64)]
    accept: Option<String>,
}

/// List connectors
///
/// All that were added, by key; those that this version of the host refuses apart, with the
/// reason. It takes the right `read`.
#[utoipa::path(
    get, path = "/v1/connectors", tag = "connectors", operation_id = "list-connectors",
    responses((status = 200, description = "All of them.", body = ConnectorList))
)]
pub(crate) async fn list(Reads(host): Reads) -> Result<Json<ConnectorList>, Problem> {
    Ok(Json(host.connectors().await?.into()))
}

/// Show a connector
///
/// How accounts are connected to it, and what somebody has agreed that it may do.
/// It takes the right `read`.
#[utoipa::path(
    get, path = "/v1/connectors/{connector}", tag = "connectors", operation_id = "show-connector",
    params(("connector" = String, Path, description = "The connector's key.")),
    responses((status = 200, description = "The connector.", body = Connector))
)]
pub(crate) async fn show(
    Reads(host): Reads,
    State(shared): State<Arc<Shared>>,
    Named(key): Named<String>,
) -> Result<Json<Connector>, Problem> {
    let connector = host.connector(&key).await?;
    let agreed = host.agreed(&key).await?;
    let shown = Connector::of(&connector, agreed.as_ref(), &shared.settings);
    Ok(Json(shown))
}

/// Get a connector's manifest
///
/// What the connector says of itself, as its makers wrote it: its shape is that of
/// `wit/manifest.schema.json`. It takes the right `read`.
#[utoipa::path(
    get, path = "/v1/connectors/{connector}/manifest", tag = "connectors",
    operation_id = "get-manifest",
    params(("connector" = String, Path, description = "The connector's key.")),
    responses((
        status = 200, description = "The manifest.", body = Object,
        headers(("ETag" = String, description = "The digest of the component that it is of."))
    ))
)]
pub(crate) async fn manifest(
    Reads(host): Reads,
    Named(key): Named<String>,
) -> Result<impl IntoResponse, Problem> {
    let connector = host.connector(&key).await?;
    let fields = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CACHE_CONTROL, "no-cache".to_owned()),
        (ETAG, format!("\"{}\"", connector.digest())),
    ];
    Ok((fields, connector.manifest_json().to_owned()))
}

/// Add a connector
///
/// The component is checked and kept under its key, in place of an earlier version.
/// To add the first one agrees to what it wants. A version that wants more is not
/// added: the problem `wants-more` says what it wants, and `accept` agrees to that.
/// It takes an operator's key.
#[utoipa::path(
    post, path = "/v1/connectors", tag = "connectors", operation_id = "add-connector",
    params(AddQuery),
    request_body(content = Bytes, content_type = "application/wasm", description = "The component."),
    responses(
        (status = 201, description = "It was added.", body = Added),
        (status = 200, description = "It has taken the place of another version.", body = Added),
    )
)]
pub(crate) async fn add(
    Operates(host): Operates,
    Asked(query): Asked<AddQuery>,
    Component(component): Component,
) -> Result<(StatusCode, Json<Added>), Problem> {
    let added = match (host.add(&component).await, query.accept) {
        (Err(Error::WantsMore(more)), Some(accepted)) => {
            if !more.digest.eq_ignore_ascii_case(&accepted) {
                return Err(accepts_other(&accepted, &more.digest));
            }
            host.add_accepting(&component).await?
        }
        (added, _) => added?,
    };
    let status = match added.replaced {
        Some(_) => StatusCode::OK,
        None => StatusCode::CREATED,
    };
    Ok((status, Json(added.into())))
}

fn accepts_other(accepted: &str, digest: &str) -> Problem {
    let accepted: String = accepted.chars().take(digest.len()).collect();
    let words = format!(
        "what is accepted is the component `{accepted}`, and the one that was sent is `{digest}`; nothing was changed. Look at what that one wants, and accept it by its own digest, or send the other"
    );
    Problem::new(Code::AcceptsOther, words)
}

/// Remove a connector
///
/// Not while there are connections of it, of any tenant. It takes an operator's
/// key.
#[utoipa::path(
    delete, path = "/v1/connectors/{connector}", tag = "connectors",
    operation_id = "remove-connector",
    params(("connector" = String, Path, description = "The connector's key.")),
    responses((status = 204, description = "It was removed."))
)]
pub(crate) async fn remove(
    Operates(host): Operates,
    Named(key): Named<String>,
) -> Result<StatusCode, Problem> {
    host.remove_connector(&key).await?;
    Ok(StatusCode::NO_CONTENT)
}
