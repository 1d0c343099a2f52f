//! Showing what an action would send.

use std::sync::Arc;

use axum::{Extension, Json};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use connector_host::contract::Credential;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Invocation;
use crate::access::Reads;
use crate::content::{Content, Named};
use crate::problem::Problem;
use crate::room::Work;

/// What an action would do first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DryRun {
    /// The request, without a credential; null for an action that makes none.
    request: Option<Request>,
    /// What there is to know before it is sent, in plain sentences.
    warnings: Vec<String>,
}

/// A request that would be sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DryRunRequest)]
pub(crate) struct Request {
    /// The HTTP method.
    method: String,
    /// The address.
    url: String,
    /// The header fields, in their order.
    headers: Vec<Header>,
    /// The body, where it is text.
    body: Option<String>,
    /// The body in base64, where it is no text.
    body_base64: Option<String>,
    /// Whose credential it would be sent with: `connection` or `none`.
    credential: &'static str,
}

/// A header field.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeaderField)]
pub(crate) struct Header {
    /// Its name.
    name: String,
    /// Its value.
    value: String,
}

impl From<connector_host::DryRun> for DryRun {
    fn from(dry_run: connector_host::DryRun) -> Self {
        let request = dry_run.request;
        let headers = request.headers.into_iter().map(|field| Header {
            name: field.name,
            value: field.value,
        });
        let (body, body_base64) = match request.body.map(String::from_utf8) {
            None => (None, None),
            Some(Ok(text)) => (Some(text), None),
            Some(Err(error)) => (None, Some(STANDARD.encode(error.as_bytes()))),
        };
        Self {
            request: Some(Request {
                method: request.method,
                url: request.url,
                headers: headers.collect(),
                body,
                body_base64,
                credential: match dry_run.credential {
                    Credential::Connection => "connection",
                    Credential::None => "none",
                },
            }),
            warnings: dry_run.warnings,
        }
    }
}

/// Show what an action would send
///
/// The first request, without a credential. Nothing is sent. Where nobody has
/// connected it is the request for a connection without settings. It takes the right
/// `read`.
#[utoipa::path(
    post, path = "/v1/connectors/{connector}/actions/{action}/dry-runs", tag = "actions",
    operation_id = "dry-run",
    params(
        ("connector" = String, Path, description = "The connector's key."),
        ("action" = String, Path, description = "The action's id."),
    ),
    request_body = Invocation,
    responses((status = 200, description = "What it would send.", body = DryRun))
)]
pub(crate) async fn dry_run(
    Reads(host): Reads,
    Extension(work): Extension<Arc<Work>>,
    Named((connector, action)): Named<(String, String)>,
    Content(asked): Content<Invocation>,
) -> Result<Json<DryRun>, Problem> {
    work.only_reads();
    let input = Value::Object(asked.input);
    let mut invocation = host.invoke(&connector, &action).input(input);
    if let Some(connection) = asked.connection {
        invocation = invocation.connection(connection);
    }
    let none = DryRun {
        request: None,
        warnings: Vec::new(),
    };
    Ok(Json(invocation.dry_run().await?.map_or(none, DryRun::from)))
}
