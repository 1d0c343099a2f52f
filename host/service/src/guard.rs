//! What every request passes: it has to come for this service, by itself and not by
//! a page of somebody else's, and is counted.
//!
//! A browser on the same machine reaches the loopback interface too. A page of
//! another site can have it send requests there (which then name the page's origin),
//! or give its own host the address 127.0.0.1 (which the field `Host` then names).

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONNECTION, HOST, ORIGIN, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tracing::Instrument as _;
use url::Url;

use crate::connecting;
use crate::finish;
use crate::problem::{Code, Problem};
use crate::service::Shared;
use crate::settings::Settings;
use crate::spans;
use crate::standing::no_place;

/// Says of a request that there was no place for its connection but one that is kept
/// for whoever asks whether the service lives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crowded;

/// Puts a router behind the guard.
pub(crate) fn guarded(router: Router<Arc<Shared>>, shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    router
        .fallback(|| async {
            Problem::new(
                Code::NoRoute,
                "there is nothing at this path; `/v1/openapi.json` describes what there is",
            )
        })
        .method_not_allowed_fallback(|| async {
            Problem::new(
                Code::WrongMethod,
                "this path takes no request by this method",
            )
        })
        .layer(from_fn_with_state(Arc::clone(shared), guard))
}

async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let asked = shared.metrics.begin(request.method(), request.uri().path());
    let span = spans::request(&spans::Asked {
        method: asked.method(),
        original_method: request.method().as_str(),
        route: asked.route(),
        scheme: scheme(&shared.settings, &request),
        headers: request.headers(),
    });
    if let Some(continues) = shared.settings.continue_trace {
        continues(&span, request.headers());
    }
    let response = answer(&shared, request, next)
        .instrument(span.clone())
        .await;
    spans::answered(&span, response.status());
    asked.answered(response.status());
    response
}

async fn answer(shared: &Arc<Shared>, request: Request, next: Next) -> Response {
    let is_crowded = request.extensions().get::<Crowded>().is_some();
    let is_for_people = connecting::is_page(request.uri().path());
    let mut response = match check(&shared.settings, &request) {
        Ok(()) if is_crowded && !is_probe(request.uri().path()) => no_place().into_response(),
        Ok(()) => finish::answer(shared, request, next).await,
        Err(problem) => problem.into_response(),
    };
    if is_for_people {
        response = connecting::for_people(response);
    }
    let fields = response.headers_mut();
    let nosniff = HeaderValue::from_static("nosniff");
    fields.insert(X_CONTENT_TYPE_OPTIONS, nosniff);
    let no_store = HeaderValue::from_static("no-store");
    fields.entry(CACHE_CONTROL).or_insert(no_store);
    if is_crowded {
        fields.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Whether a path is one that says how the service is, which anybody may ask.
fn is_probe(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz")
}

/// Whether a path is one for programs, which no page of another site leads to.
fn is_for_programs(path: &str) -> bool {
    path.starts_with("/v1/") || path == "/metrics"
}

fn check(settings: &Settings, request: &Request) -> Result<(), Problem> {
    let path = request.uri().path();
    // Probes name the machine as they know it, and learn nothing else.
    if is_probe(path) {
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
    let is_from_elsewhere = !is_own_form(request)
        && origins.any(|origin| {
            let origin = origin.to_str().ok().and_then(|text| text.parse().ok());
            !origin.is_some_and(|origin: Url| is_own_origin(settings, &origin))
        });
    // Browsers name no origin in many requests, such as for an image.
    let mut sites = request.headers().get_all("sec-fetch-site").iter();
    let is_sent_by_another = is_for_programs(path)
        && sites.any(|site| !matches!(site.as_bytes(), b"same-origin" | b"none"));
    if is_from_elsewhere || is_sent_by_another {
        return Err(Problem::new(
            Code::OtherOrigin,
            "the request comes from a page of another origin",
        ));
    }
    Ok(())
}

/// Whether a browser says that a form is of this service's own pages, by whatever
/// address it reaches them. No page can say it in the browser's place. Browsers that do
/// not say it name the origin: the pages let them tell it to this service.
fn is_own_form(request: &Request) -> bool {
    let mut sites = request.headers().get_all("sec-fetch-site").iter();
    connecting::is_page(request.uri().path())
        && sites.next().is_some_and(|site| site == "same-origin")
        && sites.next().is_none()
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

/// The scheme by which a request has come, to the proxy in front of the service if there is
/// one.
fn scheme<'a>(settings: &'a Settings, request: &Request) -> &'a str {
    let public = settings.public_url.as_ref().filter(|public| {
        let host = host(request.headers(), request.uri());
        host.as_deref() == public.host_str()
    });
    public.map_or("http", Url::scheme)
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
    // Behind a public URL, that is the machine of whoever comes.
    let is_local = settings.is_local()
        && origin.scheme() == "http"
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
    fn behind_a_public_url_a_page_of_the_visitors_own_machine_is_another_sites() {
        let mut settings = Settings::new(([127, 0, 0, 1], 8080).into());
        settings.public_url = Some("https://connect.example".parse().unwrap());
        let from = |origin| {
            let fields = [("host", "connect.example"), ("origin", origin)];
            answer(&settings, "/connect", &fields)
        };
        assert_eq!(from("https://connect.example"), None);
        for other in ["http://127.0.0.1:8080", "http://localhost:8080"] {
            assert_eq!(from(other), Some(Code::OtherOrigin), "{other}");
        }
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
        let sent = |path, site| {
            let fields = [("host", "127.0.0.1:8080"), ("sec-fetch-site", site)];
            answer(&settings, path, &fields)
        };
        for path in ["/v1/connectors", "/metrics"] {
            for own in ["same-origin", "none"] {
                assert_eq!(sent(path, own), None, "{own}");
            }
            for other in ["cross-site", "same-site", "x"] {
                assert_eq!(sent(path, other), Some(Code::OtherOrigin), "{other}");
            }
        }
        // A page that people are led to.
        assert_eq!(sent("/", "cross-site"), None);
        let sent = |path, site| {
            let fields = [
                ("host", "127.0.0.1:8080"),
                ("origin", "null"),
                ("sec-fetch-site", site),
            ];
            answer(&settings, path, &fields)
        };
        assert_eq!(sent("/connect/0a", "same-origin"), None);
        // By a browser that says no more than the origin.
        let fields = [
            ("host", "127.0.0.1:8080"),
            ("origin", "http://127.0.0.1:8080"),
        ];
        assert_eq!(answer(&settings, "/connect/0a", &fields), None);
        for site in ["cross-site", "same-site", "none", ""] {
            let refused = sent("/connect/0a", site);
            assert_eq!(refused, Some(Code::OtherOrigin), "{site}");
        }
        let refused = sent("/v1/connectors", "same-origin");
        assert_eq!(refused, Some(Code::OtherOrigin));
    }
}
