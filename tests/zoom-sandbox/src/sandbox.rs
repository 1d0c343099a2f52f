//! Starting and stopping a sandbox, and what a test reaches through it.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State as Extract},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{any, get, post},
};
use http::StatusCode;
use thiserror::Error;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    api,
    clock::Clock,
    control,
    exchanges::{Exchange, Exchanges, body_to_keep, headers_to_keep},
    faults::Faults,
    files::download,
    oauth, pages,
    state::{State, app::App, seed, user::Person},
};

/// A running sandbox. Dropping it stops it.
#[derive(Debug)]
pub struct Sandbox {
    shared: Shared,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<io::Result<()>>,
}

/// What every request can reach.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) address: SocketAddr,
    pub(crate) clock: Clock,
    pub(crate) exchanges: Exchanges,
    pub(crate) faults: Faults,
    pub(crate) any_loopback_redirect: bool,
    state: Arc<Mutex<State>>,
}

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a sandbox is to be.
#[derive(Clone, Debug)]
pub struct Builder {
    host: IpAddr,
    port: u16,
    seed: u64,
    clock: Clock,
    apps: Vec<App>,
    any_loopback_redirect: bool,
}

/// Why a sandbox could not be started.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address would let other machines in.
    #[error(
        "{0} is not a loopback address; the sandbox guards nothing, so give one such as 127.0.0.1"
    )]
    NotLoopback(IpAddr),
    /// The port could not be opened.
    #[error("can't listen on {address}: {source}; choose another port, or 0 for any that is free")]
    Listen {
        /// Where it was to listen.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

impl Builder {
    /// Sets the loopback address to listen on, 127.0.0.1 unless told.
    #[must_use]
    pub fn host(self, host: IpAddr) -> Self {
        Self { host, ..self }
    }

    /// Sets the port to listen on; 0, which is the default, takes a free one.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Sets what identifiers are drawn from. Two sandboxes with the same seed
    /// give the same identifiers in the same order.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Sets the clock. The account's past and future lie around its time.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Adds an app. Its account id is set to the account's.
    #[must_use]
    pub fn app(mut self, app: App) -> Self {
        self.apps.push(app);
        self
    }

    /// Allows every app any redirect URI on this machine, which Zoom never
    /// does, for clients that listen on a free port.
    #[must_use]
    pub fn any_loopback_redirect(self) -> Self {
        Self {
            any_loopback_redirect: true,
            ..self
        }
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    ///
    /// When the address is not a loopback address or can't be listened on.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        if !self.host.is_loopback() {
            return Err(StartError::NotLoopback(self.host));
        }
        let address = SocketAddr::new(self.host, self.port);
        let listen = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let mut state = seed::state(self.seed, self.clock.now());
        for app in self.apps {
            let account_id = state.account.id.clone();
            state.apps.push(App { account_id, ..app });
        }
        let shared = Shared {
            address,
            clock: self.clock,
            exchanges: Exchanges::default(),
            faults: Faults::default(),
            any_loopback_redirect: self.any_loopback_redirect,
            state: Arc::new(Mutex::new(state)),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = axum::serve(listener, router(shared.clone())).with_graceful_shutdown(async {
            // An error means that the sandbox was dropped, which stops it too.
            stopped.await.unwrap_or_default();
        });
        let server = tokio::spawn(serve.into_future());
        Ok(Sandbox {
            shared,
            stop: Some(stop),
            server,
        })
    }
}

impl Sandbox {
    /// A sandbox with a small account, on a free port of 127.0.0.1.
    #[must_use]
    pub fn builder() -> Builder {
        Builder {
            host: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            seed: 0,
            clock: Clock::system(),
            apps: Vec::new(),
            any_loopback_redirect: false,
        }
    }

    /// Where it listens, such as `http://127.0.0.1:8780`, without a slash at
    /// the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// The apps with their credentials.
    #[must_use]
    pub fn apps(&self) -> Vec<App> {
        self.shared.state().apps.clone()
    }

    /// The owner of the account, who is signed in unless another is chosen.
    #[must_use]
    pub fn user(&self) -> Person {
        let state = self.shared.state();
        let owner = state
            .user(&state.account.owner_id)
            .expect("the owner is one of the account's users, from the seed on");
        Person {
            id: owner.id.clone(),
            email: owner.email.clone(),
            display_name: owner.display_name(),
            account_id: state.account.id.clone(),
        }
    }

    /// The last requests with their answers.
    #[must_use]
    pub fn requests(&self) -> &Exchanges {
        &self.shared.exchanges
    }

    /// The troubles that requests are to meet.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// The sandbox's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Stops it, after the requests that are under way.
    ///
    /// # Errors
    ///
    /// When the server had failed before.
    pub async fn stop(mut self) -> io::Result<()> {
        self.stop.take();
        (&mut self.server).await.map_err(io::Error::other)?
    }
}

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/", get(pages::start))
        .route(
            "/oauth/authorize",
            get(oauth::authorize::page).post(oauth::authorize::decide),
        )
        .route("/oauth/token", post(oauth::token::handle))
        .route("/oauth/revoke", post(oauth::revoke::handle))
        .route("/rec/download/{key}", get(download::redirect))
        .route("/rec/play/{key}", get(download::play))
        .route("/cmr/replay/{key}/{name}", get(download::file))
        .route("/v2/{*path}", any(api::handle))
        .route_layer(middleware::from_fn_with_state(shared.clone(), strike))
        .merge(control::routes())
        .layer(middleware::from_fn_with_state(shared.clone(), record))
        .with_state(shared)
}

/// Lets a fault answer in place of Zoom.
async fn strike(Extract(shared): Extract<Shared>, request: Request, next: Next) -> Response {
    match shared
        .faults
        .strike(request.method().as_str(), request.uri().path())
    {
        Some(fault) => fault.into_response(),
        None => next.run(request).await,
    }
}

/// Keeps the exchange, unless it is about the sandbox itself.
async fn record(Extract(shared): Extract<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path == "/" || path.starts_with("/_sandbox") {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(content) = to_bytes(body, REQUEST_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let mut exchange = Exchange {
        number: 0,
        method: parts.method.to_string(),
        target: parts.uri.to_string(),
        headers: headers_to_keep(&parts.headers),
        body: body_to_keep(&content),
        status: 0,
        response_headers: Vec::new(),
        response_body: String::new(),
    };
    let response = next
        .run(Request::from_parts(parts, Body::from(content)))
        .await;
    let (parts, body) = response.into_parts();
    // Every answer is made in memory, so reading it can't fail or wait.
    let content = to_bytes(body, usize::MAX).await.unwrap_or_default();
    exchange.status = parts.status.as_u16();
    exchange.response_headers = headers_to_keep(&parts.headers);
    exchange.response_body = body_to_keep(&content);
    shared.exchanges.record(exchange);
    Response::from_parts(parts, Body::from(content))
}

/// The most that a request may carry, in bytes. No documented one comes near.
const REQUEST_LIMIT: usize = 4 * 1024 * 1024;
