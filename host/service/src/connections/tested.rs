//! Testing a connection.

use axum::Json;
use connector_host::{ClockOffset, Host, Tested as Outcome};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{Connection, Identity};
use crate::access::Invokes;
use crate::content::Named;
use crate::problem::{Problem, Told};

/// What came of testing a connection.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tested {
    /// Whether it works.
    works: bool,
    /// The connection as it is now.
    connection: Connection,
    /// Whose account it is, and what its scopes do not cover; null when it does
    /// not work.
    identity: Option<Identity>,
    /// Why it does not work.
    #[schema(value_type = Option<Told>)]
    problem: Option<Problem>,
    /// The host's clock against that of the server with which it agrees least; null
    /// when no server told the time.
    clock: Option<Clock>,
}

/// The host's clock against a server's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Clock {
    /// The server's origin.
    server: String,
    /// How far the host's clock is ahead; negative when it is behind.
    ahead_seconds: i64,
    /// Whether it is enough to be what is wrong.
    is_grave: bool,
}

impl Tested {
    async fn of(host: &Host, tested: Outcome) -> Result<Self, Problem> {
        let clock = tested.clock.map(|clock: ClockOffset| Clock {
            ahead_seconds: clock.ahead.as_secs(),
            is_grave: clock.is_grave(),
            server: clock.server,
        });
        let (identity, problem) = match tested.outcome {
            Ok(identity) => (Some(identity.into()), None),
            Err(error) => (None, Some(error.into())),
        };
        Ok(Self {
            works: identity.is_some(),
            connection: Connection::of(host, tested.connection).await?,
            identity,
            problem,
            clock,
        })
    }
}

/// Test a connection
///
/// The API is asked whose account it is. What is wrong with the connection is in the
/// answer. It takes the right `invoke`.
#[utoipa::path(
    post, path = "/v1/connections/{connection}/test", tag = "connections",
    operation_id = "test-connection",
    params(("connection" = String, Path, description = "The connection's name or id.")),
    responses((status = 200, description = "What came of it.", body = Tested))
)]
pub(crate) async fn test(
    Invokes(host): Invokes,
    Named(name): Named<String>,
) -> Result<Json<Tested>, Problem> {
    let tested = host.test(&name).await?;
    Ok(Json(Tested::of(&host, tested).await?))
}
