//! Whether the service lives, whether it can be given work, and its numbers.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Operates;
use crate::problem::{Code, Problem};
use crate::service::Shared;

/// The media type of the numbers.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// That all is well.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`
    status: &'static str,
}

fn well() -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], Json(Health { status: "ok" }))
}

/// Whether the service lives
///
/// It says nothing of what the service needs. No key is needed.
#[utoipa::path(
    get, path = "/healthz", tag = "service", operation_id = "healthz", security(()),
    responses((status = 200, description = "It lives.", body = Health))
)]
pub(crate) async fn healthz() -> impl IntoResponse {
    well()
}

/// Whether the service can be given work
///
/// It cannot when its store can't be read, and when it is about to end. It is asked
/// once a second at most, and says nothing of why. No key is needed.
#[utoipa::path(
    get, path = "/readyz", tag = "service", operation_id = "readyz", security(()),
    responses((status = 200, description = "It can.", body = Health))
)]
pub(crate) async fn readyz(
    State(shared): State<Arc<Shared>>,
) -> Result<impl IntoResponse, Problem> {
    if shared.ending.has_begun() {
        return Err(Problem::new(Code::Ending, "the service is about to end"));
    }
    shared.readiness.check(&shared.host).await?;
    Ok(well())
}

/// The service's numbers
///
/// Requests by method, path and status, how long they took, and how many are under
/// way; and how many records of exchanges each tenant has lost; in the text format of
/// OpenMetrics. It takes an operator's key.
#[utoipa::path(
    get, path = "/metrics", tag = "service", operation_id = "metrics",
    responses((status = 200, description = "The numbers.", body = String, content_type = "application/openmetrics-text"))
)]
pub(crate) async fn metrics(
    Operates(_): Operates,
    State(shared): State<Arc<Shared>>,
) -> Result<impl IntoResponse, Problem> {
    let text = shared.metrics.text();
    let text = text.map_err(|_| Problem::new(Code::Internal, "the numbers can't be written"))?;
    Ok(([(CONTENT_TYPE, OPEN_METRICS)], text))
}
