//! Hosted sign-in: the pages that the link of a connect session leads to.
//!
//! Whoever comes has no key. The link gives a session to one browser, which proves
//! with a cookie from then on that it has it; forms carry a token that follows from
//! the cookie. What may be done when is the library's to decide, and what it looks
//! like is in `pages`.

mod callback;
mod cookie;
mod failure;
mod form;
mod landing;
mod method;
mod session;
mod shown;
mod stop;
mod visitor;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;

use crate::rates::Rates;
use crate::service::Shared;

/// How many attempts to connect each session is good for at once, and after how long for
/// one more.
const ATTEMPTS: u32 = 20;
const ATTEMPT: Duration = Duration::from_secs(3 * 60);

/// The paths of the pages, as requests are counted under.
pub(crate) const PATHS: [&str; 5] = [
    "/connect",
    "/connect/{session}",
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
        .route("/connect/{session}/methods", get(method::choose))
        .route(
            "/connect/{session}/methods/{method}",
            get(method::prepare).post(method::begin),
        )
        .route("/oauth/callback/{connector}", get(callback::come_back))
}

/// Whether a path is one of the pages'.
pub(crate) fn is_page(path: &str) -> bool {
    path == "/connect" || path.starts_with("/connect/")
}
