//! The spans of what takes time: invocations, and renewals of tokens. Exchanges have
//! theirs in [`egress`](crate::egress).
//!
//! They go by OpenTelemetry's conventions where those have a name. Nothing of an
//! input, an output, a token or a query is in them.

use tracing::Span;
use tracing::field::Empty;

use super::run::Head;
use crate::connections::{Connection, Tenant};

/// The span of an invocation, or of what is done of it in this process.
pub(super) fn invocation(tenant: &Tenant, head: &Head) -> Span {
    tracing::info_span!(
        "invocation",
        otel.kind = "internal",
        otel.name = format_args!("invoke {} {}", head.connector, head.action),
        otel.status_code = Empty,
        connector_host.tenant = tenant.as_str(),
        connector_host.connector = head.connector,
        connector_host.action = head.action,
        connector_host.connection.id = head.connection,
        connector_host.run.id = head.id,
        "error.type" = Empty,
    )
}

/// The span of a renewal of tokens, with the wait for whoever else renews them.
pub(super) fn renewal(tenant: &Tenant, connection: &Connection) -> Span {
    tracing::info_span!(
        "renewal",
        otel.kind = "internal",
        otel.name = "renew tokens",
        otel.status_code = Empty,
        connector_host.tenant = tenant.as_str(),
        connector_host.connector = connection.connector,
        connector_host.connection.id = connection.id.as_str(),
        "error.type" = Empty,
    )
}

/// Notes in a span that it has failed.
pub(super) fn failed(span: &Span, code: &str) {
    span.record("error.type", code);
    span.record("otel.status_code", "ERROR");
}
