//! Connecting accounts with nobody's approval: by auth methods whose client gets
//! tokens by itself.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use connector_host::manifest::AuthorizationKind;
use connector_host::{Attempt, Connected as Outcome, Error, Host};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::view::{Connection, Identity};
use crate::access::Manages;
use crate::content::{Content, Named};
use crate::problem::{Code, Problem};
use crate::secret::Secret;

/// An account to be connected.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewConnection {
    /// The connector's key.
    connector: String,
    /// The auth method's id; its `authorization` is `token-grant`.
    method: String,
    /// The name of the app that gets the tokens, where the method takes one that is
    /// registered: the tenant's own of that name, or else the operator's; `default` when
    /// left out.
    #[schema(min_length = 1, max_length = 64)]
    app: Option<String>,
    /// The connection's name: letters, digits, `-`, `_`, `.` or `@`, of which the first
    /// is no `-`. The name of a connection of the same account renews it. Without a name, the connection that was made in the same way for the
    /// same account is renewed, or a new one gets the connector's key as its name.
    #[schema(min_length = 1, max_length = 64)]
    name: Option<String>,
    /// Whose it is, in words of your own.
    #[schema(min_length = 1, max_length = 100)]
    owner: Option<String>,
    /// The auth method's settings that are no secrets.
    #[serde(default)]
    #[schema(value_type = Object)]
    settings: Map<String, Value>,
    /// The auth method's secret settings.
    #[serde(default)]
    secrets: BTreeMap<String, Secret>,
}

/// What takes the place of settings that are kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSettings {
    /// The name of the app that the connection goes through from now on, where its method
    /// takes one that is registered: the tenant's own of that name, or else the operator's.
    /// When left out it is the one that it went through.
    #[schema(min_length = 1, max_length = 64)]
    app: Option<String>,
    /// Settings that are no secrets.
    #[serde(default)]
    #[schema(value_type = Object)]
    settings: Map<String, Value>,
    /// Secret settings, such as a client secret that was replaced.
    #[serde(default)]
    secrets: BTreeMap<String, Secret>,
}

/// An account that was connected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Connected {
    /// The connection.
    connection: Connection,
    /// Whose account it is, and what its scopes do not cover.
    identity: Identity,
}

impl Connected {
    async fn of(host: &Host, connected: Outcome) -> Result<Self, Problem> {
        Ok(Self {
            connection: Connection::of(host, connected.connection).await?,
            identity: connected.identity.into(),
        })
    }
}

/// Connect an account
///
/// By an auth method that needs nobody's approval. It takes the right `manage`.
#[utoipa::path(
    post, path = "/v1/connections", tag = "connections", operation_id = "connect",
    request_body = NewConnection,
    responses((status = 201, description = "It is connected.", body = Connected))
)]
pub(crate) async fn connect(
    Manages(host): Manages,
    Content(new): Content<NewConnection>,
) -> Result<(StatusCode, Json<Connected>), Problem> {
    check_needs_nobody(&host, &new.connector, &new.method).await?;
    let mut connect = host.connect(&new.connector, &new.method);
    if let Some(app) = new.app {
        connect = connect.app(app);
    }
    if let Some(name) = new.name {
        connect = connect.name(name);
    }
    if let Some(owner) = new.owner {
        connect = connect.owner(owner);
    }
    for (name, value) in new.settings {
        connect = connect.setting(name, value);
    }
    for (name, Secret(value)) in new.secrets {
        connect = connect.secret(name, value);
    }
    let connected = finished(&host, connect.start().await?).await?;
    Ok((StatusCode::CREATED, Json(connected)))
}

/// Bring a connection back
///
/// By what is kept of it, or by what is given in its place. The connection is one
/// that needed nobody's approval. It takes the right `manage`.
#[utoipa::path(
    post, path = "/v1/connections/{connection}/reconnect", tag = "connections",
    operation_id = "reconnect",
    params(("connection" = String, Path, description = "The connection's name or id.")),
    request_body = NewSettings,
    responses((status = 200, description = "It is connected.", body = Connected))
)]
pub(crate) async fn reconnect(
    Manages(host): Manages,
    Named(name): Named<String>,
    Content(new): Content<NewSettings>,
) -> Result<Json<Connected>, Problem> {
    let connection = host.connection(&name).await?;
    check_needs_nobody(&host, &connection.connector, &connection.method).await?;
    let mut reconnect = host.reconnect(&name);
    if let Some(app) = new.app {
        reconnect = reconnect.app(app);
    }
    for (name, value) in new.settings {
        reconnect = reconnect.setting(name, value);
    }
    for (name, Secret(value)) in new.secrets {
        reconnect = reconnect.secret(name, value);
    }
    Ok(Json(finished(&host, reconnect.start().await?).await?))
}

/// Refuses an auth method by which somebody has to approve, before anything is
/// begun with the authorization server.
async fn check_needs_nobody(host: &Host, key: &str, id: &str) -> Result<(), Problem> {
    let connector = host.connector(key).await?;
    let manifest = connector.manifest();
    let Some(method) = manifest.auth_method(id) else {
        let known = manifest.auth_methods.iter().map(|method| method.id.clone());
        return Err(Error::UnknownMethod {
            connector: key.to_owned(),
            method: id.to_owned(),
            known: known.collect(),
        }
        .into());
    };
    match method.authorization {
        AuthorizationKind::TokenGrant => Ok(()),
        AuthorizationKind::AuthorizationCode | AuthorizationKind::DeviceCode => Err(approval(id)),
    }
}

async fn finished(host: &Host, attempt: Attempt) -> Result<Connected, Problem> {
    match attempt {
        Attempt::Connected(connected) => Connected::of(host, connected).await,
        Attempt::Pending(pending) => Err(approval(&pending.manifest().key)),
        Attempt::PendingDevice(pending) => Err(approval(pending.verification_uri().as_str())),
    }
}

fn approval(what: &str) -> Problem {
    Problem::new(
        Code::NeedsApproval,
        format!(
            "somebody has to approve by `{what}`: make a connect session and send its link to them, or connect by an auth method whose `authorization` is `token-grant`"
        ),
    )
}
