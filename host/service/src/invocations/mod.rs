//! Invoking actions: answered whole, page by page, or with the files that they
//! fetch; and showing what an action would send.

mod accept;
mod call;
mod digest;
mod dry_run;
mod files;
mod multipart;
mod once;
mod stream;
mod waiting;

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use connector_host::driver::Output;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use accept::Form;
use call::Call;
pub(crate) use dry_run::{__path_dry_run, dry_run};
pub(crate) use once::parameter as idempotency_key;

use crate::access::Invokes;
use crate::content::{Bytes, Content, Named};
use crate::problem::{Code, Problem};
use crate::room::Work;
use crate::service::Shared;

/// What an action is invoked with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Invocation)]
pub(crate) struct Invocation {
    /// The connection to work for, by name or id; the connector's default when left
    /// out.
    connection: Option<String>,
    /// The action's input.
    #[serde(default)]
    #[schema(value_type = Object)]
    input: Map<String, Value>,
}

/// What an action came to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Output)]
pub(crate) struct Whole {
    /// The output, as the action's schema has it.
    output: Value,
    /// What there is to know of it, in plain sentences.
    warnings: Vec<String>,
}

impl From<Output> for Whole {
    fn from(output: Output) -> Self {
        Self {
            output: output.value,
            warnings: output.warnings,
        }
    }
}

/// Invoke an action
///
/// `Accept` says how it is answered:
///
/// - `application/json`: whole, with the items of all pages.
/// - `application/x-ndjson`: a line of JSON for each page but the last as it comes,
///   `{"items": […]}`, and at the end one with the output, `{"output": …, "warnings": […]}`,
///   in which the items of the last page are, under the member that the action's
///   `items_member` names; or one with what ended it early, `{"problem": …}`. What has neither
///   was cut short.
/// - `multipart/mixed`: the files that the action fetches, a part each, and at the end a
///   part of `application/json` with the output, and with the digest of each file.
/// - `application/octet-stream`: the bytes of its one file. Its SHA-256 is in `Repr-Digest`
///   (RFC 9530), behind the bytes for whoever says `TE: trailers`.
///
/// Without `Accept` it is JSON; an action that fetches one file gives its bytes, and one
/// that fetches several a multipart body. A file is fetched whole before the answer begins.
///
/// An action that changes something goes on to its end even when the caller goes away; one
/// that reads ends then.
///
/// With `Idempotency-Key` the call is made once: whoever asks for it again within 24 hours,
/// with the same API key, gets what came of it, or `invocation-under-way` (409) before there
/// is anything. The same key with another input is refused (`idempotency-key-reused`, 422).
/// What failed without having changed anything is not kept, and made anew.
///
/// It takes the right `invoke`.
#[utoipa::path(
    post, path = "/v1/connectors/{connector}/actions/{action}/invocations", tag = "actions",
    operation_id = "invoke",
    params(
        ("connector" = String, Path, description = "The connector's key."),
        ("action" = String, Path, description = "The action's id."),
    ),
    request_body = Invocation,
    responses((
        status = 200, description = "What it came to.",
        content(
            (Whole = "application/json"),
            (stream::Line = "application/x-ndjson"),
            (Bytes = "multipart/mixed"),
            (Bytes = "application/octet-stream"),
        ),
        headers(
            ("Repr-Digest" = String, description = "Of one file: its SHA-256, before its bytes or behind them.")
        )
    ))
)]
pub(crate) async fn invoke(
    Invokes(host): Invokes,
    State(shared): State<Arc<Shared>>,
    Extension(work): Extension<Arc<Work>>,
    Named((connector, action)): Named<(String, String)>,
    headers: HeaderMap,
    Content(invocation): Content<Invocation>,
) -> Result<Response, Problem> {
    let key = once::key(&headers)?;
    let call = Call::new((shared, work), host, connector, action, invocation).await?;
    match (accept::form(&headers, call.downloads())?, key) {
        (Form::Whole, Some(key)) => once::answer(call, &key).await,
        (Form::Pages | Form::Files(_), Some(_)) => Err(Problem::new(
            Code::NoIdempotency,
            "what comes of a call is kept by `Idempotency-Key` where it is answered whole, as `application/json`: ask for that, or leave the field out",
        )),
        (Form::Whole, None) => {
            let output = call.run().await?;
            Ok(Json(Whole::from(output)).into_response())
        }
        (Form::Pages, None) => stream::answer(call).await,
        (Form::Files(wanted), None) => files::answer(call, wanted, &headers).await,
    }
}
