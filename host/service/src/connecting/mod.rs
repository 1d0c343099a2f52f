//! Hosted sign-in: the pages that the link of a connect session leads to.
//!
//! Whoever comes has no key. The link gives a session to one browser, which proves
//! with a cookie from then on that it has it; forms carry a token that follows from
//! the cookie. What may be done when is the library's to decide, and what it looks
//! like is in `pages`.

mod admission;
mod callback;
mod cookie;
mod decline;
mod failure;
mod form;
mod landing;
mod method;
mod session;
mod shown;
mod stop;
mod under_way;
mod visitor;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

use crate::pages::Stopped;
use crate::problem::Code;
use crate::rates::Rates;
use crate::service::Shared;

pub(crate) use under_way::UnderWay;

/// How many attempts to connect each session is good for at once, and after how long for
/// one more.
const ATTEMPTS: u32 = 20;
const ATTEMPT: Duration = Duration::from_secs(3 * 60);

/// The paths of the pages, as requests are counted under.
pub(crate) const PATHS: [&str; 6] = [
    "/connect",
    "/connect/{session}",
    "/connect/{session}/decline",
    "/connect/{session}/methods",
    "/connect/{session}/methods/{method}",
    "/oauth/callback/{connector}",
];

/// How often sessions may be tried to be connected in: each asks the API's makers, by
/// the app that others sign in by too.
pub(crate) fn attempts() -> Rates {
    Rates::each(ATTEMPT, ATTEMPTS)
}

/// The routes of the pages. They are in no document: programs have no use for them.
pub(crate) fn pages() -> Router<Arc<Shared>> {
    Router::new()
        .route("/connect", get(landing::show).post(landing::go_on))
        .route("/connect/{session}", get(session::show))
        .route("/connect/{session}/decline", post(decline::decline))
        .route("/connect/{session}/methods", get(method::choose))
        .route(
            "/connect/{session}/methods/{method}",
            get(method::prepare).post(method::begin),
        )
        .route("/oauth/callback/{connector}", get(callback::come_back))
}

/// Whether a path is one that people are at with a browser.
pub(crate) fn is_page(path: &str) -> bool {
    path == "/connect" || path.starts_with("/connect/") || path.starts_with("/oauth/callback/")
}

/// The answer to people where there is one for programs, such as a problem.
pub(crate) fn for_people(answer: Response) -> Response {
    let status = answer.status();
    let is_html = answer
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_html || !(status.is_client_error() || status.is_server_error()) {
        return answer;
    }
    let code = answer.extensions().get::<Code>().copied();
    let mut page = Stopped::of(status, code).into_response();
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = answer.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}
