//! What somebody sees in the browser who connects an account: pages in plain HTML,
//! each a function of what it shows. Nothing in them is loaded, runs or is kept, and
//! what others wrote shows as text.

mod asking;
mod choosing;
mod connected;
mod device;
mod leaving;
mod preparing;
mod stopped;
mod words;

use std::sync::OnceLock;

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

pub(crate) use asking::{Asking, Reconnecting};
pub(crate) use choosing::{Choosing, Method};
pub(crate) use connected::{Connected, Uncovered};
pub(crate) use device::Device;
pub(crate) use leaving::Leaving;
pub(crate) use preparing::{Input, Kind, Preparing, Wrong};
pub(crate) use stopped::{Stopped, Why};

const STYLE: &str = include_str!("style.css");

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    status: StatusCode,
    title: String,
    body: Markup,
}

impl Page {
    fn new(title: impl Into<String>, body: Markup) -> Self {
        Self {
            status: StatusCode::OK,
            title: title.into(),
            body,
        }
    }

    fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    fn html(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { (words::shown(&self.title)) }
                    // Else the browser asks for one, and there is none.
                    link rel="icon" href="data:,";
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        h1 { (words::shown(&self.title)) }
                        (self.body)
                    }
                }
            }
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let html = self.html().into_string();
        (self.status, headers(), Html(html)).into_response()
    }
}

/// What every answer to a browser says: it is not kept, shown in no other page, and
/// its address, in which a code or a link may be, is told to nobody else. To this
/// service it is, since browsers name no origin for a form of a page that tells nobody.
pub(crate) fn headers() -> HeaderMap {
    let policy = POLICY.get_or_init(|| {
        let style = STANDARD.encode(Sha256::digest(STYLE));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{style}'; img-src data:; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'"
        );
        HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
    });
    HeaderMap::from_iter([
        (CONTENT_SECURITY_POLICY, policy.clone()),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    ])
}

static POLICY: OnceLock<HeaderValue> = OnceLock::new();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_loads_and_runs_nothing_is_not_kept_and_tells_nobody_else_its_address() {
        let response = Page::new("Hello", html! { p { "There" } }).into_response();
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["referrer-policy"], "same-origin");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    }

    #[test]
    fn the_style_is_what_the_policy_allows() {
        let html = Page::new("Hello", html! {}).html().into_string();
        // As the browser reads it: nothing is escaped, and nothing ends it early.
        assert!(html.contains(&format!("<style>{STYLE}</style>")), "{html}");
        assert!(!STYLE.contains("</") && !STYLE.contains("url("));
    }
}
