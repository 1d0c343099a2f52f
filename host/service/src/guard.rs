//! What every request passes: it has to come for this service, by itself and not by
//! a page of somebody else's, and is counted.
//!
//! A browser on the same machine reaches the loopback interface too. A page of
//! another site can have it send requests there (which then name the page's origin),
//! or give its own host the address 127.0.0.1 (which the field `Host` then names).

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use url::Url;

use crate::problem::{Code, Problem};
use crate::service::Shared;
use crate::settings::Settings;

/// Puts a router behind the guard.
pub(crate) fn guarded(router: Router<Arc<Shared>>, shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    router
        .fallback(|| async { Problem::new(Code::NoRoute, "there is nothing at this path") })
        .method_not_allowed_fallback(|| async {
            Problem::new(
                Code::WrongMethod,
                "this path takes no request by this method",
            )
        })
        .layer(from_fn_with_state(Arc::clone(shared), guard))
}

async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let _under_way = shared.metrics.begin();
    let began = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = match check(&shared.settings, &request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let took = began.elapsed();
    tracing::debug!(%method, path, status = response.status().as_u16(), ?took, "answered");
    shared.metrics.note(&method, &path, response.status(), took);
    response
}

fn check(settings: &Settings, request: &Request) -> Result<(), Problem> {
    // Probes name the machine as they know it, and learn nothing else.
    if matches!(request.uri().path(), "/healthz" | "/readyz") {
        return Ok(());
    }
    let host = host(request.headers(), request.uri());
    if !host.is_some_and(|host| is_ours(settings, &host)) {
        return Err(Problem::new(
            Code::WrongHost,
            "the request names another host than this service's",
        ));
    }
    let mut origins = request.headers().get_all(ORIGIN).iter();
    if origins.any(|origin| {
        let origin = origin.to_str().ok().and_then(|text| text.parse().ok());
        !origin.is_some_and(|origin: Url| is_own_origin(settings, &origin))
    }) {
        return Err(Problem::new(
            Code::OtherOrigin,
            "the request comes from a page of another origin",
        ));
    }
    Ok(())
}

/// The host that a request names, without its port.
fn host(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let named = match uri.host() {
        Some(host) => host.to_owned(),
        None => {
            let mut fields = headers.get_all(HOST).iter();
            let authority = fields.next()?.to_str().ok()?;
            if fields.next().is_some() {
                return None;
            }
            let authority: axum::http::uri::Authority = authority.parse().ok()?;
            authority.host().to_owned()
        }
    };
    Some(named.to_ascii_lowercase())
}

fn is_ours(settings: &Settings, host: &str) -> bool {
    is_loopback(host)
        || settings
            .public_url
            .as_ref()
            .and_then(Url::host_str)
            .is_some_and(|public| public == host)
}

fn is_own_origin(settings: &Settings, origin: &Url) -> bool {
    let is_public = settings
        .public_url
        .as_ref()
        .is_some_and(|public| public.origin() == origin.origin());
    let is_local = origin.scheme() == "http"
        && origin.host_str().is_some_and(is_loopback)
        && origin.port_or_known_default() == Some(settings.listen.port());
    is_public || is_local
}

/// Whether a host is this machine, whatever some server of names says.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn answer(settings: &Settings, path: &str, fields: &[(&str, &str)]) -> Option<Code> {
        let mut request = Request::builder().uri(path);
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let refused = check(settings, &request).err();
        refused.and_then(|problem| problem.code_of_service())
    }

    #[test]
    fn a_request_for_another_host_is_turned_away() {
        let mut settings = Settings::new(([127, 0, 0, 1], 8080).into());
        let to = |settings: &Settings, host| answer(settings, "/v1/connectors", &[("host", host)]);
        for ours in [
            "127.0.0.1:8080",
            "localhost:8080",
            "[::1]:8080",
            "LOCALHOST",
        ] {
            assert_eq!(to(&settings, ours), None, "{ours}");
        }
        for other in [
            "evil.example:8080",
            "10.0.0.7",
            "127.0.0.1.evil.example",
            "",
            "a b",
        ] {
            assert_eq!(to(&settings, other), Some(Code::WrongHost), "{other}");
        }
        assert_eq!(
            answer(&settings, "/v1/connectors", &[]),
            Some(Code::WrongHost)
        );
        let twice = [("host", "localhost"), ("host", "evil.example")];
        assert_eq!(
            answer(&settings, "/v1/connectors", &twice),
            Some(Code::WrongHost)
        );
        settings.public_url = Some("https://connect.example".parse().unwrap());
        assert_eq!(to(&settings, "connect.example"), None);
        assert_eq!(to(&settings, "evil.example"), Some(Code::WrongHost));
        assert_eq!(answer(&settings, "/readyz", &[("host", "10.0.0.7")]), None);
    }

    #[test]
    fn a_page_of_another_site_is_turned_away() {
        let settings = Settings::new(([127, 0, 0, 1], 8080).into());
        let from = |origin| {
            let fields = [("host", "127.0.0.1:8080"), ("origin", origin)];
            answer(&settings, "/v1/connectors", &fields)
        };
        assert_eq!(from("http://127.0.0.1:8080"), None);
        for other in ["https://evil.example", "null", "http://127.0.0.1:3000", "x"] {
            assert_eq!(from(other), Some(Code::OtherOrigin), "{other}");
        }
    }
}
