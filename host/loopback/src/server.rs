//! The server itself: it answers the browser, and turns everything else away.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::{Method, Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use connector_host::ExpectedReturn;
use connector_host::oauth::OAuthError;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

use crate::connections::{self, Bounds};
#[cfg(unix)]
use crate::owner::Owner;
use crate::page::Page;

/// How long somebody may take to sign in.
const PATIENCE: Duration = Duration::from_secs(10 * 60);
/// How long the last page may take to the browser.
const FAREWELL: Duration = Duration::from_secs(2);
/// What browsers may take, and whoever else of this machine connects. The one that has
/// returned waits while its code is exchanged and the account is asked for.
const BOUNDS: Bounds = Bounds {
    connections: 64,
    head: Duration::from_secs(10),
    whole: Duration::from_secs(5 * 60),
};

/// A browser that has returned and waits to be shown how it went.
#[derive(Debug)]
pub(crate) struct WaitingBrowser {
    page: oneshot::Sender<Page>,
    shutdown: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

/// Where the browser has returned to, and how to show it the last page.
type Answer = (Url, oneshot::Sender<Page>);

struct Awaited {
    expected: ExpectedReturn,
    /// Where the browser connects to.
    here: Option<SocketAddr>,
    /// Taken by the first answer to the request.
    answer: Mutex<Option<oneshot::Sender<Answer>>>,
}

/// Waits for the browser to return as `expected`. Whatever else comes is turned
/// away and ends nothing.
pub(crate) async fn answer(
    listener: TcpListener,
    expected: ExpectedReturn,
) -> Result<(Url, WaitingBrowser), OAuthError> {
    let (answer, answered) = oneshot::channel();
    let (shutdown, shut_down) = oneshot::channel();
    let awaited = Arc::new(Awaited {
        expected,
        here: listener.local_addr().ok(),
        answer: Mutex::new(Some(answer)),
    });
    let answers = move |from, request| callback(Arc::clone(&awaited), from, request);
    let end = async { shut_down.await.unwrap_or(()) };
    let server = tokio::spawn(connections::serve(listener, BOUNDS, answers, end));
    match tokio::time::timeout(PATIENCE, answered).await {
        Ok(Ok((url, page))) => Ok((
            url,
            WaitingBrowser {
                page,
                shutdown,
                server,
            },
        )),
        Ok(Err(_)) | Err(_) => {
            server.abort();
            Err(OAuthError::TimedOut(PATIENCE))
        }
    }
}

impl WaitingBrowser {
    /// Shows the browser how it went, and ends the server.
    pub(crate) async fn show(self, page: Page) {
        // A browser that was closed is shown nothing, and nobody minds.
        let _ = self.page.send(page);
        let _ = self.shutdown.send(());
        let abort = self.server.abort_handle();
        if tokio::time::timeout(FAREWELL, self.server).await.is_err() {
            abort.abort();
        }
    }
}

async fn callback<B>(awaited: Arc<Awaited>, browser: SocketAddr, request: Request<B>) -> Response {
    let mut url = awaited.expected.redirect_uri().clone();
    if request.uri().path() != url.path() {
        return (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response();
    }
    if request.method() != Method::GET {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    url.set_query(request.uri().query());
    // What else there is of it is not read.
    drop(request);
    if !awaited.expected.is_answered_by(&url) {
        return (
            StatusCode::BAD_REQUEST,
            Page::failed(&OAuthError::OtherState.to_string()),
        )
            .into_response();
    }
    if !is_of_this_user(browser, awaited.here) {
        return (
            StatusCode::FORBIDDEN,
            Page::failed("A program of another user of this machine has answered."),
        )
            .into_response();
    }
    let answer = awaited
        .answer
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    let (page, shown) = oneshot::channel();
    let sent = answer.map(|answer| answer.send((url, page)));
    match (sent, shown.await) {
        (Some(Ok(())), Ok(page)) => page.into_response(),
        // The same answer again, such as by reloading the page.
        _ => (
            StatusCode::GONE,
            Page::failed("This sign-in is over already."),
        )
            .into_response(),
    }
}

/// Whether the answer comes from the user whose sign-in it is, as far as the system
/// tells.
#[cfg(unix)]
fn is_of_this_user(browser: SocketAddr, here: Option<SocketAddr>) -> bool {
    let user = rustix::process::geteuid().as_raw();
    here.is_none_or(|here| Owner::of(browser, here).is_trusted_by(user))
}

#[cfg(not(unix))]
fn is_of_this_user(_browser: SocketAddr, _here: Option<SocketAddr>) -> bool {
    true
}
