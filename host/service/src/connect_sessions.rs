//! Connect sessions: links by which somebody who has no key connects an account. The
//! pages that a link leads to are in `connecting`.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use connector_host::Host;
use connector_host::connections::{self, ConnectPurpose, ConnectState};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Number, Value};
use utoipa::ToSchema;

use crate::access::{Manages, Reads};
use crate::connections::Connection;
use crate::content::{Content, Named};
use crate::problem::{Code, Problem};
use crate::service::Shared;

/// For how long a link is good when nobody says.
const USUAL: u64 = 60 * 60;

/// Somebody to be asked to connect an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewConnectSession {
    /// The connector's key. It is needed unless a connection is named.
    connector: Option<String>,
    /// The auth method's id. Without it, whoever connects chooses one. Not with
    /// `connection`.
    method: Option<String>,
    /// The name of the app that signs in, where the method takes one that is registered: the
    /// tenant's own of that name, or else the operator's. When left out it is `default`, and
    /// the one that it went through of a connection that is brought back. It is refused where
    /// `method`, or that of the connection, takes none (`app-not-taken`); where whoever connects
    /// chooses the method, it counts for those alone that take one.
    #[schema(min_length = 1, max_length = 64)]
    app: Option<String>,
    /// Settings of that method that are no secrets, such as the scopes that your own app
    /// asks for: whoever connects is not asked for them. Only with `method`; 10,000 bytes
    /// at most.
    #[serde(default)]
    #[schema(value_type = Object)]
    settings: Map<String, Value>,
    /// The connection's name, as when an account is connected by the API: letters,
    /// digits, `-`, `_`, `.` or `@`, of which the first is no `-`. Not with `connection`.
    #[schema(min_length = 1, max_length = 64)]
    name: Option<String>,
    /// The name or the id of the connection that is to be brought back. It keeps its
    /// name, its method and its owner: none of these is given beside it.
    connection: Option<String>,
    /// Who asks, in words for whoever connects, who is told that nobody has checked
    /// them.
    #[schema(min_length = 1, max_length = 100)]
    requester: Option<String>,
    /// Whose the connection is, in words of your own. A connection that is said to be
    /// somebody else's is taken over by no session. Not with `connection`.
    #[schema(min_length = 1, max_length = 100)]
    owner: Option<String>,
    /// Where the browser may go on to afterwards: an https address, or an http address
    /// on its own machine. Nothing is added to it.
    #[schema(max_length = 2000)]
    return_url: Option<String>,
    /// For how many seconds the link is good: 3600 when left out.
    #[serde(default, deserialize_with = "whole")]
    #[schema(minimum = 60, maximum = 604_800)]
    expires_in: Option<u64>,
}

/// A whole number, also one that is written as `60.0`: to JSON Schema that is the same.
fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let Some(number) = Option::<Number>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let written = number.to_string();
    match written.strip_suffix(".0").unwrap_or(&written).parse() {
        Ok(whole) => Ok(Some(whole)),
        Err(_) => Err(D::Error::invalid_value(
            Unexpected::Other(&format!("the number `{written}`")),
            &"a whole number that is not negative",
        )),
    }
}

/// Somebody is asked to connect an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConnectSession {
    /// Its id, which is no secret.
    id: String,
    /// How far it has come.
    state: ConnectSessionState,
    /// Where to send whoever is to connect. It is there in the answer that makes the
    /// session and never again: whoever has it can connect an account in your name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    link: Option<String>,
    /// The connector's key.
    connector: String,
    /// The auth method's id; null leaves the choice to whoever connects.
    method: Option<String>,
    /// The name of the app that signs in; null for the one named `default`, or for the one
    /// that a connection went through which is brought back.
    app: Option<String>,
    /// The settings that were given for it.
    #[schema(value_type = Object)]
    settings: Map<String, Value>,
    /// The name that the connection is to have.
    name: Option<String>,
    /// The id of the connection that is to be brought back.
    reconnects: Option<String>,
    /// Who asks.
    requester: Option<String>,
    /// Whose the connection is, in words of your own.
    owner: Option<String>,
    /// Where the browser may go on to afterwards.
    return_url: Option<String>,
    /// The connection, once it is connected; null when it was removed since.
    connection: Option<Connection>,
    /// Why the last attempt has failed.
    failure: Option<ConnectSessionFailure>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// From when on nothing can be begun in it. How it has ended can be asked for a
    /// day longer.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// How far a connect session has come.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ConnectSessionState {
    /// Nobody has connected an account yet.
    Pending,
    /// An account is connected.
    Connected,
    /// The last attempt has failed. Until the session expires another may be made, unless
    /// the failure is `declined`.
    Failed,
    /// Its time is over.
    Expired,
}

/// Why an attempt to connect has failed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConnectSessionFailure {
    /// A word for programs, as in problems.
    code: String,
    /// What happened, and what to do.
    detail: String,
}

/// Ask somebody to connect an account
///
/// The link is for the person whose account it is, who needs no key. It is good once and in one
/// browser. It takes the right `manage`.
#[utoipa::path(
    post, path = "/v1/connect-sessions", tag = "connect sessions",
    operation_id = "create-connect-session", request_body = NewConnectSession,
    responses((status = 201, description = "Send somebody to its link.", body = ConnectSession))
)]
pub(crate) async fn create(
    State(shared): State<Arc<Shared>>,
    Manages(host): Manages,
    Content(new): Content<NewConnectSession>,
) -> Result<(StatusCode, Json<ConnectSession>), Problem> {
    let connector = match (new.connector, &new.connection) {
        (Some(connector), _) => connector,
        (None, Some(connection)) => host.connection(connection).await?.connector,
        (None, None) => {
            return Err(Problem::new(
                Code::WrongBody,
                "a connector is named, or the connection that is to be brought back",
            )
            .at("connector", "it is missing"));
        }
    };
    let mut purpose = ConnectPurpose::new(connector);
    purpose.name = new.name;
    purpose.connection = new.connection;
    purpose.method = new.method;
    purpose.app = new.app;
    purpose.settings = new.settings;
    purpose.requester = new.requester;
    purpose.owner = new.owner;
    purpose.return_url = new.return_url;
    let lifetime = Duration::from_secs(new.expires_in.unwrap_or(USUAL));
    let (session, secret) = host.create_connect_session(purpose, lifetime).await?;
    let mut told = told(&host, session).await?;
    told.link = Some(link(&shared, &secret));
    Ok((StatusCode::CREATED, Json(told)))
}

/// Show a connect session
///
/// It takes the right `read`.
#[utoipa::path(
    get, path = "/v1/connect-sessions/{session}", tag = "connect sessions",
    operation_id = "show-connect-session",
    params(("session" = String, Path, description = "The session's id.")),
    responses((status = 200, description = "How far it has come.", body = ConnectSession))
)]
pub(crate) async fn show(
    Reads(host): Reads,
    Named(id): Named<String>,
) -> Result<Json<ConnectSession>, Problem> {
    let session = host.connect_session(&id).await?;
    Ok(Json(told(&host, session).await?))
}

/// Take a connect session back
///
/// Its link is of no use from then on, and what is under way in it connects nothing;
/// what was connected stays. It takes the right `manage`.
#[utoipa::path(
    delete, path = "/v1/connect-sessions/{session}", tag = "connect sessions",
    operation_id = "remove-connect-session",
    params(("session" = String, Path, description = "The session's id.")),
    responses((status = 200, description = "How far it had come.", body = ConnectSession))
)]
pub(crate) async fn remove(
    Manages(host): Manages,
    Named(id): Named<String>,
) -> Result<Json<ConnectSession>, Problem> {
    let session = host.remove_connect_session(&id).await?;
    Ok(Json(told(&host, session).await?))
}

/// What leads to a session.
fn link(shared: &Shared, secret: &SecretString) -> String {
    let mut link = shared.settings.address("/connect");
    let query = format!("link={}", secret.expose_secret());
    link.set_query(Some(&query));
    link.into()
}

/// A session as the API shows it.
async fn told(
    host: &Host,
    session: connections::ConnectSession,
) -> Result<ConnectSession, Problem> {
    let connections::ConnectSession {
        id,
        purpose,
        created_at,
        expires_at,
        state,
        ..
    } = session;
    let mut connection = None;
    let mut failure = None;
    let state = match state {
        ConnectState::Pending => ConnectSessionState::Pending,
        ConnectState::Expired => ConnectSessionState::Expired,
        ConnectState::Failed { code, detail } => {
            failure = Some(ConnectSessionFailure { code, detail });
            ConnectSessionState::Failed
        }
        ConnectState::Connected(connected) => {
            connection = match host.connection(&connected.connection).await {
                Ok(connection) => Some(Connection::of(host, connection).await?),
                Err(error) if error.code() == "no-connection" => None,
                Err(error) => return Err(error.into()),
            };
            ConnectSessionState::Connected
        }
    };
    Ok(ConnectSession {
        id,
        state,
        link: None,
        connector: purpose.connector,
        method: purpose.method,
        app: purpose.app,
        settings: purpose.settings,
        name: purpose.name,
        reconnects: purpose.connection,
        requester: purpose.requester,
        owner: purpose.owner,
        return_url: purpose.return_url,
        connection,
        failure,
        created_at,
        expires_at,
    })
}
