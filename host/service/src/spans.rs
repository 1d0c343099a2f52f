//! The span of a request, by OpenTelemetry's conventions for HTTP servers.
//!
//! It has the template of the path and not the path, which names connections; nothing
//! of the query, of the body, or of the key. A caller that says by `traceparent` (W3C
//! Trace Context) which trace it is in has its trace gone on with; vendors are told of
//! no trace.

use axum::http::{HeaderMap, StatusCode};
use tracing::Span;
use tracing::field::Empty;

/// The span of a request.
pub(crate) fn request(method: &str, route: &str, headers: &HeaderMap) -> Span {
    let span = tracing::info_span!(
        "request",
        otel.kind = "server",
        otel.name = format_args!("{method} {route}"),
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
        "error.type" = Empty,
        trace_id = Empty,
    );
    if !span.is_disabled()
        && let Some(trace) = trace_of(headers)
    {
        span.record("trace_id", trace);
    }
    span
}

/// Notes how a request was answered. That a caller was wrong is no error of the
/// service's.
pub(crate) fn answered(span: &Span, status: StatusCode) {
    let code = i64::from(status.as_u16());
    span.record("http.response.status_code", code);
    if status.is_server_error() {
        span.record("error.type", status.as_str());
        span.record("otel.status_code", "ERROR");
    }
}

/// The id of the trace that a caller is in; none where it says none in a form that is
/// known.
fn trace_of(headers: &HeaderMap) -> Option<&str> {
    let mut fields = headers.get_all("traceparent").iter();
    let field = fields.next()?.to_str().ok()?;
    if fields.next().is_some() || field.len() != 55 {
        return None;
    }
    let mut parts = field.split('-');
    let part = |length, part: Option<&'_ str>| {
        let is_hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        part.is_some_and(|part| part.len() == length && part.bytes().all(is_hexadecimal))
    };
    let (version, trace) = (parts.next(), parts.next());
    let (parent, flags) = (parts.next(), parts.next());
    let is_known = version == Some("00")
        && part(32, trace)
        && part(16, parent)
        && part(2, flags)
        && parts.next().is_none();
    trace.filter(|trace| is_known && trace.bytes().any(|byte| byte != b'0'))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn trace(fields: &[&'static str]) -> Option<String> {
        let fields = fields.iter().map(|value| {
            let name = axum::http::HeaderName::from_static("traceparent");
            (name, HeaderValue::from_static(value))
        });
        trace_of(&fields.collect()).map(str::to_owned)
    }

    #[test]
    fn a_trace_is_gone_on_with_that_a_caller_names_in_the_known_form() {
        let known = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let id = Some("4bf92f3577b34da6a3ce929d0e0e4736".to_owned());
        assert_eq!(trace(&[known]), id);
        for other in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-00",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e47-36-00f067aa0ba902b7-01",
        ] {
            assert_eq!(trace(&[other]), None, "{other}");
        }
        assert_eq!(trace(&[known, known]), None);
        assert_eq!(trace(&[]), None);
    }
}
