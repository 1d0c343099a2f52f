//! The span of a request, by OpenTelemetry's conventions for HTTP servers.
//!
//! It has the template of the path and not the path (`url.path`), which names connections;
//! nothing of the query (`url.query`), of the body, or of the key. A caller that says by `traceparent` (W3C
//! Trace Context) which trace it is in has its trace gone on with; vendors are told of
//! no trace.

use axum::http::{HeaderMap, StatusCode};
use tracing::Span;
use tracing::field::Empty;

/// What the conventions call a method that is none of HTTP's.
const OTHER: &str = "_OTHER";
/// What they call it in the name of a span.
const ANY: &str = "HTTP";
/// How many characters of such a method are told.
const LONGEST: usize = 32;

/// What is told of a request.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    /// The method; none for one that is not known.
    pub(crate) method: Option<&'a str>,
    /// The method as the caller has it.
    pub(crate) original_method: &'a str,
    /// The template of the path; none for a path of no route.
    pub(crate) route: Option<&'a str>,
    /// The scheme of the address that the caller has used.
    pub(crate) scheme: &'a str,
    pub(crate) headers: &'a HeaderMap,
}

/// The span of a request.
pub(crate) fn request(asked: &Asked<'_>) -> Span {
    let &Asked {
        method,
        original_method,
        route,
        scheme,
        headers,
    } = asked;
    let (space, target) = route.map_or(("", ""), |route| (" ", route));
    let original = match method {
        Some(_) => None,
        None => original_method.get(..LONGEST).or(Some(original_method)),
    };
    let span = tracing::info_span!(
        "request",
        otel.kind = "server",
        otel.name = format_args!("{}{space}{target}", method.unwrap_or(ANY)),
        otel.status_code = Empty,
        http.request.method = method.unwrap_or(OTHER),
        http.request.method_original = original,
        http.route = route,
        url.scheme = scheme,
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
    use std::collections::BTreeMap;
    use std::fmt;
    use std::sync::{Arc, Mutex};

    use axum::body::Body;
    use axum::http::{HeaderValue, Request};
    use connector_host::Host;
    use connector_host::connections::{Holder, NewApiKey};
    use tower_service::Service as _;
    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
    use tracing_subscriber::registry::Registry;

    use super::*;
    use crate::{Service, Settings};

    /// The spans of requests that have ended, as text.
    #[derive(Clone, Default)]
    struct Heard(Arc<Mutex<Vec<String>>>);

    /// The fields of a span.
    #[derive(Default)]
    struct Fields(BTreeMap<&'static str, String>);

    impl Visit for Fields {
        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            self.0.insert(field.name(), format!("{value:?}"));
        }
    }

    impl Layer<Registry> for Heard {
        fn on_new_span(
            &self,
            attributes: &Attributes<'_>,
            id: &Id,
            context: Context<'_, Registry>,
        ) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            context.span(id).unwrap().extensions_mut().insert(fields);
        }

        fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, Registry>) {
            let span = context.span(id).unwrap();
            values.record(span.extensions_mut().get_mut::<Fields>().unwrap());
        }

        fn on_close(&self, id: Id, context: Context<'_, Registry>) {
            let span = context.span(&id).unwrap();
            if span.name() == "request" {
                let mut told = span.name().to_owned();
                for (name, value) in &span.extensions().get::<Fields>().unwrap().0 {
                    told += &format!("\n  {name}: {value}");
                }
                self.0.lock().unwrap().push(told);
            }
        }
    }

    /// A service that others reach at `https://connect.example`.
    async fn service(directory: &tempfile::TempDir) -> Service {
        let host = Host::builder().data_dir(directory.path()).build().unwrap();
        let key = NewApiKey::new("ops", Holder::Operator);
        host.create_api_key(key).await.unwrap();
        let mut settings = Settings::new(([127, 0, 0, 1], 80).into());
        settings.public_url = Some("https://connect.example".parse().unwrap());
        Service::new(host, settings).await.unwrap()
    }

    #[tokio::test]
    async fn requests_are_told_by_the_usual_names_and_without_what_is_nobody_elses_business() {
        let directory = tempfile::tempdir().unwrap();
        let service = service(&directory).await;
        let heard = Heard::default();
        let subscriber = tracing_subscriber::registry().with(heard.clone());
        let listening = tracing::subscriber::set_default(subscriber);
        let long = "BREW".repeat(LONGEST);
        for (method, host, path) in [
            ("GET", "connect.example", "/v1/connections/hush?of=hush"),
            ("GET", "127.0.0.1", "/healthz"),
            ("GET", "connect.example", "/hush?of=hush"),
            (&*long, "connect.example", "/v1/connections/hush"),
            ("POST", "connect.example", "/hush"),
            ("BREW", "127.0.0.1", "/hush"),
        ] {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("host", host)
                .header("authorization", "Bearer chk_hush")
                .header(
                    "traceparent",
                    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                );
            let request = request.body(Body::from("hush")).unwrap();
            service.router().clone().call(request).await.unwrap();
        }
        service.ending().begin();
        let request = Request::builder().uri("/readyz").body(Body::empty());
        let answer = service.router().clone().call(request.unwrap()).await;
        assert_eq!(answer.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
        drop(listening);
        let heard = heard.0.lock().unwrap().join("\n");
        assert!(!heard.contains("hush"), "{heard}");
        insta::assert_snapshot!(heard);
    }

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
